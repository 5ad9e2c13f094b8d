"""A request on paper: the paper form's headings in its order, every decision, and lines to write on where it is blank.

The headings are those of the Site Creation Approval Form for a site (QEI-08), and the titles of its pages for the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from approvals.attached import attached
from approvals.forms.pages import PageForm
from approvals.kinds import KINDS
from approvals.models import Attachment, ChainStep, Decision, Kind, Mode, Request, Revision, Step
from approvals.pdf import AnswerPrint, RequestPrint, SectionPrint, StepPrint
from approvals.shown import said
from approvals.transitions.answering import OUTCOMES
from approvals.transitions.steps import brand_step
from policies.cover import in_words

# Which question of the site form each heading of the paper form begins with.
HEADINGS = {
    "team": "Team details",
    "aims": "Purpose",
    "audiences": "Proposed audiences",
    "contributors": "Proposed contributors",
    "administrators": "Administration of the site",
}
BELOW_HEADING = {Kind.SITE: "Site Creation Approval Form"}
MANAGER, MANAGER_AFTER = "Author's line manager", "author"
NOT_SENT = "Not sent"
ON_SCREEN = "Given on screen, signed in under their own name"


def request_print(request: Request, on: date) -> RequestPrint:
    """The request as it was last sent; before that, as far as it is filled in."""
    latest = request.revisions.order_by("number").last()
    answers = latest.answers if latest else request.answers
    return RequestPrint(
        school=request.school.name,
        heading=BELOW_HEADING.get(Kind(request.kind), request.get_kind_display()),
        about=f"Request no. {request.number}",
        mark=request.get_status_display() if latest else NOT_SENT,
        asked=_asked(request, latest),
        sections=_sections(request, answers, on),
        steps=_steps(request, answers) if latest else _chain(request, answers),
        earlier=_earlier(request),
        pictures=[_picture(one) for one in attached(request, answers)],
        fingerprint=latest.content_hash if latest else "",
        accent=request.school.colour,
    )


def _asked(request: Request, latest: Revision | None) -> list[tuple[str, str]]:
    facts = [("Asked by", request.requester_name)]
    if latest is not None:
        facts.append(("Sent on", in_words(localdate(latest.sent_at))))
    if request.ends_on is not None:
        facts.append(("Last day", in_words(request.ends_on)))
    return facts


def _picture(one: Attachment) -> tuple[str, str]:
    return str(one), one.file.sha256


def _sections(request: Request, answers: Mapping[str, Any], on: date) -> list[SectionPrint]:
    sections: list[SectionPrint] = []
    for page in KINDS[request.kind].pages:
        form = page(None, school=request.school, on=on, answers=answers)
        if request.kind != Kind.SITE:
            sections.append(SectionPrint(heading=page.title))
        for name, printed in _answers(form, answers):
            if request.kind == Kind.SITE and name in HEADINGS:
                sections.append(SectionPrint(heading=HEADINGS[name]))
            sections[-1].answers.append(printed)
            if request.kind == Kind.SITE and name == MANAGER_AFTER:
                manager = request.requester.line_manager
                sections[-1].answers.append(AnswerPrint(question=MANAGER, answer=manager.name if manager else ""))
    return sections


def _answers(form: PageForm, answers: Mapping[str, Any]) -> Iterator[tuple[str, AnswerPrint]]:
    for name in form.base_fields:
        asked, value = form.fields[name], answers.get(name)
        yield (
            name,
            AnswerPrint(
                question=str(asked.label),
                answer=said(asked, value),
                is_long=isinstance(asked.widget, forms.Textarea),
                options=_options(asked, value),
            ),
        )


def _options(asked: forms.Field, value: Any) -> list[tuple[str, bool]]:
    """What could be ticked, where there are a few things to choose from."""
    if isinstance(asked, forms.ModelChoiceField) or not isinstance(asked, forms.ChoiceField):
        return []
    offered: Any = asked.choices
    chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
    return [(str(label), str(key) in chosen) for key, label in offered]


def _chain(request: Request, answers: Mapping[str, Any]) -> list[StepPrint]:
    """Who will be asked, as the house rule is now, with lines to write on."""
    rules = ChainStep.objects.filter(school=request.school, kind=request.kind)
    chain = list(rules.select_related("group", "person"))
    with_brand = _wants_brand(request, answers) and any(one.mode == Mode.DECIDE for one in chain)
    brand = brand_step(chain) if with_brand else None
    return [
        StepPrint(whose=one.named, what=one.get_mode_display(), boxes=_boxes(one.mode, one is brand))
        for one in chain
        if one.mode != Mode.TELL
    ]


def _boxes(mode: str, decides_brand: bool) -> list[tuple[str, Sequence[str]]]:
    """What is ticked by hand at a step."""
    outcomes = [str(one.label) for one in OUTCOMES[Mode(mode)]] if mode == Mode.DECIDE else []
    brands = [str(label) for label in Decision.Brand.labels] if decides_brand else []
    return [(name, labels) for name, labels in (("Decision", outcomes), ("Name and logo", brands)) if labels]


def _steps(request: Request, answers: Mapping[str, Any]) -> list[StepPrint]:
    """The steps of the present round."""
    rows = request.steps.filter(round=request.round)
    rows = rows.select_related("group", "person", "passed_by", "decision", "carried__decision")
    wants_brand = _wants_brand(request, answers)
    return [_step(one, wants_brand) for one in rows]


def _wants_brand(request: Request, answers: Mapping[str, Any]) -> bool:
    """Whether name and logo are asked for, or not said yet (QEI-12)."""
    is_asked = any("uses_brand" in page.base_fields for page in KINDS[request.kind].pages)
    return is_asked and answers.get("uses_brand", "yes") == "yes"


def _step(step: Step, wants_brand: bool) -> StepPrint:
    decision = getattr(step.source, "decision", None)
    facts = _facts(decision) if decision is not None else []
    notes = [*(decision.conflicts if decision is not None else ()), step.because]
    if step.status == Step.Status.PASSED_OVER:
        notes.append(f"Passed over by {step.passed_by}: {step.passed_why}")
        facts = [("Decision", step.get_status_display())]
    elif step.status == Step.Status.TOGETHER:
        notes.append("Decided together with a later step, by the same person.")
    return StepPrint(
        whose=step.named,
        what=step.get_mode_display(),
        facts=facts,
        notes=[note for note in notes if note],
        boxes=_boxes(step.mode, step.decides_brand and wants_brand),
    )


def _facts(decision: Decision) -> list[tuple[str, str]]:
    """What was said, by whom, for whom, when (QEI-08, QEI-11, QEI-12)."""
    is_told = decision.outcome == Decision.Outcome.TOLD
    facts = [
        ("Decision", decision.get_outcome_display()),
        ("Name", decision.by_name),
        ("Stands in for", decision.stands_in_for_name),
        ("Signature", "" if is_told else ON_SCREEN),
        ("Date", in_words(localdate(decision.at))),
        ("Name and logo", decision.get_brand_display() if decision.brand else ""),
        ("Reason", decision.reason),
    ]
    return [(name, words) for name, words in facts if words]


def _earlier(request: Request) -> list[StepPrint]:
    """What was said before the request was sent again, or its chain changed, where it does not stand any more."""
    carried = request.steps.filter(round=request.round, carried__isnull=False).values("carried")
    rows = request.decisions.exclude(step__round=request.round).exclude(step__in=carried)
    return [
        StepPrint(
            whose=one.step.named,
            what=f"on the request as it was sent on {in_words(localdate(one.revision.sent_at))}",
            facts=_facts(one),
            notes=one.conflicts,
        )
        for one in rows.select_related("step__group", "step__person", "revision")
    ]
