"""People who come and go, at the same moment: a report answered by two, a form sent twice, two mornings at once."""

from datetime import timedelta

import pytest

from policies.escalating import escalate
from policies.models import (
    Contractor,
    ContractorReport,
    Escalation,
    Leaving,
    PeopleRules,
    Relationship,
    RelationshipEntry,
)
from policies.transitions.contractor import (
    ContractorFacts,
    add_contractor,
    answer_report,
    end_contractor,
    renew_link,
    report_as_contractor,
)
from policies.transitions.leaving import confirm_leaving, open_leaving
from policies.transitions.relationship import declare_relationship, end_relationship, update_relationship
from tests.cast import Cast
from tests.policies.shelf import a_policy, in_force
from tests.policies.test_escalating import after
from tests.policies.test_meetings_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"what": "A photograph was taken.", "call": "Rita"}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


@pytest.fixture
def contractor(cast: Cast) -> Contractor:
    facts = ContractorFacts("Roofs Ltd", "Rita Roofer", "", "Roofs", cast.today + timedelta(9))
    return add_contractor(cast.school, facts, by=cast.clerk, at=cast.at)[0]


def report(contractor: Contractor, cast: Cast) -> ContractorReport:
    return report_as_contractor(contractor, words=WORDS, happened_on=cast.today, sent_as="once", at=cast.at)


def test_of_two_who_answer_a_report_at_once_one_does_and_the_other_is_told(cast: Cast, contractor: Contractor) -> None:
    row = report(contractor, cast)
    (refused,) = at_once(
        lambda: answer_report(row, answer="I ring.", by=cast.clerk, at=cast.at),
        lambda: answer_report(row, answer="I ring.", by=cast.headteacher, at=cast.at),
    )
    row.refresh_from_db()
    assert refused == f"{row.seen_by_name} has answered this already. Look at it again."


def test_a_report_sent_twice_at_once_is_one(cast: Cast, contractor: Contractor) -> None:
    assert at_once(lambda: report(contractor, cast), lambda: report(contractor, cast)) == []
    assert ContractorReport.objects.count() == 1


def test_a_contractor_ended_while_a_link_is_made_has_none(cast: Cast, contractor: Contractor) -> None:
    at_once(
        lambda: end_contractor(contractor, by=cast.clerk, at=cast.at),
        lambda: renew_link(contractor, by=cast.business_manager, at=cast.at),
    )
    contractor.refresh_from_db()
    assert contractor.ended_at is not None
    assert contractor.link_hash is None


def test_of_a_change_and_an_end_told_at_once_none_is_lost(cast: Cast) -> None:
    PeopleRules.objects.create(school=cast.school, relationships="Tell us.")
    row = declare_relationship(cast.school, {"relation": "A niece"}, by=cast.teacher, at=cast.at)
    refused = at_once(
        lambda: update_relationship(row, {"relation": "Two nieces"}, by=cast.teacher, at=cast.at),
        lambda: end_relationship(row, {"why": "Left"}, by=cast.teacher, at=cast.at),
    )
    kinds = list(RelationshipEntry.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == (["declared", "ended"] if refused else ["declared", "updated", "ended"])
    assert Relationship.objects.get().ended_at is not None


def test_two_mornings_at_once_tell_each_thing_once(cast: Cast) -> None:
    PeopleRules.objects.create(school=cast.school)
    in_force(cast, a_policy(cast))
    day = after(cast, 5)
    assert at_once(*[lambda: escalate(cast.school, on=day, at=cast.at)] * 2) == []
    told = Escalation.objects.values_list("person", "policy", "edition", "stage")
    assert told
    assert len(told) == len(set(told))


def test_a_leaver_who_confirms_twice_at_once_has_confirmed_once(cast: Cast) -> None:
    PeopleRules.objects.create(school=cast.school, leaver_statements="I will not write to pupils.")
    cast.teacher.leaves_on = cast.today
    cast.teacher.save()
    row = open_leaving(cast.teacher, on=cast.today, by=cast.clerk, at=cast.at)
    assert row is not None
    said = ["I will not write to pupils."]
    assert at_once(*[lambda: confirm_leaving(row, statements=said, means="browser", at=cast.at)] * 2) == []
    assert Leaving.objects.get().confirmed_at is not None
