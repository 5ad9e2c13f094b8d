"""Review without change: a decision of its own renews the date, and nobody is asked again."""

from datetime import timedelta
from typing import Any

import pytest

from foundation.core.states import NotAllowed
from foundation.jobs.models import Job
from foundation.schools.dates import PartDate, Precision
from policies.agendas import Entry, state_of, to_report
from policies.cover import records
from policies.models import Acknowledgement, Decision, Policy, Version
from policies.outstanding import outstanding
from policies.printing import policy_print
from policies.transitions import acknowledge, enter_outcome, review_unchanged, start_version, write_text
from policies.transitions.steps import Decided
from tests.cast import Cast
from tests.policies.meetings import EVERYBODY, SAT, a_meeting, by_chair, by_delegation, delegated, reached
from tests.policies.shelf import OTHER_TEXT, TEXT, a_policy, in_force


def reviewed(cast: Cast, version: Version, decided: Decided | None = None, **fields: Any) -> Decision:
    usual = {"outcome": "approved", "present": EVERYBODY, "minute_reference": "GB 8"}
    return review_unchanged(
        version,
        decided or Decided(cast.today, **{**usual, **fields}),
        PartDate(cast.today.replace(year=cast.today.year + 2), Precision.MONTH),
        seen=version.content_hash,
        by=cast.clerk,
        at=cast.at,
    )


@pytest.mark.clause("STM-01", "HAY-01")
def test_a_review_without_change_renews_the_date_and_asks_nobody_again(cast: Cast) -> None:
    version = in_force(cast)
    acknowledge(
        version,
        words="I will.",
        statements=TEXT.statements,
        seen=version.content_hash,
        by=cast.teacher,
        at=cast.at,
    )
    before = (version.edition, version.asked_on, version.content_hash, Acknowledgement.objects.count())
    owed = outstanding(type(cast.teacher).objects.filter(school=cast.school)).count()
    decision = reviewed(cast, version)
    version.refresh_from_db()
    assert version.review_on == PartDate(decision.next_review_on, Precision.MONTH).day
    assert version.review_precision == "month"
    assert version.review_due_on is not None
    assert version.review_due_on.year == cast.today.year + 2
    assert (version.edition, version.asked_on, version.content_hash, Acknowledgement.objects.count()) == before
    assert outstanding(type(cast.teacher).objects.filter(school=cast.school)).count() == owed
    assert (version.status, decision.step.kind, decision.step.status) == ("in_force", "review", "done")


def test_it_stands_in_the_version_history_print_with_the_date_before(cast: Cast) -> None:
    version = in_force(cast)
    before = str(PartDate(version.review_on))
    reviewed(cast, version)
    version.refresh_from_db()
    made, again = policy_print(version).versions
    assert (made.version, made.review) == ("1.0", before)
    assert again.version == "1.0, reviewed without change"
    assert again.review == str(PartDate.of(version.review_on, "month"))
    (record,) = records(version)
    assert (record.what, record.who) == ("Reviewed without change", "Governing body")


def test_its_print_is_made_anew_with_the_new_date(cast: Cast) -> None:
    version = in_force(cast)
    asked = Job.objects.filter(kind="policies.print").count()
    reviewed(cast, version)
    version.refresh_from_db()
    assert version.printed is None
    assert Job.objects.filter(kind="policies.print").count() == asked + 1


def test_the_headteacher_reviews_what_is_the_headteachers_to_determine(cast: Cast) -> None:
    version = in_force(cast)
    Policy.objects.filter(pk=version.policy_id).update(determiner="headteacher", body=None)
    decision = reviewed(cast, version, Decided(cast.today, "approved"))
    assert (decision.kind, decision.body, decision.step.whose) == ("headteacher", None, "Headteacher")


def test_a_meeting_reviews_among_its_items(cast: Cast) -> None:
    version = in_force(cast)
    meeting = a_meeting(cast, Entry("review", version))
    found = reached(meeting, "reviewed")
    assert enter_outcome(meeting, SAT, found, seen=state_of(meeting), by=cast.clerk, at=cast.at) == []
    version.refresh_from_db()
    assert version.review_on == meeting.held_on + timedelta(days=365)
    assert Decision.objects.get().meeting == meeting


def test_a_review_that_finds_it_has_to_change_leaves_the_date_and_the_version_in_force(cast: Cast) -> None:
    version = in_force(cast)
    before = version.review_on
    decision = reviewed(cast, version, outcome="returned", reason="Visitors come by another door now.")
    version.refresh_from_db()
    assert (version.status, version.review_on, decision.step.status) == ("in_force", before, "returned")
    assert records(version) == []


def test_a_delegated_review_is_to_be_reported_and_the_chair_does_not_review_alone(cast: Cast) -> None:
    version = in_force(cast)
    decision = reviewed(cast, version, by_delegation(cast, delegated(cast)))
    assert list(to_report()) == [decision]
    with pytest.raises(NotAllowed, match="Nothing is urgent"):
        reviewed(cast, version, by_chair(cast))


def test_a_review_goes_on_while_the_next_version_is_written_and_again_after(cast: Cast) -> None:
    version = in_force(cast)
    write_text(start_version(version.policy, by=cast.clerk, at=cast.at), OTHER_TEXT, by=cast.clerk, at=cast.at)
    reviewed(cast, version)
    reviewed(cast, version)
    assert Decision.objects.filter(step__version=version).count() == 2


def test_what_is_not_in_force_or_another_text_or_an_earlier_date_is_refused(cast: Cast) -> None:
    version = in_force(cast)
    args: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    decided = Decided(cast.today, "approved", present=EVERYBODY, minute_reference="GB 8")
    with pytest.raises(NotAllowed, match="after the day of the decision"):
        review_unchanged(version, decided, PartDate(cast.today), seen=version.content_hash, **args)
    with pytest.raises(NotAllowed, match="after the day of the decision"):
        review_unchanged(version, decided, PartDate.unknown(), seen=version.content_hash, **args)
    with pytest.raises(NotAllowed, match="text changed"):
        review_unchanged(version, decided, PartDate(cast.today), seen="0" * 64, **args)
    draft = start_version(version.policy, **args)
    with pytest.raises(NotAllowed, match="Only a version in force"):
        review_unchanged(draft, decided, PartDate(cast.today), seen=draft.content_hash, **args)


def test_a_policy_that_nobody_is_named_to_determine_is_not_reviewed_by_nobody(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, body=None))
    with pytest.raises(NotAllowed, match="Nobody is named"):
        reviewed(cast, version)
