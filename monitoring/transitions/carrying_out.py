"""Carrying a check out: begun with a statement, findings written, a case opened at once where a child is concerned."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, Role, RoleKind
from foundation.schools.transitions.changes import is_oneself
from incidents.models import Case, Kind, Relation, Report
from incidents.transitions.people import Named
from incidents.transitions.reporting import Said, receive
from monitoring.check_moves import CHECK_MOVES
from monitoring.models import Check, CheckEntry, UsageExtract
from monitoring.notices_checks import tell_subject
from monitoring.transitions.checks import What, held, refuse_subject, write
from monitoring.transitions.telling import refuse_overdue_secrecy
from monitoring.verbs import Verb

STATEMENT = (
    "I look only at what this check is for. Union and private correspondence is left out: where I come upon it I stop"
    " reading, keep nothing of it, and go on."
)
# Who could read a case of their own as the role to which it comes.
CASE_ROLES = (RoleKind.DSL, RoleKind.HEADTEACHER, RoleKind.SENIOR_LEADER, RoleKind.CHAIR, RoleKind.TRUST_OFFICER)


def begin_check(check: Check, *, by: Person, at: datetime) -> Check:
    """Begin, with the statement that union and private correspondence is left out (ACR-19)."""
    with change():
        check = held(check)
        _is_carrier(check, by)
        check.status = CHECK_MOVES.check("begin", check.status)
        refuse_overdue_secrecy(check, localdate(at))
        check.started_at = at
        check.save(update_fields=["status", "started_at"])
        write(check, What.EVENT, f"Begun by {by.name}. {STATEMENT}", by=by, at=at)
        trail.record(Verb.CHECK_STARTED, check, by=by, at=at, school=check.school)
    return check


def _is_carrier(check: Check, by: Person) -> None:
    refuse_subject(check, by)
    if check.carried_by is None or not is_oneself(by, check.carried_by):
        raise NotAllowed("Somebody else carries this check out.")


def write_finding(check: Check, words: str, *, is_note: bool = False, by: Person, at: datetime) -> CheckEntry:
    """What was found, or a note about how. The employee reads findings after the end; notes stay with the check."""
    with change():
        check = held(check)
        _is_carrier(check, by)
        CHECK_MOVES.check("work", check.status)
        entry = write(check, What.NOTE if is_note else What.FINDING, words, by=by, at=at)
        trail.record(Verb.CHECK_WRITTEN, check, by=by, at=at, school=check.school, what=entry.what)
    return entry


def correct_entry(entry: CheckEntry, words: str, *, by: Person, at: datetime) -> CheckEntry:
    """Put a line of the timeline right by another; both stay."""
    with change():
        check = held(entry.of)
        refuse_subject(check, by)
        if entry.what == What.CORRECTION:
            raise NotAllowed("Correct the line itself, not its correction.")
        made = write(check, What.CORRECTION, words, corrects=entry, by=by, at=at)
        trail.record(Verb.CHECK_WRITTEN, check, by=by, at=at, school=check.school, what=made.what)
    return made


@dataclass(frozen=True)
class Find:
    """What a case is opened about: in words, whether a child is concerned, whether the person checked did it."""

    words: str
    is_safeguarding: bool
    by_subject: bool
    may_be_sexual: bool = False


def open_case_from(check: Check, find: Find, *, by: Person, at: datetime) -> Report:
    """Open a case: a safeguarding find goes to the designated safeguarding lead at once, whatever becomes of the check.

    The person checked is shut out of the case where they did it, and where it could come to them by their role.
    """
    with change():
        check = held(check)
        _is_carrier(check, by)
        CHECK_MOVES.check("work", check.status)
        subject = check.subject
        assert subject is not None  # noqa: S101 - a check under way has one
        shuts_out = find.by_subject or _could_read_it(subject, at)
        said = Said(
            kind=Kind.CHILD if find.is_safeguarding else Kind.CONDUCT,
            saw=find.words,
            who=Report.Who.STAFF if find.by_subject else Report.Who.UNKNOWN,
            involves_child=find.is_safeguarding,
            may_be_sexual=find.may_be_sexual,
            named=(Named(Relation.COMPLAINED_OF, subject),) if shuts_out else (),
            from_label=Check._meta.label,
            from_uid=check.uid,
        )
        report = receive(check.school, said, by=by, at=at)
        write(check, What.EVENT, f"A case was opened: {report.case.reference}.", by=by, at=at)
        case = str(report.case.uid)
        trail.record(Verb.CHECK_CASE_OPENED, check, by=by, at=at, school=check.school, case=case)
    return report


def _could_read_it(subject: Person, at: datetime) -> bool:
    held_roles = Role.objects.current(localdate(at)).filter(kind__in=CASE_ROLES)
    same = {"person__user": subject.user_id} if subject.user_id else {"person": subject.pk}
    return held_roles.filter(**same).exists()


def cases_of(check: Check) -> list[Case]:
    """The cases that were opened from this check."""
    reports = Report.objects.filter(from_label=Check._meta.label, from_uid=check.uid).select_related("case")
    return list({report.case.pk: report.case for report in reports}.values())


def end_check(check: Check, *, outcome: str, why: str, by: Person, at: datetime) -> Check:
    """End it with its outcome. Who was not told before is told now; their page shows what was found."""
    with change():
        check = held(check)
        refuse_subject(check, by)
        status = CHECK_MOVES.check("end", check.status)
        if check.extracts.filter(status=UsageExtract.Status.READING).exists():
            raise NotAllowed("A log is still being brought in. Wait for it, or stop it.")
        if outcome == Check.Outcome.CASE and not cases_of(check):
            raise NotAllowed("No case was opened from this check. Open it first, or choose another outcome.")
        check.status, check.ended_at, check.ended_by = status, at, by
        check.outcome, check.outcome_why = Check.Outcome(outcome), why
        check.save(update_fields=["status", "ended_at", "ended_by", "outcome", "outcome_why"])
        said = f"Ended: {check.get_outcome_display()}. {why}".strip()
        write(check, What.EVENT, said, by=by, at=at)
        trail.record(Verb.CHECK_ENDED, check, by=by, at=at, school=check.school, outcome=outcome)
        tell_subject(check, "ended", at=at)
    return check
