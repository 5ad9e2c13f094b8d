"""The file of a case for who may read what. What a reader is not given is not in it: nothing is covered up."""

from datetime import datetime

from django.db import models
from django.utils.timezone import localdate

from foundation.core.templatetags.words import moment
from foundation.schools.calendar import SchoolCalendar
from incidents import case_sections as parts
from incidents.models import Case, CasePerson, Considered, Entry, Promise, Takedown
from incidents.models.kinds import BRIEF
from incidents.pdf import CasePrint, SectionPrint
from incidents.transitions.referrals import OF_THE_POLICE

What = Entry.What


class Audience(models.TextChoices):
    FULL = "full", "In full"
    POLICE = "police", "For the police"
    GOVERNORS = "governors", "For governors"
    AFFECTED = "affected", "For the person affected"


LEFT_OUT = {
    Audience.FULL: "",
    Audience.POLICE: "Left out: notes and decisions of the school, what people were told and offered, and anything of"
    " its own procedures.",
    Audience.GOVERNORS: "Figures only: no names, and nothing of what was said.",
    Audience.AFFECTED: "Left out: everything that concerns pupils, parents, colleagues and other people.",
}


def case_print(case: Case, audience: Audience, affected: CasePerson | None, *, at: datetime) -> CasePrint:
    """What is printed for this audience; for the person affected, `affected` is who it is."""
    sections = {
        Audience.FULL: lambda: _full(case),
        Audience.POLICE: lambda: _for_police(case),
        Audience.GOVERNORS: lambda: [_figures(case)],
        Audience.AFFECTED: lambda: _for_affected(case, affected),
    }[audience]()
    return CasePrint(
        school=case.school.name,
        about=f"File of case {case.reference}",
        mark=audience.label,
        made=f"As it stood on {moment(at)}.",
        sections=sections,
        left_out=LEFT_OUT[audience],
        accent=case.school.colour,
    )


def _full(case: Case) -> list[SectionPrint]:
    """Everything, with what was considered and decided (ACR-15)."""
    return [
        parts.facts_of(case),
        parts.reports_of(case),
        parts.people_of(case),
        parts.considered_of(case),
        parts.timeline_of(case, "Decisions", (What.DECISION,)),
        parts.procedures_of(case),
        parts.evidence_of(case),
        parts.addresses_of(case),
        parts.decided_of(case),
        parts.removals_of(case),
        parts.told_to(case.updates.order_by("at")),
        parts.promises_of(case),
        parts.support_of(case),
        parts.timeline_of(case, "Timeline"),
    ]


def _for_police(case: Case) -> list[SectionPrint]:
    """What happened and what is kept; nothing of the school's own thinking."""
    facts = [("About", BRIEF[case.kind]), ("Opened", moment(case.opened_at))]
    facts.append(("Led by", case.lead.name if case.lead else ""))
    return [
        SectionPrint(heading="The case", facts=parts.said(facts)),
        parts.reports_of(case),
        parts.people_of(case),
        parts.evidence_of(case),
        parts.addresses_of(case),
        parts.removals_of(case),
        parts.referrals_of(case, OF_THE_POLICE),
        parts.timeline_of(case, "What was done", (What.ACTION, What.CONTACT)),
    ]


def _for_affected(case: Case, affected: CasePerson | None) -> list[SectionPrint]:
    """What their own page shows (ACR-14), and what they gave."""
    if affected is None:
        return []
    facts = [("Reference", case.reference), ("Led by", case.lead.name if case.lead else "Nobody yet")]
    own = set(case.evidence.filter(by=affected.person, by__isnull=False).values_list("pk", flat=True))
    return [
        SectionPrint(heading="The case", facts=facts),
        parts.told_to(affected.updates.order_by("at")),
        parts.promises_of(case, affected),
        parts.support_of(case, affected),
        parts.evidence_of(case, own),
    ]


def _figures(case: Case) -> SectionPrint:
    """The case in figures: nobody is named, and no word of it is there."""
    calendar = SchoolCalendar.of(case.school)
    promises, responses = list(case.promises.all()), list(case.considered.all())
    addresses = list(case.takedowns.all())
    spoken_at = case.people.aggregate(first=models.Min("contacted_at"))["first"]
    answers = {one.option_id: one.answer for one in responses}
    facts = [
        ("About", BRIEF[case.kind]),
        ("How serious", case.severity.name if case.severity else ""),
        ("Status", case.get_status_display()),
        ("Outcome", case.outcome),
        ("School days until somebody had it", _days(calendar, case.opened_at, case.taken_at)),
        (
            "School days until the person affected was spoken with",
            _days(calendar, case.opened_at, spoken_at),
        ),
        ("Promises kept", f"{sum(_is_kept(one) for one in promises)} of {len(promises)}" if promises else ""),
        ("Responses taken", str(sum(one == Considered.Answer.TAKEN for one in answers.values()))),
        ("Responses not pursued", str(sum(one == Considered.Answer.NOT_PURSUED for one in answers.values()))),
        ("Pieces of evidence", str(case.evidence.filter(purged_at=None).count())),
        ("Addresses gone", f"{_gone(addresses)} of {len(addresses)}" if addresses else ""),
        ("Taken off the school's accounts", str(case.removals.count())),
        ("Of these without a copy", str(case.removals.filter(is_copied=False).count())),
    ]
    return SectionPrint(heading="In figures", facts=parts.said(facts))


def _is_kept(one: Promise) -> bool:
    return one.kept_at is not None and one.missed_at is None


def _gone(rows: list[Takedown]) -> int:
    return sum(one.status == Takedown.Status.REMOVED for one in rows)


def _days(calendar: SchoolCalendar, begin: datetime, end: datetime | None) -> str:
    return "" if end is None else str(calendar.between(localdate(begin), localdate(end)))
