"""A report that belongs to another case goes there with everybody who is named, and shuts out the same people."""

import pytest

from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Case, Kind, Relation
from incidents.transitions.cases import take_case
from incidents.transitions.closing import reopen_case
from incidents.transitions.informing import offer_support
from incidents.transitions.joining import join
from incidents.transitions.people import Named
from tests.cast import Cast
from tests.incidents.reported import a_case, affected, blamed, in_hand, the_affected

pytestmark = pytest.mark.django_db


def sees(person: Person, case: Case) -> bool:
    return person.user is not None and person.user.has_perm("incidents.see_case", case)


def test_everybody_named_is_named_in_the_other_case_and_the_first_closes(cast: Cast) -> None:
    pupil = Named(Relation.AUTHOR, words="7B-04", is_pupil=True)
    case, other = a_case(cast, named=[affected(cast.line_manager), pupil]), in_hand(cast)
    report = join(case.reports.get(), other, by=cast.headteacher, at=cast.at)
    case.refresh_from_db()
    assert (case.status, report.case, case.lead) == (Case.Status.CLOSED, other, cast.headteacher)
    assert {row.named for row in other.people.all()} == {cast.line_manager.name, "7B-04"}
    assert the_affected(other).contact_due_on == the_affected(case).contact_due_on
    second = a_case(cast, named=[affected(cast.line_manager)])
    join(second.reports.get(), other, by=cast.headteacher, at=cast.at)
    assert other.people.filter(person=cast.line_manager).count() == 1
    assert other.reports.count() == 3


@pytest.mark.clause("ACR-18")
def test_who_is_complained_of_in_the_one_is_shut_out_of_the_other(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD, named=[blamed(cast.headteacher)])
    other = in_hand(cast, Kind.CHILD, lead=cast.headteacher)
    assert sees(cast.headteacher, other)
    join(case.reports.get(), other, by=cast.dsl, at=cast.at)
    assert not sees(cast.headteacher, other)
    other.refresh_from_db()
    assert (other.status, other.lead) == (Case.Status.RECEIVED, None)


@pytest.mark.clause("QEI-23")
def test_what_involves_a_child_makes_the_other_case_a_safeguarding_one(cast: Cast) -> None:
    case, other = a_case(cast, Kind.CHILD, may_be_sexual=True), in_hand(cast)
    join(case.reports.get(), other, by=cast.headteacher, at=cast.at)
    other.refresh_from_db()
    assert (other.is_safeguarding, other.may_be_sexual) == (True, True)


def test_what_has_to_be_decided_or_was_promised_on_its_own_is_not_joined(cast: Cast) -> None:
    other = in_hand(cast)
    allegation = a_case(cast, Kind.STAFF_CONTACT)
    with pytest.raises(NotAllowed, match="case of its own"):
        join(allegation.reports.get(), other, by=cast.headteacher, at=cast.at)
    told = in_hand(cast, named=[affected(cast.line_manager)])
    offer_support(the_affected(told), "A talk.", by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="goes on here"):
        join(told.reports.get(), other, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="another case of this school"):
        join(other.reports.get(), other, by=cast.headteacher, at=cast.at)


def test_a_case_whose_report_went_elsewhere_is_not_reopened_and_none_joins_a_closed_one(cast: Cast) -> None:
    case, other = a_case(cast), take_case(a_case(cast), by=cast.headteacher, at=cast.at)
    join(case.reports.get(), other, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="belongs to another case"):
        reopen_case(case, why="Again.", by=cast.headteacher, at=cast.at)
    third = a_case(cast)
    with pytest.raises(NotAllowed, match="That case is closed"):
        join(third.reports.get(), case, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="Another report has joined"):
        join(other.reports.order_by("pk")[0], third, by=cast.headteacher, at=cast.at)
