"""A friend request from a pupil, declined: a record that protects them; repeated ones go to the DSL (QEI-30)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from incidents.models import Case, CasePerson, Entry, Kind, Relation, Report, Route
from incidents.routing import route_of
from incidents.transitions.cases import open_case, write
from incidents.transitions.people import Named, add_person, settle
from incidents.transitions.reporting import form_of
from incidents.verbs import Verb

REPEATED_WITHIN = timedelta(days=90)
DECLINED, NOBODY_NEEDED = (
    "Received and declined",
    "A single request, declined: recorded, and nobody has to do anything.",
)


@dataclass(frozen=True)
class Declined:
    """A friend request that was received and declined; the pupil by a local reference."""

    platform: str
    pupil: str
    happened_on: date
    is_pointed: bool = False

    @property
    def words(self) -> str:
        pointed = " The pupil was pointed to the school's own account or site." if self.is_pointed else ""
        return f"A friend request from a pupil was received and declined.{pointed}"


def record_declined(school: School, declined: Declined, *, by: Person, at: datetime, sent_as: str = "") -> Report:
    """Record it. A first one is closed at once; with an earlier one in 90 days, of the same pupil or to the same
    person, it comes to the safeguarding lead.
    """
    if declined.happened_on > localdate(at):
        raise NotAllowed("That day is still to come.")
    with change():
        school = School.objects.select_for_update().get(pk=school.pk)
        key = form_of(by, sent_as)
        before = Report.objects.filter(sent_as=key).first() if key else None
        if before is not None:
            return before
        is_repeated = any(True for _ in earlier(school, by, declined.pupil, at))
        case = open_case(school, Kind.FRIEND_REQUEST, involves_child=True, may_be_sexual=False, at=at)
        report = Report.objects.create(
            school=school,
            case=case,
            kind=Kind.FRIEND_REQUEST,
            reporter=by,
            reporter_name=by.name,
            who=Report.Who.PUPIL,
            involves_child=True,
            place=declined.platform,
            happened_on=declined.happened_on,
            saw=declined.words,
            sent_as=key,
            at=at,
        )
        trail.record(Verb.CASE_OPENED, case, by=by, at=at, school=school, kind=case.kind)
        trail.record(Verb.REPORT_RECEIVED, report, by=by, at=at, school=school)
        write(case, Entry.What.EVENT, declined.words, by=by, at=at)
        add_person(case, Named(Relation.AUTHOR, words=declined.pupil, is_pupil=True), by=by, at=at)
        if is_repeated:
            write(case, Entry.What.EVENT, "Not the first in 90 days.", by=by, at=at)
            settle(case, by=by, at=at)
        else:
            _close(case, by=by, at=at)
    return report


def _close(case: Case, *, by: Person, at: datetime) -> None:
    """Nobody is told and nobody has to take it on; it stays in the list of those who would have it."""
    case.route = route_of(case.school, Route.DSL, [], localdate(at))
    case.status, case.closed_at = Case.Status.CLOSED, at
    case.outcome, case.outcome_why = DECLINED, NOBODY_NEEDED
    case.save(update_fields=["route", "status", "closed_at", "outcome", "outcome_why"])
    trail.record(Verb.CASE_CLOSED, case, by=by, at=at, school=case.school, outcome=DECLINED)


def earlier(school: School, by: Person, pupil: str, at: datetime) -> list[Case]:
    """Friend requests of the last 90 days of the same pupil or to the same person; references are opened to compare."""
    rows = CasePerson.objects.filter(
        case__in=Case.objects.filter(school=school, kind=Kind.FRIEND_REQUEST, opened_at__gte=at - REPEATED_WITHIN),
        is_pupil=True,
        ended_at=None,
    ).select_related("case")
    own = set(Report.objects.filter(case__in=rows.values("case"), reporter=by).values_list("case", flat=True))
    return [row.case for row in rows if row.case_id in own or same_pupil(row.words) == same_pupil(pupil)]


def same_pupil(reference: str) -> str:
    """A reference as it is compared: however it was spaced, and in whatever letters."""
    return "".join(reference.split()).casefold()
