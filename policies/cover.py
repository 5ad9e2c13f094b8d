"""What is on record of a version: who was asked, who decided, who signed, and when; for its page and its print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.timezone import localdate

from foundation.schools.dates import PartDate
from foundation.schools.models import Body
from policies.models import Decision, PastEvent, Step, StepKind, Version

NO_DATE = "date not known"


@dataclass(frozen=True)
class Record:
    """One thing on record, in words. `kind` is a StepKind, or "reviewed"; `body_kind` one of Body.Kind.

    `manner` says how a body decided where it was not at a meeting, `authors` who decided and also wrote the text.
    """

    kind: str
    what: str
    who: str
    on: str
    role: str = ""
    note: str = ""
    body_kind: str = ""
    manner: str = ""
    authors: str = ""
    minute: str = ""


def in_words(day: date | None) -> str:
    return dateformat.format(day, "j F Y") if day else ""


def records(version: Version) -> list[Record]:
    """What was given to the text as it is (two queries), and what is known from before it came here (ALL-03)."""
    steps = version.steps.filter(round=version.round, status=Step.Status.DONE)
    steps = steps.select_related("body", "consultation", "decision", "signature").order_by("position")
    return [*(_of_step(step) for step in steps), *past_records(version.past_events.all())]


def _of_step(step: Step) -> Record:
    body_kind = step.body.kind if step.body else ""
    if step.kind == StepKind.CONSULT:
        given = step.consultation
        note = given.get_result_display()
        return Record(step.kind, "Consulted", given.asked, in_words(given.until_on), note=note, body_kind=body_kind)
    if step.kind in (StepKind.DECIDE, StepKind.REVIEW):
        return _of_decision(step, body_kind)
    signed = step.signature
    return Record(
        step.kind, "Signed", signed.name, in_words(localdate(signed.recorded_at)), role=signed.get_role_display()
    )


MANNERS = {
    Decision.Kind.WRITTEN: "by written resolution",
    Decision.Kind.DELEGATED: "by delegation",
    Decision.Kind.CHAIR: "by chair's action",
}


def _of_decision(step: Step, body_kind: str) -> Record:
    """A decision with its kind in words; authorship by one who decided is disclosed."""
    made = step.decision
    manner = MANNERS.get(Decision.Kind(made.kind), "")
    notes = [manner] if manner else []
    notes += [f"{made.decided_by_name} decided"] if made.decided_by_name else []
    notes += [f"minute {made.minute_reference}"] if made.minute_reference else []
    notes += [f"{made.authors_present} wrote it and took part"] if made.authors_present else []
    return Record(
        step.kind,
        "Reviewed without change" if step.kind == StepKind.REVIEW else "Approved",
        step.whose,
        in_words(made.decided_on),
        note="; ".join(notes),
        body_kind=body_kind,
        manner=manner,
        authors=made.authors_present,
        minute=made.minute_reference,
    )


PAST_KINDS = {
    PastEvent.Kind.APPROVED: (StepKind.DECIDE, "Approved", ""),
    PastEvent.Kind.PANEL: (StepKind.CONSULT, "Agreed by", Body.Kind.STAFF_PANEL),
    PastEvent.Kind.CONSULTED: (StepKind.CONSULT, "Agreed by", ""),
    PastEvent.Kind.REVIEWED: ("reviewed", "Reviewed", ""),
    PastEvent.Kind.SIGNED: (StepKind.SIGN, "Signed", ""),
}


def past_records(events: Iterable[PastEvent]) -> list[Record]:
    """What is known from before; a date as exactly as it is known, never invented."""
    found = []
    for event in events:
        kind, what, body_kind = PAST_KINDS[PastEvent.Kind(event.kind)]
        on = str(PartDate.of(event.on, event.precision)) if event.on else NO_DATE
        found.append(Record(kind, what, event.who, on, role=event.capacity, body_kind=body_kind))
    return found


def review_words(version: Version) -> str:
    """The review date as exactly as it was set: a day, a month or a term (HAY-01)."""
    return str(PartDate.of(version.review_on, version.review_precision)) if version.review_on else ""


def updated_words(version: Version) -> str:
    """When the text was last updated, where that is known."""
    known = version.last_updated_on
    return str(PartDate.of(known, version.last_updated_precision)) if known else ""
