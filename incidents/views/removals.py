"""What is taken off the school's own accounts: asked, decided, recorded with its copy."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, seen
from incidents.forms.removals import AskForm, DecideForm, RemovalForm
from incidents.models import Case, RemovalQuestion
from incidents.routing import rules_of
from incidents.transitions import removals
from incidents.views.cases import case_crumbs
from incidents.views.deciding import one_form
from incidents.views.looks import note

Answer = RemovalQuestion.Answer
QUESTION = "incidents/takedowns/question.html"


@page("incidents.run_case")
def removal_ask(request: HttpRequest, case: Case) -> HttpResponse:
    """Put to the headteacher whether something is removed."""
    form = AskForm(request.POST or None)
    by, at = acting(request.user, case.school), timezone.now()
    who = removals.who_decides(case, timezone.localdate())
    return one_form(
        request,
        case,
        form,
        lambda: removals.ask_removal(case, form.cleaned_data["what"], by=by, at=at),
        heading="May it be removed?",
        said=f"{who} can decide on it now.",
        guidance=f"{who} decides, and it stands on their desk. Until then it stays where it is.",
    )


@page("incidents.see_removal_question")
def removal_question(request: HttpRequest, question: RemovalQuestion) -> HttpResponse:
    """What is to be decided; for who decides, the decision. Who is merely let in reads, and sends nothing."""
    case, at = question.case, timezone.now()
    by, context = acting(request.user, case.school), _question(request, question)
    if request.method == "POST" and not (context["decides"] or request.user.has_perm("incidents.run_case", case)):
        raise Http404
    if request.method == "GET":
        note(request, case, "opened a removal to decide")
    if not context["may_decide"] and request.method != "POST":
        return render(request, QUESTION, context)
    form = DecideForm(request.POST or None, seen=seen(question.answer))

    def decide() -> object:
        data = form.cleaned_data
        return removals.decide_removal(question, data["answer"], why=data["why"], by=by, at=at)

    to = reverse("case", args=[case.uid])
    return answered(request, form, decide, to=to, said="The decision is recorded.", template=QUESTION, **context)


def _question(request: HttpRequest, question: RemovalQuestion) -> dict[str, Any]:
    case, on = question.case, timezone.localdate()
    is_open = question.answer == Answer.OPEN and case.closed_at is None
    decides = removals.may_decide(case, acting(request.user, case.school), on)
    return {
        "case": case,
        "question": question,
        "decides": decides,
        "may_decide": is_open and decides,
        "who_decides": removals.who_decides(case, on),
        "crumbs": case_crumbs(case, ("May it be removed?", "")),
    }


@page("incidents.run_case")
def removal_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Record that something was taken off: its copy first, then on which ground or by which decision."""
    grounds, at = rules_of(case.school).grounds, timezone.now()
    decided = list(case.removal_questions.filter(answer=Answer.REMOVE, removal=None))
    copies = list(case.evidence.filter(purged_at=None, made_from=None))
    form = RemovalForm(request.POST or None, copies=copies, grounds=grounds, decided=decided, now=at)
    by = acting(request.user, case.school)
    return answered(
        request,
        form,
        lambda: removals.record_removal(case, form.taken_off(), by=by, at=at),
        to=reverse("case", args=[case.uid]),
        said="Recorded.",
        template="incidents/takedowns/removal.html",
        case=case,
        may_remove=bool(grounds or decided),
        copies=copies,
        who_decides=removals.who_decides(case, timezone.localdate()),
        crumbs=case_crumbs(case, ("Something was taken off", "")),
    )
