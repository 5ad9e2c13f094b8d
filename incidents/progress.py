"""How far a report is, as whoever made it sees it: received, somebody has it, closed. Not the case."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from foundation.schools.models import Person
from incidents.models import Answer, Case, CasePerson, HelpContact, Kind, Relation, Report, Route
from incidents.offered import NO_PICTURES
from incidents.routing import rules_of

OUTSIDE = (HelpContact.Purpose.AUTHORITY, HelpContact.Purpose.LADO)


@dataclass(frozen=True)
class Progress:
    """The three steps with their days. Who has it is not said: a change of it would tell who is complained of."""

    received_at: datetime
    taken_at: datetime | None
    closed_at: datetime | None
    is_record: bool  # a friend request that nobody has to take on
    is_outside: bool  # nobody at the school can have it
    takes_pictures: bool
    may_be_sexual: bool

    @property
    def words(self) -> str:
        """Where it is, in three or four words."""
        if self.is_record:
            return "recorded"
        if self.closed_at is not None:
            return "closed"
        return "somebody has it" if self.taken_at is not None else "received"


def progress_of(report: Report) -> Progress:
    """How far a report is; its case is in hand."""
    case = report.case
    is_record = case.kind == Kind.FRIEND_REQUEST and case.taken_at is None and case.status == Case.Status.CLOSED
    is_open = case.status != Case.Status.CLOSED
    return Progress(
        report.at,
        case.taken_at,
        case.closed_at,
        is_record,
        is_open and case.route == Route.OUTSIDE,
        is_open and report.kind not in NO_PICTURES and not case.may_be_sexual,
        case.may_be_sexual,
    )


def followed_until(report: Report) -> date | None:
    """The last day on which who reported from outside can follow it by their link; none while the case is open."""
    closed_at = report.case.closed_at
    if closed_at is None:
        return None
    return localdate(closed_at) + timedelta(days=rules_of(report.school).progress_days)


def own_reports(person: Person) -> QuerySet[Report]:
    """What somebody reported, for a shared device, the last first; without cases in which they are complained of."""
    same = Q(person=person) | Q(person__user__isnull=False, person__user=person.user_id)
    named = CasePerson.objects.filter(same, relation=Relation.COMPLAINED_OF, ended_at=None)
    rows = Report.objects.filter(reporter=person).exclude(case__in=named.values("case"))
    return rows.select_related("case", "school").order_by("-at")


def outside_contacts(report: Report) -> QuerySet[HelpContact]:
    """Who outside the school takes what nobody at it can have (ACR-18)."""
    return HelpContact.objects.filter(school=report.school, purpose__in=OUTSIDE, ended_at=None)


def answers_to(report: Report) -> QuerySet[Answer]:
    """What was answered to a question."""
    return report.answers.all() if report.kind == Kind.QUESTION else Answer.objects.none()
