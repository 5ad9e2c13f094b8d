"""Meetings: planned, their agenda, the outcome entered once for many policies, what is reported to them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.core.states import NotAllowed
from policies.agendas import Entry, state_of, suggestions, to_report
from policies.models import AgendaItem, Decision, Meeting, Policy, StepRule, Version
from policies.transitions import (
    cancel_meeting,
    change_meeting,
    decide,
    enter_outcome,
    plan_meeting,
    put_in_force,
    set_agenda,
    submit_version,
    write_text,
)
from policies.transitions.meetings import Sat
from tests.cast import Cast
from tests.policies.meetings import (
    SAT,
    a_meeting,
    before_governors,
    by_chair,
    by_delegation,
    decides,
    delegated,
    governors_decide,
    outcomes_of,
    reached,
    step_of,
)
from tests.policies.shelf import OTHER_TEXT, a_draft, a_policy, in_force, review_in


def entered(cast: Cast, meeting: Meeting, *outcomes: str, sat: Sat = SAT, **fields: Any) -> list[str]:
    """Enter what the meeting came to; the sentences of what was refused."""
    found = reached(meeting, *outcomes, **fields)
    refused = enter_outcome(meeting, sat, found, seen=state_of(meeting), by=cast.clerk, at=cast.at)
    meeting.refresh_from_db()
    return [one.sentence for one in refused]


def reported(cast: Cast) -> Decision:
    """The chair has acted on a policy."""
    version = before_governors(cast, "Snow days")
    return decide(step_of(version), by_chair(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)


def test_a_meeting_is_planned_moved_and_cancelled_with_a_reason(cast: Cast) -> None:
    meeting = a_meeting(cast)
    meeting = change_meeting(meeting, held_on=cast.today + timedelta(days=7), place="Hall", by=cast.clerk, at=cast.at)
    assert (meeting.status, meeting.place) == ("planned", "Hall")
    meeting = cancel_meeting(meeting, why="Too few could come.", by=cast.clerk, at=cast.at)
    assert (meeting.status, meeting.cancelled_why) == ("cancelled", "Too few could come.")
    with pytest.raises(NotAllowed, match="meeting is cancelled now"):
        cancel_meeting(meeting, why="Again.", by=cast.clerk, at=cast.at)


def test_a_body_meets_once_a_day_but_for_a_meeting_that_was_cancelled(cast: Cast) -> None:
    first = a_meeting(cast)
    with pytest.raises(NotAllowed, match="already"):
        a_meeting(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(
            school=cast.school, body=cast.governing_body, held_on=cast.today, planned_by=cast.clerk, planned_at=cast.at
        )
    cancel_meeting(first, why="The hall was locked.", by=cast.clerk, at=cast.at)
    assert a_meeting(cast).status == "planned"


def test_a_body_that_has_ended_meets_no_more(cast: Cast) -> None:
    type(cast.governing_body).objects.filter(pk=cast.governing_body.pk).update(closed_on=cast.today)
    with pytest.raises(NotAllowed, match="has ended"):
        plan_meeting(cast.governing_body, held_on=cast.today, place="", by=cast.clerk, at=cast.at)


def test_what_is_due_for_a_body_is_suggested(cast: Cast) -> None:
    old = in_force(cast, a_policy(cast, "Fire drills"))
    Version.objects.filter(pk=old.pk).update(**review_in(cast, 20))
    later = in_force(cast, a_policy(cast, "Lettings"))
    Version.objects.filter(pk=later.pk).update(**review_in(cast, 300))
    heads = in_force(cast, a_policy(cast, "Door codes"))
    Version.objects.filter(pk=heads.pk).update(**review_in(cast, 20))
    Policy.objects.filter(pk=heads.policy_id).update(determiner="headteacher", body=None)
    decision = reported(cast)
    version = before_governors(cast)
    found = [(entry.kind, entry.version, entry.decision) for entry in suggestions(a_meeting(cast))]
    assert found == [("decide", version, None), ("review", old, None), ("report", decision.step.version, decision)]


def test_a_review_is_suggested_to_the_body_that_the_schools_steps_name_where_the_policy_names_none(cast: Cast) -> None:
    old = in_force(cast, a_policy(cast, "Fire drills", body=None))
    Version.objects.filter(pk=old.pk).update(**review_in(cast, 20))
    assert suggestions(meeting := a_meeting(cast)) == []
    governors_decide(cast)
    assert [entry.version for entry in suggestions(meeting)] == [old]
    StepRule.objects.create(school=cast.school, policy=old.policy, position=1, kind="sign", role="chair")
    assert suggestions(meeting) == []


def test_a_policy_whose_next_version_is_on_its_way_is_not_suggested_for_review(cast: Cast) -> None:
    old = in_force(cast, a_policy(cast, "Fire drills"))
    Version.objects.filter(pk=old.pk).update(**review_in(cast, 20))
    a_draft(cast, old.policy)
    assert suggestions(a_meeting(cast)) == []


@pytest.mark.clause("COR-07", "QEI-26", "STM-17")
def test_the_outcome_is_entered_once_for_many_policies(cast: Cast) -> None:
    one, two, three = (before_governors(cast, title) for title in ("Bicycles", "Keys", "Lettings"))
    meeting = a_meeting(cast, decides(one), decides(two), decides(three))
    assert entered(cast, meeting, "approved", "returned", "deferred", reason="Say who keeps the keys.") == []
    for version in (one, two, three):
        version.refresh_from_db()
    assert [one.status, two.status, three.status] == ["approved", "draft", "in_steps"]
    assert (meeting.status, meeting.minute_reference) == ("held", "GB 12/26")
    decision = Decision.objects.get(step__version=one)
    assert (decision.meeting, decision.present, decision.decided_on) == (meeting, SAT.present, meeting.held_on)
    assert outcomes_of(meeting) == ["approved", "returned", "deferred"]


def test_a_version_edited_meanwhile_is_refused_with_both_texts_named_and_the_others_are_kept(cast: Cast) -> None:
    one, two = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    meeting = a_meeting(cast, decides(one), decides(two))
    found, seen = reached(meeting, "approved", "approved"), state_of(meeting)
    edited = submit_version(write_text(one, OTHER_TEXT, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    (refused,) = enter_outcome(meeting, SAT, found, seen=seen, by=cast.clerk, at=cast.at)
    assert one.content_hash[:8] in refused.sentence
    assert edited.content_hash[:8] in refused.sentence
    assert outcomes_of(meeting) == ["", "approved"]
    assert not Decision.objects.filter(step__version=one).exists()
    meeting.refresh_from_db()
    assert meeting.status == "held"


def test_what_was_refused_can_be_put_off_and_the_next_meeting_has_the_new_text(cast: Cast) -> None:
    one, two = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    meeting = a_meeting(cast, decides(one), decides(two), ago=1)
    edited = submit_version(write_text(one, OTHER_TEXT, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    entered(cast, meeting, "approved", "approved")
    left = [found for found in reached(meeting, "deferred", "approved") if not found.item.outcome]
    assert enter_outcome(meeting, SAT, left, seen=state_of(meeting), by=cast.clerk, at=cast.at) == []
    assert outcomes_of(meeting) == ["deferred", "approved"]
    following = a_meeting(cast, decides(edited))
    assert entered(cast, following, "approved") == []


def test_where_nothing_can_be_recorded_the_meeting_stays_as_it_was(cast: Cast) -> None:
    one = before_governors(cast, "Bicycles")
    meeting = a_meeting(cast, decides(one))
    write_text(one, OTHER_TEXT, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="fingerprint"):
        entered(cast, meeting, "approved")
    meeting.refresh_from_db()
    assert (meeting.status, meeting.present, outcomes_of(meeting)) == ("planned", "", [""])


def test_a_meeting_that_was_not_quorate_can_only_defer(cast: Cast) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    alone = Sat("Charlie Chair, Vera Visitor", "GB 12/26")
    with pytest.raises(NotAllowed, match="not quorate"):
        entered(cast, meeting, "approved", sat=alone)
    assert entered(cast, meeting, "deferred", sat=alone) == []
    assert meeting.status == "held"


def test_an_item_from_which_too_many_withdrew_is_refused_by_itself(cast: Cast) -> None:
    one, two = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    meeting = a_meeting(cast, decides(one), decides(two))
    found = reached(meeting, "approved", "approved")
    withdrawn = [found[0], *reached(meeting, "approved", "approved", withdrew="Gwen Governor, Charlie Chair")[1:]]
    (refused,) = enter_outcome(meeting, SAT, withdrawn, seen=state_of(meeting), by=cast.clerk, at=cast.at)
    assert "Keys: Governing body needs 2 members to decide; 1 decided here" in refused.sentence
    assert outcomes_of(meeting) == ["approved", ""]


def test_a_meeting_to_come_has_no_outcome(cast: Cast) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)), ago=-3)
    with pytest.raises(NotAllowed, match="still to come"):
        entered(cast, meeting, "approved")


def test_a_version_whose_turn_it_is_not_is_refused(cast: Cast) -> None:
    one, two = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    meeting = a_meeting(cast, decides(one), decides(two))
    decide(step_of(one), by_chair(cast), seen=one.content_hash, by=cast.clerk, at=cast.at)
    (sentence,) = entered(cast, meeting, "approved", "approved")
    assert "not the turn of Governing body" in sentence


def test_the_second_of_two_clerks_is_told_and_changes_nothing(cast: Cast) -> None:
    one = before_governors(cast, "Bicycles")
    meeting = a_meeting(cast, decides(one))
    found, seen = reached(meeting, "approved"), state_of(meeting)
    enter_outcome(meeting, SAT, found, seen=seen, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="Somebody else"):
        enter_outcome(meeting, SAT, reached(meeting, "returned"), seen=seen, by=cast.chair, at=cast.at)
    with pytest.raises(NotAllowed, match="Somebody else"):
        set_agenda(meeting, [], seen=seen, by=cast.chair, at=cast.at)
    assert Decision.objects.count() == 1


def test_the_agenda_of_a_meeting_that_was_held_stays(cast: Cast) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    entered(cast, meeting, "approved")
    with pytest.raises(NotAllowed, match="meeting is held now"):
        set_agenda(meeting, [], seen=state_of(meeting), by=cast.clerk, at=cast.at)


@pytest.mark.parametrize("way", ["chair", "delegated"])
def test_what_was_decided_between_meetings_waits_to_be_reported_until_a_later_one_notes_it(
    cast: Cast, way: str
) -> None:
    version = before_governors(cast)
    decided = by_chair(cast) if way == "chair" else by_delegation(cast, delegated(cast))
    decision = decide(step_of(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)
    put_in_force(Version.objects.get(pk=version.pk), by=cast.headteacher, at=cast.at)
    assert list(to_report([cast.governing_body])) == [decision]
    meeting = a_meeting(cast, Entry("report", version, decision))
    assert list(to_report([cast.governing_body])) == [decision]
    assert entered(cast, meeting, "noted") == []
    assert list(to_report([cast.governing_body])) == []
    assert AgendaItem.objects.get(decision=decision).meeting.minute_reference == "GB 12/26"


def test_a_report_that_was_deferred_still_waits(cast: Cast) -> None:
    decision = reported(cast)
    entered(cast, a_meeting(cast, Entry("report", decision.step.version, decision)), "deferred")
    assert list(to_report()) == [decision]


def test_an_earlier_meeting_cannot_have_been_told(cast: Cast) -> None:
    decision = reported(cast)
    meeting = a_meeting(cast, Entry("report", decision.step.version, decision), ago=3)
    with pytest.raises(NotAllowed, match="decided after this meeting"):
        entered(cast, meeting, "noted")


def test_nothing_is_reported_twice(cast: Cast) -> None:
    decision = reported(cast)
    entry = Entry("report", decision.step.version, decision)
    entered(cast, a_meeting(cast, entry), "noted")
    cancel_meeting(late := a_meeting(cast, ago=-1), why="Moved.", by=cast.clerk, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(
            school=cast.school,
            meeting=late,
            position=1,
            kind="report",
            version=decision.step.version,
            decision=decision,
            content_hash=decision.content_hash,
            put_by=cast.clerk,
            put_at=cast.at,
            outcome="noted",
        )
