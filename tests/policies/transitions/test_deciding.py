"""The four kinds of governing decision, each with what it needs and a refusal in words; two schools that differ."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.audit.models import Entry as TrailEntry
from foundation.core.states import NotAllowed
from foundation.schools.models import Body, BodyMember
from foundation.schools.transitions.bodies import change_body
from policies.models import Decision, Delegation
from policies.printing import policy_print
from policies.transitions import decide, end_delegation, submit_version, write_text
from policies.transitions.meetings import Delegating, delegate
from policies.transitions.steps import Decided
from policies.ways import NO_RESOLUTION_IN_ARTICLES, NO_RESOLUTION_IN_LAW, why_not
from tests.cast import LONG_AGO, Cast, a_person
from tests.policies.meetings import (
    EVERYBODY,
    an_academy,
    before_governors,
    by_chair,
    by_delegation,
    delegated,
    in_writing,
    step_of,
)
from tests.policies.shelf import OTHER_TEXT


def minuted(cast: Cast, **fields: Any) -> Decided:
    usual: dict[str, Any] = {"outcome": "approved", "present": EVERYBODY, "minute_reference": "GB 7.2"}
    return Decided(cast.today, **{**usual, **fields})


def given(cast: Cast, decided: Decided) -> Decision:
    """The decision on a version that waits for the governing body."""
    version = before_governors(cast)
    return decide(step_of(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)


def refused(cast: Cast, decided: Decided, sentence: str) -> None:
    version = before_governors(cast)
    with pytest.raises(NotAllowed, match=sentence):
        decide(step_of(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)
    version.refresh_from_db()
    assert (version.status, Decision.objects.count()) == ("in_steps", 0)


@pytest.mark.clause("COR-07")
def test_a_meeting_decides_with_its_votes_and_minute(cast: Cast) -> None:
    decision = given(cast, minuted(cast, votes_for=2, votes_against=0, abstained=1, withdrew=""))
    assert (decision.kind, decision.body, decision.outcome) == ("meeting", cast.governing_body, "approved")
    assert (decision.votes_for, decision.votes_against, decision.abstained) == (2, 0, 1)
    assert decision.kind not in Decision.TO_REPORT


def test_a_quorum_may_be_a_share_of_the_members_and_those_who_withdrew_do_not_count(cast: Cast) -> None:
    for name in ("Gail", "Gina", "Glen"):
        seat = a_person(cast.school, f"{name} Governor")
        BodyMember.objects.create(school=cast.school, body=cast.governing_body, person=seat, starts_on=LONG_AGO)
    change_body(cast.governing_body, values={"quorum": 0, "quorum_share": "half"}, by=cast.clerk, at=cast.at)
    refused(cast, minuted(cast, withdrew="Gwen Governor"), "needs 3 members to decide; 2 decided here")


def test_who_has_no_seat_makes_no_quorum(cast: Cast) -> None:
    refused(cast, minuted(cast, present="Charlie Chair, Vera Visitor"), "1 decided here. The meeting was not quorate")


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        ((1, 2, 0), "1 for and 2 against is no majority"),
        ((1, 1, 1), "1 for and 1 against is no majority"),
        ((3, 1, 0), "4 votes were entered, but 3 took part"),
    ],
)
def test_votes_that_do_not_carry_it_approve_nothing(cast: Cast, votes: tuple[int, ...], sentence: str) -> None:
    counted = dict(zip(("votes_for", "votes_against", "abstained"), votes, strict=True))
    refused(cast, minuted(cast, **counted), sentence)


def test_the_chairs_second_vote_decides_when_votes_are_equal_and_only_then(cast: Cast) -> None:
    even = {"votes_for": 1, "votes_against": 1, "abstained": 1}
    assert given(cast, minuted(cast, **even, casting_vote=True)).casting_vote
    version = before_governors(cast, "Lone working")
    for votes in ({}, {"votes_for": 2, "votes_against": 1, "abstained": 0}):
        unequal = minuted(cast, casting_vote=True, **votes)
        with pytest.raises(NotAllowed, match="second vote"):
            decide(step_of(version), unequal, seen=version.content_hash, by=cast.clerk, at=cast.at)


def test_a_maintained_schools_governors_take_no_written_resolution_and_are_told_why(cast: Cast) -> None:
    refused(cast, in_writing(cast, *EVERYBODY.split(", ")), "not by e-mail, by proxy or each by a button")
    version = before_governors(cast, "Lone working")
    assert why_not("written", cast.governing_body, cast.today, version.policy) == NO_RESOLUTION_IN_LAW


def test_an_academy_takes_one_where_its_articles_allow_it_counted_against_its_members(cast: Cast) -> None:
    an_academy(cast)
    decision = given(cast, in_writing(cast, *EVERYBODY.split(", ")))
    assert (decision.kind, decision.members, decision.needed, decision.agreed) == ("written", 3, 3, EVERYBODY)


def test_an_academy_whose_articles_say_nothing_takes_none(cast: Cast) -> None:
    an_academy(cast)
    change_body(cast.governing_body, values={"written_threshold": "", "articles": ""}, by=cast.clerk, at=cast.at)
    refused(cast, in_writing(cast, *EVERYBODY.split(", ")), NO_RESOLUTION_IN_ARTICLES[:40])


@pytest.mark.parametrize(("threshold", "needed"), [("majority", 2), ("three_quarters", 3), ("all", 3)])
def test_the_threshold_of_a_resolution_is_the_bodys_rule(cast: Cast, threshold: str, needed: int) -> None:
    an_academy(cast, threshold)
    names = EVERYBODY.split(", ")
    refused(cast, in_writing(cast, *names[: needed - 1], "Vera Visitor"), f"{needed} of the 3 members")
    version = before_governors(cast, "Lone working")
    agreed = in_writing(cast, *names[:needed])
    decision = decide(step_of(version), agreed, seen=version.content_hash, by=cast.clerk, at=cast.at)
    assert decision.needed == needed


def test_a_resolution_rests_on_the_articles_in_the_database_too(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=cast.governing_body.pk).update(written_threshold="all", articles="")


def test_whom_the_body_delegated_to_decides_while_it_is_in_date_and_it_is_to_be_reported(cast: Cast) -> None:
    decision = given(cast, by_delegation(cast, delegated(cast)))
    assert (decision.kind, decision.decided_by_name) == ("delegated", "Hannah Headteacher")
    assert decision.kind in Decision.TO_REPORT


def test_what_was_delegated_is_not_used_after_its_day_nor_before(cast: Cast) -> None:
    refused(cast, by_delegation(cast, delegated(cast, days=10)), "not in date")
    version = before_governors(cast, "Lone working")
    early = by_delegation(cast, delegated(cast), decided_on=cast.today - timedelta(days=40))
    with pytest.raises(NotAllowed, match="not in date"):
        decide(step_of(version), early, seen=version.content_hash, by=cast.clerk, at=cast.at)


def test_what_was_taken_back_is_not_used_any_more(cast: Cast) -> None:
    delegation = end_delegation(delegated(cast), on=cast.today - timedelta(days=1), by=cast.clerk, at=cast.at)
    refused(cast, by_delegation(cast, delegation), "not in date")


def test_what_was_delegated_for_one_policy_or_to_another_person_decides_nothing_else(cast: Cast) -> None:
    other = before_governors(cast, "Lone working").policy
    refused(cast, by_delegation(cast, delegated(cast, policy=other)), "for Lone working only")
    version = before_governors(cast, "Bicycles")
    by_another = by_delegation(cast, delegated(cast), decided_by=cast.governor)
    with pytest.raises(NotAllowed, match="to nobody else"):
        decide(step_of(version), by_another, seen=version.content_hash, by=cast.clerk, at=cast.at)


def test_a_body_delegates_no_longer_than_its_rule_and_not_where_it_has_none(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="12 months at most"):
        delegated(cast, days=400)
    change_body(cast.governing_body, values={"delegation_months": 0}, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="delegates nothing"):
        delegated(cast)
    assert not Delegation.objects.exists()


def test_what_a_meeting_to_come_delegates_is_not_recorded_yet(cast: Cast) -> None:
    tomorrow = cast.today + timedelta(days=1)
    words = Delegating(cast.headteacher, "Everything", tomorrow, "GB 1", tomorrow)
    with pytest.raises(NotAllowed, match="still to come"):
        delegate(cast.governing_body, words, by=cast.clerk, at=cast.at)


def test_the_chair_acts_in_urgency_with_both_tests_answered_and_it_is_to_be_reported(cast: Cast) -> None:
    decision = given(cast, by_chair(cast))
    assert (decision.kind, decision.decided_by) == ("chair", cast.chair)
    assert decision.kind in Decision.TO_REPORT
    assert decision.harm
    assert decision.no_meeting


@pytest.mark.parametrize("unanswered", ["harm", "no_meeting"])
def test_the_chair_does_not_act_with_a_test_unanswered(cast: Cast, unanswered: str) -> None:
    refused(cast, by_chair(cast, **{unanswered: ""}), "Answer both in words")


def test_nobody_but_chair_or_vice_chair_acts_in_urgency(cast: Cast) -> None:
    refused(cast, by_chair(cast, decided_by=cast.governor), "Only the chair or vice-chair")
    BodyMember.objects.filter(person=cast.governor).update(office="vice_chair")
    version = before_governors(cast, "Lone working")
    acted = by_chair(cast, decided_by=cast.governor)
    assert decide(step_of(version), acted, seen=version.content_hash, by=cast.clerk, at=cast.at).decided_by


def test_a_committees_chair_does_not_act_for_the_committee(cast: Cast) -> None:
    Body.objects.filter(pk=cast.governing_body.pk).update(kind=Body.Kind.COMMITTEE)
    refused(cast, by_chair(cast), "Only the chair of a governing body or board")


def test_a_step_of_a_body_is_not_the_headteachers_to_decide_alone(cast: Cast) -> None:
    refused(cast, Decided(cast.today, "approved", kind="headteacher"), "Governing body decides here")


@pytest.mark.parametrize("way", ["meeting", "written", "delegated", "chair"])
def test_who_decided_and_wrote_it_is_disclosed_whatever_the_way(cast: Cast, way: str) -> None:
    an_academy(cast, "majority")
    author = {"meeting": cast.governor, "written": cast.governor, "delegated": cast.headteacher, "chair": cast.chair}
    decided = {
        "meeting": lambda: minuted(cast),
        "written": lambda: in_writing(cast, "Gwen Governor", "Charlie Chair"),
        "delegated": lambda: by_delegation(cast, delegated(cast)),
        "chair": lambda: by_chair(cast),
    }[way]()
    version = before_governors(cast)
    type(version).objects.filter(pk=version.pk).update(author=f"Arthur Absent and {author[way].name}")
    decision = decide(step_of(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)
    assert decision.authors_present == author[way].name


def test_who_wrote_it_and_withdrew_did_not_take_part(cast: Cast) -> None:
    version = before_governors(cast)
    type(version).objects.filter(pk=version.pk).update(author="Gwen Governor")
    decided = minuted(cast, withdrew="Gwen Governor")
    decision = decide(step_of(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)
    assert decision.authors_present == ""


def test_an_edit_voids_a_decision_of_any_kind_and_the_text_is_decided_anew(cast: Cast) -> None:
    decision = given(cast, by_chair(cast))
    version = write_text(decision.step.version, OTHER_TEXT, by=cast.clerk, at=cast.at)
    decision.step.refresh_from_db()
    assert (decision.step.status, version.status) == ("void", "draft")
    version = submit_version(version, by=cast.clerk, at=cast.at)
    assert step_of(version).kind == "decide"


def test_a_decision_is_in_the_trail_with_its_kind(cast: Cast) -> None:
    given(cast, by_chair(cast))
    assert TrailEntry.objects.filter(verb="decision_recorded").exists()


def test_it_is_printed_how_it_was_decided_and_who_wrote_it_too_but_for_the_public_no_name(cast: Cast) -> None:
    version = before_governors(cast)
    type(version).objects.filter(pk=version.pk).update(author="Charlie Chair")
    decide(step_of(version), by_chair(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)
    version.refresh_from_db()
    printed, public = policy_print(version), policy_print(version, for_public=True)
    assert printed.approved_by == public.approved_by == "Governing body by chair's action"
    assert printed.disclosed == "Charlie Chair wrote it and took part in the decision"
    assert public.disclosed == ""
