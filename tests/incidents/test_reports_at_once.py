"""The same report at the same moment, on PostgreSQL: it is one, and numbers of cases are never given twice."""

from typing import Any

import pytest

from incidents.models import Case, Kind
from incidents.transitions.friend_requests import Declined, record_declined
from incidents.transitions.reporting import Said, receive, receive_from_outside
from tests.approvals.test_at_once import at_once
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = Said(Kind.CONDUCT, "Somebody films at the gate.")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def test_a_form_from_outside_sent_twice_at_once_is_one_report_with_one_link(cast: Cast) -> None:
    secrets: list[str] = []

    def send() -> Any:
        _, secret = receive_from_outside(cast.school, TOLD, name="", contact="", at=cast.at, sent_as="one form")
        secrets.append(secret)

    assert at_once(send, send, send) == ["", "", ""]
    assert Case.objects.count() == 1
    assert len(set(secrets)) == 1


def test_many_reports_at_once_have_a_number_each(cast: Cast) -> None:
    sends = [lambda: receive(cast.school, TOLD, by=cast.teacher, at=cast.at) for _ in range(6)]
    assert at_once(*sends) == [""] * 6
    assert sorted(Case.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_of_two_friend_requests_of_one_pupil_at_once_the_second_goes_to_the_safeguarding_lead(cast: Cast) -> None:
    declined = Declined("App", "4711", cast.today)
    people = (cast.teacher, cast.line_manager)
    at_once(*(lambda by=by: record_declined(cast.school, declined, by=by, at=cast.at) for by in people))
    assert sorted(Case.objects.values_list("status", flat=True)) == ["closed", "received"]
