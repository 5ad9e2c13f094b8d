import pytest

from foundation.schools.models import Absence, Role, RoleKind
from incidents.models import IncidentRules, Kind, Route
from tests.cast import Cast, a_person, a_role
from tests.incidents.reported import a_case, blamed

pytestmark = pytest.mark.django_db


@pytest.mark.clause("STM-16", "HAY-06", "QEI-23")
@pytest.mark.parametrize("kind", [Kind.CHILD, Kind.PUPIL_CONTACT, Kind.BETWEEN_PUPILS, Kind.PICTURE, Kind.EXTREMISM])
def test_what_involves_a_child_goes_to_the_safeguarding_lead_whatever_the_rules_say(cast: Cast, kind: str) -> None:
    IncidentRules.objects.create(school=cast.school, mentions_to=Route.SENIOR_LEADER, conduct_to=Route.SENIOR_LEADER)
    case = a_case(cast, kind)
    assert case.route == Route.DSL
    assert case.is_safeguarding


@pytest.mark.clause("HAY-06")
def test_staff_towards_a_pupil_goes_to_the_headteacher_and_the_safeguarding_lead_sees_it(cast: Cast) -> None:
    case = a_case(cast, Kind.STAFF_CONTACT)
    assert (case.route, case.is_safeguarding, case.is_held_back) == (Route.HEADTEACHER, True, True)


@pytest.mark.clause("ACR-12", "COR-04")
@pytest.mark.parametrize(
    ("kind", "rule"),
    [(Kind.STAFF_MENTION, "mentions_to"), (Kind.CONDUCT, "conduct_to"), (Kind.QUESTION, "questions_to")],
)
def test_two_schools_send_the_same_report_to_different_people(cast: Cast, kind: str, rule: str) -> None:
    rules = IncidentRules.objects.create(school=cast.school, **{rule: Route.HEADTEACHER})
    assert a_case(cast, kind).route == Route.HEADTEACHER
    setattr(rules, rule, Route.SENIOR_LEADER)
    rules.save()
    assert a_case(cast, kind).route == Route.SENIOR_LEADER


@pytest.mark.clause("ACR-18")
def test_a_report_about_the_headteacher_goes_to_the_chair(cast: Cast) -> None:
    assert a_case(cast, Kind.CONDUCT, named=[blamed(cast.headteacher)]).route == Route.CHAIR


@pytest.mark.clause("ACR-18")
def test_a_report_about_the_safeguarding_lead_goes_to_another_of_them_or_to_the_headteacher(cast: Cast) -> None:
    assert a_case(cast, Kind.CHILD, named=[blamed(cast.dsl)]).route == Route.HEADTEACHER
    a_role(a_person(cast.school, "Della Deputy-Lead"), RoleKind.DSL)
    assert a_case(cast, Kind.CHILD, named=[blamed(cast.dsl)]).route == Route.DSL


@pytest.mark.clause("ACR-18")
def test_when_every_route_is_named_it_goes_to_the_trust_and_then_outside(cast: Cast) -> None:
    named = [blamed(person) for person in (cast.headteacher, cast.chair, cast.dsl)]
    assert a_case(cast, Kind.CHILD, named=named).route == Route.TRUST
    assert a_case(cast, Kind.CHILD, named=[*named, blamed(cast.trust_officer)]).route == Route.OUTSIDE


def test_a_role_that_nobody_holds_is_passed_over(cast: Cast) -> None:
    Role.objects.filter(kind=RoleKind.HEADTEACHER).delete()
    assert a_case(cast).route == Route.CHAIR


def test_an_absent_headteacher_still_has_it_where_nobody_stands_in(cast: Cast) -> None:
    Absence.objects.create(
        school=cast.school,
        person=cast.headteacher,
        kind=Absence.Kind.SICKNESS,
        starts_on=cast.today,
        entered_by=cast.clerk,
        entered_at=cast.at,
    )
    assert a_case(cast).route == Route.HEADTEACHER


def test_a_log_in_that_is_two_people_is_passed_over_as_both(cast: Cast) -> None:
    """Whoever is complained of as a member of staff does not get it as the headteacher they also are."""
    Role.objects.filter(kind=RoleKind.HEADTEACHER).delete()
    twin = a_person(cast.trust, "Teresa Twin", user=cast.teacher.user)
    a_role(twin, RoleKind.HEADTEACHER, cast.school)
    case = a_case(cast, Kind.CONDUCT, by=cast.clerk, named=[blamed(cast.teacher)])
    assert case.route == Route.CHAIR
