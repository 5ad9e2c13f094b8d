from datetime import timedelta
from typing import Any

import pytest

from foundation.core.states import NotAllowed
from policies.models import Decision, Step, Version
from policies.transitions import decide, put_in_force, record_consultation, sign, submit_version, write_text
from policies.transitions.rules import StepWanted, set_step_rules
from policies.transitions.steps import Consulted, Decided
from tests.cast import Cast
from tests.policies.shelf import OTHER_TEXT, a_draft, a_policy, steps_like_acresfield

WORDS = "I sign this policy as approved."


def open_step(version: Version) -> Step:
    return version.steps.get(status="open")


def consulted(cast: Cast, result: str = "agreed") -> Consulted:
    week = timedelta(days=7)
    return Consulted(cast.today - 2 * week, cast.today - week, "Staff panel", result, "They agreed with the wording.")


def meeting(cast: Cast, **fields: Any) -> Decided:
    usual: dict[str, Any] = {
        "outcome": "approved",
        "present": "Charlie Chair, Gwen Governor",
        "minute_reference": "GB 7.2",
    }
    return Decided(decided_on=cast.today, **{**usual, **fields})


def at_decision(cast: Cast) -> Version:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    record_consultation(open_step(version), consulted(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)
    return version


@pytest.mark.clause("ACR-01", "ACR-02", "ACR-03", "STM-01")
def test_acresfields_steps_run_in_their_order_to_a_version_in_force(cast: Cast) -> None:
    version = at_decision(cast)
    seen = version.content_hash
    decide(open_step(version), meeting(cast), seen=seen, by=cast.clerk, at=cast.at)
    sign(open_step(version), words=WORDS, seen=seen, by=cast.chair, at=cast.at)
    version.refresh_from_db()
    assert version.status == "in_steps"
    sign(open_step(version), words=WORDS, seen=seen, by=cast.headteacher, at=cast.at)
    version.refresh_from_db()
    assert version.status == "approved"
    version = put_in_force(version, by=cast.clerk, at=cast.at)
    assert version.status == "in_force"
    assert [step.status for step in version.steps.order_by("position")] == ["done"] * 4
    assert {step.signature.content_hash for step in version.steps.filter(kind="sign")} == {seen}


@pytest.mark.clause("ALL-03")
def test_a_school_without_steps_approves_at_once_and_a_policys_own_steps_win(cast: Cast) -> None:
    assert submit_version(a_draft(cast), by=cast.clerk, at=cast.at).status == "approved"
    steps_like_acresfield(cast)
    policy = a_policy(cast, "Pay", determiner="headteacher", body=None)
    set_step_rules(cast.school, policy, [StepWanted("decide", role="headteacher")], by=cast.clerk, at=cast.at)
    version = submit_version(a_draft(cast, policy), by=cast.clerk, at=cast.at)
    decided = Decided(decided_on=cast.today, outcome="approved")
    decide(open_step(version), decided, seen=version.content_hash, by=cast.headteacher, at=cast.at)
    version.refresh_from_db()
    assert version.status == "approved"


@pytest.mark.parametrize(
    ("missing", "sentence"), [("present", "who was present"), ("minute_reference", "minute reference")]
)
def test_a_body_decides_at_a_meeting_with_those_present_and_a_minute(cast: Cast, missing: str, sentence: str) -> None:
    version = at_decision(cast)
    with pytest.raises(NotAllowed, match=sentence):
        decide(open_step(version), meeting(cast, **{missing: ""}), seen=version.content_hash, by=cast.clerk, at=cast.at)
    assert not Decision.objects.exists()


def test_a_meeting_without_its_quorum_decided_nothing(cast: Cast) -> None:
    version = at_decision(cast)
    decided = meeting(cast, withdrew="Gwen Governor")
    with pytest.raises(NotAllowed, match="not quorate"):
        decide(open_step(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)


def test_a_decision_on_another_text_than_the_one_shown_is_refused(cast: Cast) -> None:
    version = at_decision(cast)
    with pytest.raises(NotAllowed, match="text changed"):
        decide(open_step(version), meeting(cast), seen="0" * 64, by=cast.clerk, at=cast.at)


def test_an_edit_between_decision_and_signature_starts_the_steps_again(cast: Cast) -> None:
    version = at_decision(cast)
    decide(open_step(version), meeting(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)
    signing = open_step(version)
    write_text(version, OTHER_TEXT, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed):
        sign(signing, words=WORDS, seen=version.content_hash, by=cast.chair, at=cast.at)
    version = submit_version(version, by=cast.clerk, at=cast.at)
    assert version.round == 2
    assert open_step(version).kind == "consult"
    assert Decision.objects.count() == 1


def test_a_decision_to_return_sends_the_version_back_with_its_reason(cast: Cast) -> None:
    version = at_decision(cast)
    decided = meeting(cast, outcome="returned", reason="Say who keeps the key book.")
    decide(open_step(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)
    version.refresh_from_db()
    assert version.status == "draft"
    assert Decision.objects.get().reason == "Say who keeps the key book."


def test_a_consultation_that_did_not_agree_goes_back_to_draft(cast: Cast) -> None:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    result = consulted(cast, "not_agreed")
    record_consultation(open_step(version), result, seen=version.content_hash, by=cast.clerk, at=cast.at)
    version.refresh_from_db()
    assert version.status == "draft"


def test_authorship_by_one_who_decides_is_disclosed(cast: Cast) -> None:
    version = at_decision(cast)
    decided = meeting(cast, present="Charlie Chair, Gwen Governor, Clara Clerk")
    decision = decide(open_step(version), decided, seen=version.content_hash, by=cast.clerk, at=cast.at)
    assert decision.authors_present == "Clara Clerk"


@pytest.mark.parametrize("lacking", ["text", "audience", "review"])
def test_what_is_not_complete_is_not_submitted(cast: Cast, lacking: str) -> None:
    version = a_draft(cast)
    if lacking == "text":
        version.clauses.all().delete()
    if lacking == "audience":
        version.policy.audience.clear()
    if lacking == "review":
        Version.objects.filter(pk=version.pk).update(review_on=None)
    with pytest.raises(NotAllowed):
        submit_version(version, by=cast.clerk, at=cast.at)
    assert not Step.objects.exists()
