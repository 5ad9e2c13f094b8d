"""A trust issues a policy; a school takes it, adapts what may be adapted, or explains."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from foundation.core.states import NotAllowed
from foundation.schools.models import School
from policies import transitions
from policies.content import content_hash, text_of
from policies.issued import facts_in, place_of, places
from policies.models import IssueAnswer, LocalFact, Policy, TrustIssue, Version
from policies.transitions.issuing import ask_newcomers, explain_issue, fill_facts, issue_policy, take_issue
from tests.cast import Cast, a_school
from tests.policies.issuing import FACTS, TEXT, issued, published, trust_version
from tests.policies.shelf import in_force


@pytest.fixture
def by(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": cast.at}


def edited(version: Version, anchor: str, **changed: Any) -> list[Any]:
    return [replace(one, **changed) if one.anchor == anchor else one for one in text_of(version).clauses]


def again(cast: Cast, issue: TrustIssue, text: Any, *adaptable: str) -> IssueAnswer:
    """The trust's next edition; the answer of the school."""
    trust_version(cast, Policy.objects.get(pk=issue.policy_id), text)
    day = cast.today + timedelta(days=30)
    newer = issue_policy(issue.policy, adaptable or ["breaks"], day, by=cast.trust_officer, at=cast.at)
    return newer.answers.get(school=cast.school)


def test_a_school_takes_it_as_a_draft_of_its_own_with_its_facts_in_the_text_that_is_hashed(
    cast: Cast, by: dict[str, Any]
) -> None:
    version = take_issue(issued(cast).answer, FACTS, **by)
    assert version.status == Version.Status.DRAFT
    assert (version.school, version.policy.school) == (cast.school, cast.school)
    first = text_of(version).clauses[0]
    assert first.html == "<p>Tell Hannah &lt;Head&gt; &amp; Co at once, on 01234 567890.</p>"
    assert text_of(version).statements == ["I know how to reach Hannah <Head> & Co."]
    assert "Hannah" in version.canonical
    assert "[[" not in version.canonical
    assert version.content_hash == content_hash(version.canonical)
    assert LocalFact.objects.get(school=cast.school, name="Telephone").value == "01234 567890"


