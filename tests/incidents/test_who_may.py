"""Who sees a case: one rule, and whoever is complained of is outside it by every way there is."""

from datetime import timedelta

import pytest
from django.db.models import Model
from django.utils import timezone

from approvals.transitions.deputies import name_deputy
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import Absence, Person, RoleKind
from incidents.models import Case, Kind
from incidents.transitions.cases import take_case
from incidents.transitions.letting_in import agree_emergency, ask_emergency, let_in, let_out
from incidents.transitions.people import name_person, take_out
from tests.cast import Cast, a_person, a_role
from tests.incidents.reported import a_case, affected, blamed, in_hand, the_affected

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "headteacher clerk chair governor business_manager administrator dsl senior_leader line_manager teacher"
    " trust_officer other_headteacher other_clerk"
)


def may(person: Person, perm: str, row: Model) -> bool:
    assert person.user is not None
    return person.user.has_perm(perm, row)


def who_sees(cast: Cast, case: Case, perm: str = "incidents.see_case") -> set[str]:
    names = EVERYBODY.split()
    return {name for name in names if may(getattr(cast, name), perm, case)}


@pytest.mark.clause("QEI-23", "STM-16")
def test_a_safeguarding_case_is_seen_by_the_safeguarding_team_and_the_headteacher_alone(cast: Cast) -> None:
    assert who_sees(cast, a_case(cast, Kind.CHILD)) == {"dsl", "headteacher"}


def test_a_mention_of_staff_is_seen_by_the_headteacher_alone(cast: Cast) -> None:
    assert who_sees(cast, a_case(cast)) == {"headteacher"}


@pytest.mark.clause("ACR-18")
@pytest.mark.parametrize(
    ("kind", "named", "seen"),
    [
        (Kind.CHILD, ["headteacher"], {"dsl"}),
        (Kind.CHILD, ["dsl"], {"headteacher"}),
        (Kind.CONDUCT, ["headteacher"], {"chair"}),
        (Kind.STAFF_CONTACT, ["headteacher"], {"chair", "dsl"}),
        (Kind.CONDUCT, ["headteacher", "chair"], {"trust_officer"}),
        (Kind.CONDUCT, ["headteacher", "chair", "trust_officer"], set()),
    ],
)
def test_whoever_is_complained_of_does_not_see_it_and_the_next_does(
    cast: Cast, kind: str, named: list[str], seen: set[str]
) -> None:
    case = a_case(cast, kind, named=[blamed(getattr(cast, name)) for name in named])
    assert who_sees(cast, case) == seen


@pytest.mark.clause("ACR-18")
def test_no_grant_no_other_person_and_no_open_page_gets_round_being_complained_of(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    let_in(case, cast.teacher, until=cast.today, why="She teaches the class.", by=cast.dsl, at=cast.at)
    row = ask_emergency(case, why="Nobody can be reached.", by=cast.senior_leader, at=cast.at)
    agree_emergency(row, by=cast.chair, at=cast.at)
    twin = a_person(cast.trust, "Teresa Twin", user=cast.teacher.user)
    a_role(twin, RoleKind.DSL, cast.school)
    for person in (cast.teacher, cast.senior_leader, cast.headteacher):
        assert may(person, "incidents.see_case", case)
        name_person(case, blamed(person), by=cast.dsl, at=cast.at)
        assert not may(person, "incidents.see_case", case)
        assert not permitted(person.user, "incidents.see_case", Case.objects.all()).exists()
    with pytest.raises(NotAllowed, match="not there any more"):
        take_out(case.people.get(person=cast.teacher), why="I did not.", by=twin, at=cast.at)
    with pytest.raises(NotAllowed, match="somebody else"):
        let_in(case, cast.teacher, until=cast.today, why="Again.", by=cast.dsl, at=cast.at)


def test_whoever_is_let_in_sees_that_case_until_their_day_and_decides_nothing(cast: Cast) -> None:
    case, other = in_hand(cast), a_case(cast)
    grant = let_in(case, cast.teacher, until=cast.today, why="She knows the class.", by=cast.headteacher, at=cast.at)
    user = cast.teacher.user
    assert list(permitted(user, "incidents.see_case", Case.objects.all())) == [case]
    assert not may(cast.teacher, "incidents.run_case", case)
    assert not permitted(user, "incidents.see_case", Case.objects.all(), cast.today + timedelta(days=1)).exists()
    let_out(grant, by=cast.headteacher, at=cast.at)
    assert not may(cast.teacher, "incidents.see_case", case)
    assert not may(cast.teacher, "incidents.see_case", other)


def test_an_emergency_needs_two_people_and_ends_by_itself(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    now = timezone.now()
    row = ask_emergency(case, why="The police ask and nobody is there.", by=cast.senior_leader, at=now)
    assert not may(cast.senior_leader, "incidents.see_case", case)
    with pytest.raises(NotAllowed, match="Somebody else"):
        agree_emergency(row, by=cast.senior_leader, at=now)
    row = agree_emergency(row, by=cast.trust_officer, at=now)
    assert may(cast.senior_leader, "incidents.see_case", case)
    assert row.until == now + timedelta(hours=1)
    with pytest.raises(NotAllowed, match="already"):
        agree_emergency(row, by=cast.chair, at=now)
    row.until = now - timedelta(seconds=1)
    row.save()
    assert not may(cast.senior_leader, "incidents.see_case", case)


def test_who_stands_in_for_an_absent_headteacher_has_their_cases_for_that_time(cast: Cast) -> None:
    case = a_case(cast)
    name_deputy(
        cast.headteacher,
        cast.line_manager,
        starts_on=cast.today,
        ends_on=cast.today + timedelta(days=5),
        by=cast.headteacher,
        at=cast.at,
    )
    assert not may(cast.line_manager, "incidents.see_case", case)
    away(cast, cast.headteacher)
    assert may(cast.line_manager, "incidents.run_case", case)
    name_person(case, blamed(cast.line_manager), by=cast.headteacher, at=cast.at)
    assert not may(cast.line_manager, "incidents.see_case", case)


def away(cast: Cast, person: Person) -> None:
    Absence.objects.create(
        school=cast.school,
        person=person,
        kind=Absence.Kind.SICKNESS,
        starts_on=cast.today,
        entered_by=cast.clerk,
        entered_at=cast.at,
    )


@pytest.mark.clause("ACR-14")
def test_who_reports_and_who_is_affected_see_their_own_page_and_not_the_case(cast: Cast) -> None:
    case = a_case(cast, named=[affected(cast.line_manager)])
    report, row = case.reports.get(), the_affected(case)
    assert may(cast.teacher, "incidents.see_own_report", report)
    assert may(cast.line_manager, "incidents.see_what_is_done", row)
    assert not may(cast.line_manager, "incidents.see_own_report", report)
    assert who_sees(cast, case) == {"headteacher"}
    name_person(case, blamed(cast.line_manager), by=cast.headteacher, at=cast.at)
    assert not may(cast.line_manager, "incidents.see_what_is_done", row)


@pytest.mark.clause("ACR-18")
def test_a_case_is_taken_from_who_leads_it_when_they_turn_out_to_be_complained_of(cast: Cast) -> None:
    case = in_hand(cast)
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    case.refresh_from_db()
    assert (case.lead, case.status, case.route) == (None, Case.Status.RECEIVED, "chair")
    assert take_case(case, by=cast.chair, at=cast.at).lead == cast.chair
