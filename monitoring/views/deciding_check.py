"""What is decided on a check: authorised, told or not, taken back, handed on, ended."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, seen
from monitoring.forms.checks import (
    CoverForm,
    DecideForm,
    EndCheckForm,
    HandOnCheckForm,
    TellForm,
    WhyOnlyForm,
    on_the_roll,
)
from monitoring.forms.notice import CiteForm
from monitoring.models import Check
from monitoring.notice_proof import proofs_of
from monitoring.telling_words import prepared, rule_of
from monitoring.transitions import carrying_out, checks, telling
from monitoring.views.checks import check_crumbs
from monitoring.views.looks import note

LOG_LEFT = (
    "Only who carried it out and who authorised it read its log, and one of them has left. Choose somebody who looks"
    " at it where it is asked for, such as for a subject access request. Speak with them: no mail goes out."
)


def one_form(
    request: HttpRequest, check: Check, form: Any, act: Callable[[], object], *, heading: str, said: str, **more: Any
) -> HttpResponse:
    """A page of a check with one form: done and back to the check, or shown (again). That it was opened is kept."""
    if request.method == "GET":
        note(request, check, "opened to work on")
    shown = {"check": check, "heading": heading, "crumbs": check_crumbs(request, check, (heading, "")), **more}
    to = reverse("check", args=[check.uid])
    return answered(request, form, act, to=to, said=said, template="monitoring/checks/form.html", **shown)


def mark(check: Check) -> str:
    """What a page of one form shows of the check, so that an old page is noticed."""
    return seen(check.status, check.way, check.told_at, check.carried_by_id, check.log_keeper_id)


@page("monitoring.decide_check")
def check_decide(request: HttpRequest, check: Check) -> HttpResponse:
    """Authorise it or not."""
    form = DecideForm(request.POST or None, seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()

    def act() -> object:
        said = form.cleaned_data
        return checks.decide_check(check, is_authorised=said["answer"] == "yes", why=said["why"], by=by, at=at)

    said = "Decided. Who asked is told."
    heading = "Authorise this check?"
    return one_form(request, check, form, act, heading=heading, said=said, facts=True, rule=rule_of(check))


@page("monitoring.run_check")
def check_tell(request: HttpRequest, check: Check) -> HttpResponse:
    """Tell the employee when and why, in prepared words that can be changed."""
    form = TellForm(request.POST or None, seen=mark(check), initial={"words": prepared(check)})
    by, at = acting(request.user, check.school), timezone.now()
    return one_form(
        request,
        check,
        form,
        lambda: telling.tell(check, form.cleaned_data["words"], by=by, at=at),
        heading="Tell the person checked",
        said="Told. They have a page of their own from now on.",
        guidance=_no_log_in(check),
    )


def _no_log_in(check: Check) -> str:
    """Said where a mail and a page reach nobody."""
    if check.subject is None or (check.subject.user_id is not None and check.subject.email):
        return ""
    return f"{check.subject.name} has no log-in: give them these words on paper. What you send is the record of it."


@page("monitoring.run_check")
def check_by_policy(request: HttpRequest, check: Check) -> HttpResponse:
    """Cite the clause that gives notice, with the proof that this person acknowledged it (QEI-25)."""
    proofs = proofs_of(check)
    form = CiteForm(request.POST or None, proofs=proofs, seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()
    return one_form(
        request,
        check,
        form,
        lambda: telling.cite_policy(check, form.proof, by=by, at=at),
        heading="Notice by the policy",
        said="Recorded with its proof. Who carries it out may begin.",
        without_proof=not proofs,
    )


@page("monitoring.decide_not_telling")
def check_not_telling(request: HttpRequest, check: Check) -> HttpResponse:
    """Decide that the employee is not told, until a day."""
    form = CoverForm(request.POST or None, seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()
    return one_form(
        request,
        check,
        form,
        lambda: telling.decide_not_telling(
            check, by=by, at=at, **{name: form.cleaned_data[name] for name in ("ground", "why", "until")}
        ),
        heading="Not telling the person",
        said="Decided. When that day is over, you are reminded to tell them.",
        warning="Only where a crime or gross misconduct is suspected and telling them would defeat the purpose.",
    )


@page("monitoring.run_check")
def check_withdraw(request: HttpRequest, check: Check) -> HttpResponse:
    """Take it back before it began."""
    form = WhyOnlyForm(request.POST or None, submit="Take it back", seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()
    return one_form(
        request,
        check,
        form,
        lambda: checks.withdraw_check(check, why=form.cleaned_data["why"], by=by, at=at),
        heading="Take the check back",
        said="Taken back.",
    )


@page("monitoring.run_check")
def check_hand_on(request: HttpRequest, check: Check) -> HttpResponse:
    """Somebody else carries it out; after its end, looks after its log."""
    is_over = check.status == Check.Status.ENDED
    act = checks.give_log if is_over else checks.hand_on_check
    people = on_the_roll(check.school, timezone.localdate(), without=check.subject)
    readers = [check.carried_by_id, check.decided_by_id, check.log_keeper_id]
    people = people.exclude(pk__in=[pk for pk in readers if pk is not None])
    form = HandOnCheckForm(request.POST or None, people=people, is_over=is_over, seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()
    return one_form(
        request,
        check,
        form,
        lambda: act(check, form.cleaned_data["person"], by=by, at=at),
        heading="Somebody else looks after its log" if is_over else "Somebody else carries it out",
        said="Handed on.",
        guidance=LOG_LEFT if is_over else "",
    )


@page("monitoring.run_check")
def check_end(request: HttpRequest, check: Check) -> HttpResponse:
    """End it with its outcome."""
    form = EndCheckForm(request.POST or None, seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()

    def act() -> object:
        said = form.cleaned_data
        return carrying_out.end_check(check, outcome=said["outcome"], why=said["why"], by=by, at=at)

    guidance = "The person checked then reads what was found and what came of it."
    if check.told_at is None:
        guidance = "They were not told yet: tell them next. They then read what was found and what came of it."
    return one_form(request, check, form, act, heading="End the check", said="Ended.", guidance=guidance)