def test_readers_acknowledge_the_filled_in_text(cast: Cast, by: dict[str, Any]) -> None:
    version = published(cast, take_issue(issued(cast).answer, FACTS, **by))
    statements = tuple(text_of(version).statements)
    given = transitions.acknowledge(
        version, words="I have read it.", statements=statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    assert given.version == version
    assert "Hannah" in version.canonical


def test_what_is_missing_is_named_and_nothing_is_made(cast: Cast, by: dict[str, Any]) -> None:
    answer = issued(cast).answer
    with pytest.raises(NotAllowed, match=r"Still to be filled in: Telephone\."):
        take_issue(answer, {"Headteacher's name": "Hannah"}, **by)
    assert not Policy.objects.filter(school=cast.school).exists()
    assert not LocalFact.objects.exists()


def test_an_unlocked_clause_is_edited_and_a_locked_one_is_refused_in_words(cast: Cast, by: dict[str, Any]) -> None:
    version = take_issue(issued(cast, "breaks").answer, FACTS, **by)
    version = transitions.rewrite(version, clauses=edited(version, "breaks", html="<p>In the locker.</p>"), **by)
    assert text_of(version).clauses[1].html == "<p>In the locker.</p>"
    before = version.content_hash
    with pytest.raises(NotAllowed, match="“3 Records” is locked by your trust"):
        transitions.rewrite(version, clauses=edited(version, "records", html="<p>For a year.</p>"), **by)
    with pytest.raises(NotAllowed, match="locked by your trust"):
        transitions.rewrite(version, clauses=edited(version, "records", title="Files"), **by)
    version.refresh_from_db()
    assert version.content_hash == before


def test_nothing_is_added_moved_or_removed_round_the_lock(cast: Cast, by: dict[str, Any]) -> None:
    version = take_issue(issued(cast).answer, FACTS, **by)
    one, two, three = text_of(version).clauses
    with pytest.raises(NotAllowed, match="no clause is added"):
        transitions.rewrite(version, clauses=[one, two, three, replace(two, anchor="")], **by)
    for clauses in ([one, two], [three, two, one]):
        with pytest.raises(NotAllowed, match="none of them is moved or removed"):
            transitions.rewrite(version, clauses=clauses, **by)
    with pytest.raises(NotAllowed, match="set by your trust"):
        transitions.rewrite(version, statements=["I confirm nothing."], **by)


def test_the_lock_holds_in_the_schools_later_versions(cast: Cast, by: dict[str, Any]) -> None:
    version = published(cast, take_issue(issued(cast).answer, FACTS, **by))
    later = transitions.start_version(version.policy, **by)
    with pytest.raises(NotAllowed, match="locked by your trust"):
        transitions.rewrite(later, clauses=edited(later, "tell", html="<p>Tell nobody.</p>"), **by)
    transitions.rewrite(later, clauses=edited(later, "breaks", html="<p>Ours.</p>"), **by)


def test_a_school_of_no_trust_is_bound_by_nothing(cast: Cast, by: dict[str, Any]) -> None:
    issued(cast)
    own = transitions.start_version(in_force(cast).policy, **by)
    written = transitions.rewrite(own, clauses=[replace(text_of(own).clauses[0], html="<p>Ours.</p>")], **by)
    assert text_of(written).clauses[0].html == "<p>Ours.</p>"


def test_it_may_take_the_place_of_a_policy_that_the_school_has(cast: Cast, by: dict[str, Any]) -> None:
    held = in_force(cast).policy
    version = take_issue(issued(cast).answer, FACTS, held, **by)
    assert version.policy == held
    assert version.edition == 2


def test_a_policy_of_another_school_is_refused(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast)
    with pytest.raises(NotAllowed, match="another school's"):
        take_issue(found.answer, FACTS, found.issue.policy, **by)


def test_where_the_school_has_one_of_that_title_it_is_asked_to_choose(cast: Cast, by: dict[str, Any]) -> None:
    answer = issued(cast).answer
    taken = take_issue(answer, FACTS, **by)
    transitions.abandon_version(taken, **by)
    with pytest.raises(NotAllowed, match="Choose it above"):
        take_issue(answer, FACTS, **by)
    assert take_issue(answer, FACTS, taken.policy, **by).policy == taken.policy


def test_who_comes_second_is_told_so(cast: Cast, by: dict[str, Any]) -> None:
    answer = issued(cast).answer
    take_issue(answer, FACTS, **by)
    with pytest.raises(NotAllowed, match="taken this edition up already"):
        take_issue(answer, FACTS, **by)
    with pytest.raises(NotAllowed, match="taken this edition up already"):
        explain_issue(answer, "We have our own.", **by)


def test_a_school_explains_and_can_still_take_it_up(cast: Cast, by: dict[str, Any]) -> None:
    answer = explain_issue(issued(cast).answer, "We have no telephones.", **by)
    assert (answer.status, answer.answered_by, answer.answered_at) == ("explained", cast.clerk, cast.at)
    take_issue(answer, FACTS, **by)
    answer.refresh_from_db()
    assert (answer.status, answer.why) == ("taken", "")
    with pytest.raises(NotAllowed, match="Say in words"):
        explain_issue(issued_sister(cast), " ", **by)


def issued_sister(cast: Cast) -> IssueAnswer:
    return IssueAnswer.objects.get(school__name="Sister Primary School")


def test_a_new_edition_asks_again_and_keeps_what_the_school_adapted(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast, "breaks", "records")
    version = take_issue(found.answer, FACTS, **by)
    clauses = edited(version, "breaks", html="<p>In the locker.</p>")
    published(cast, transitions.rewrite(version, clauses=clauses, **by))
    clauses = [replace(one, html=one.html.replace("six", "seven").replace("at once", "today")) for one in TEXT.clauses]
    answer = again(cast, found.issue, replace(TEXT, clauses=clauses), "breaks")
    assert (answer.issue.edition, answer.status) == (2, "asked")
    assert place_of(answer, cast.today).words == "Not answered"
    with pytest.raises(NotAllowed, match="newer edition"):
        explain_issue(issued_old(found.issue, cast), "Too late.", **by)
    newer = take_issue(answer, FACTS, **by)
    assert newer.policy == version.policy
    assert [one.html for one in text_of(newer).clauses] == [
        "<p>Tell Hannah &lt;Head&gt; &amp; Co today, on 01234 567890.</p>",
        "<p>In the locker.</p>",
        "<p>The office keeps a record for seven years.</p>",
    ]


def issued_old(issue: TrustIssue, cast: Cast) -> IssueAnswer:
    return IssueAnswer.objects.exclude(school=cast.school).get(issue=issue)


def test_changed_facts_go_into_a_new_version_and_leave_what_was_adapted(cast: Cast, by: dict[str, Any]) -> None:
    answer = issued(cast, "breaks").answer
    version = take_issue(answer, FACTS, **by)
    version = transitions.rewrite(version, clauses=edited(version, "breaks", html="<p>In the locker.</p>"), **by)
    published(cast, version)
    changed = fill_facts(answer, {**FACTS, "Telephone": "0999"}, **by)
    assert changed.sequence == 2
    assert "on 0999." in text_of(changed).clauses[0].html
    assert text_of(changed).clauses[1].html == "<p>In the locker.</p>"
    assert fill_facts(answer, FACTS, **by) == changed


def test_only_a_text_in_force_at_a_trust_is_issued_and_only_once(cast: Cast, by: dict[str, Any]) -> None:
    issue, day = issued(cast).issue, cast.today + timedelta(days=9)
    with pytest.raises(NotAllowed, match="issued to the schools already"):
        issue_policy(issue.policy, [], day, **by)
    with pytest.raises(NotAllowed, match="Only a trust"):
        issue_policy(in_force(cast).policy, [], day, **by)


@pytest.mark.parametrize("words", ["Tell [[Head.", "Tell Head]].", "Tell [[ ]] now.", f"Tell [[{'x' * 61}]]."])
def test_a_placeholder_that_could_not_be_filled_in_is_refused(cast: Cast, words: str) -> None:
    School.objects.filter(pk=cast.school.pk).update(trust=cast.trust)
    bad = replace(TEXT, clauses=[replace(TEXT.clauses[0], html=f"<p>{words}</p>")])
    policy = trust_version(cast, text=bad).policy
    with pytest.raises(NotAllowed, match="placeholder"):
        issue_policy(policy, [], cast.today + timedelta(days=9), by=cast.trust_officer, at=cast.at)


def test_placeholders_are_found_once_whatever_their_capitals() -> None:
    clause = TEXT.clauses[0]
    text = replace(TEXT, clauses=[clause, replace(clause, title="About [[telephone]]", html="<p>[[R&amp;D]]</p>")])
    assert facts_in(text) == ["Headteacher's name", "telephone", "R&D"]


def test_the_trust_sees_where_each_school_stands(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast)
    a_school("Acorn Primary School", trust=cast.trust)

    def stands(days: int = 0) -> dict[str, tuple[str, bool, int]]:
        [(_, rows)] = places(cast.trust, cast.today + timedelta(days=days))
        return {row.school.slug: (row.words, row.is_overdue, row.older) for row in rows}

    assert stands() == {
        "acorn-primary": ("Not asked", False, 0),
        "beacon-hill": ("Not answered", False, 0),
        "sister-primary": ("Not answered", False, 0),
    }
    assert ask_newcomers(found.issue, by=cast.trust_officer, at=cast.at) == ["Acorn Primary School"]
    version = take_issue(found.answer, FACTS, **by)
    assert stands(31)["beacon-hill"] == ("Adapting", True, 0)
    published(cast, version)
    explain_issue(issued_sister(cast), "We have none.", **by)
    assert stands(31) == {
        "acorn-primary": ("Not answered", True, 0),
        "beacon-hill": ("Adopted edition 1", False, 0),
        "sister-primary": ("Explained", False, 0),
    }
    again(cast, found.issue, replace(TEXT, clauses=TEXT.clauses[:2]))
    assert stands()["beacon-hill"] == ("Not answered", False, 1)
