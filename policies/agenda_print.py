"""A meeting's agenda as PDF: what is decided, what is reviewed, what is reported, in words ready to read at home."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from foundation.documents.printing import print_pdf
from policies.cover import in_words, review_words
from policies.models import AgendaItem, Decision, Meeting, Version
from policies.pdf import ACCENT, accent_css, styles_of

SHOWN = ("version__policy__owner", "version__drafted_by", "decision__step", "decision__delegation")


@dataclass(frozen=True, kw_only=True)
class LinePrint:
    """One item: what it is about, what is asked, and what one should know first. An empty string leaves it out."""

    number: int
    title: str
    asked: str
    facts: Sequence[tuple[str, str]]
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class AgendaPrint:
    """Everything a printed agenda shows, in words ready to show."""

    school: str
    body: str
    when: str
    place: str
    quorum: str
    items: Sequence[LinePrint]
    mark: str = ""
    accent: str = ACCENT

    @property
    def title(self) -> str:
        return f"Agenda: {self.body}, {self.when}"


def agenda_print(meeting: Meeting) -> AgendaPrint:
    """The agenda as it is printed; two queries whatever its length."""
    items = meeting.items.select_related(*SHOWN)
    members = meeting.body.seats_on(meeting.held_on).count()
    quorum = meeting.body.quorum_among(members)
    return AgendaPrint(
        school=meeting.school.name,
        body=meeting.body.name,
        when=in_words(meeting.held_on),
        place=meeting.place,
        quorum=f"{quorum} of {members} members" if quorum and members else str(quorum or ""),
        mark="Cancelled" if meeting.status == Meeting.Status.CANCELLED else "",
        accent=meeting.school.colour,
        items=[_line(number, item) for number, item in enumerate(items, start=1)],
    )


def _line(number: int, item: AgendaItem) -> LinePrint:
    version = item.version
    if item.decision is not None:
        return LinePrint(number=number, title=str(version), asked="To report", facts=_reported(item.decision))
    is_review = item.kind == AgendaItem.Kind.REVIEW
    return LinePrint(
        number=number,
        title=str(version),
        asked="To review: it stays as it is, or it has to change" if is_review else "To approve or to return",
        facts=_facts(version, is_review=is_review),
        fingerprint=item.content_hash,
    )


def _facts(version: Version, *, is_review: bool) -> list[tuple[str, str]]:
    facts = [
        ("Written by", version.author or version.drafted_by.name),
        ("Owner", version.policy.owner.name),
        ("What changes", "" if is_review else version.change_note),
        ("Review date", review_words(version)),
    ]
    return [(name, value) for name, value in facts if value]


def _reported(decision: Decision) -> list[tuple[str, str]]:
    """A decision between meetings, with why it was taken there."""
    by = f"{decision.get_kind_display()} of {decision.decided_by_name}, {in_words(decision.decided_on)}"
    facts = [
        ("Decided", f"{by}: {decision.get_outcome_display().lower()}"),
        ("Delegated by", f"minute {decision.delegation.minute_reference}" if decision.delegation else ""),
        ("Why delay was likely to be seriously detrimental", decision.harm),
        ("Why no meeting was possible in time", decision.no_meeting),
        ("Reason or conditions", decision.reason),
        ("Disclosed", f"{decision.authors_present} wrote it" if decision.authors_present else ""),
    ]
    return [(name, value) for name, value in facts if value]


def print_agenda(agenda: AgendaPrint) -> bytes:
    """The agenda as tagged PDF. Raises PrintError."""
    html = render_to_string("policies/pdf/agenda.html", {"agenda": agenda})
    return print_pdf(html, styles=[*styles_of("print.css", "agenda.css"), accent_css(agenda.accent)])
