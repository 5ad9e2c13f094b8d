from dataclasses import replace

import pytest

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from policies.content import ClauseText, Text
from policies.models import RelatedPolicy, Version
from policies.transitions import (
    abandon_version,
    add_policy,
    change_policy,
    set_legal_references,
    set_materiality,
    set_related,
    start_version,
    submit_version,
    write_text,
)
from policies.transitions.drafting import PolicyFacts
from policies.verbs import Verb
from tests.cast import Cast
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force, steps_like_acresfield


def test_a_new_version_starts_from_the_text_in_force_with_the_same_anchors(cast: Cast) -> None:
    current = in_force(cast)
    version = start_version(current.policy, by=cast.clerk, at=cast.at)
    assert [clause.anchor for clause in version.clauses.all()] == ["1-purpose", "2-lost-keys", "21-visitors"]
    assert version.content_hash == current.content_hash
    assert (version.status, version.number, version.edition) == ("draft", "2.0", 2)
    current.refresh_from_db()
    assert current.status == Version.Status.IN_FORCE


def test_only_one_version_is_under_way_at_a_time(cast: Cast) -> None:
    draft = a_draft(cast)
    with pytest.raises(NotAllowed, match="already under way"):
        start_version(draft.policy, by=cast.clerk, at=cast.at)


def test_the_content_hash_is_of_text_statements_and_title_and_not_of_the_cover(cast: Cast) -> None:
    version = a_draft(cast)
    before = version.content_hash
    same = write_text(version, replace(TEXT, clauses=list(TEXT.clauses)), by=cast.clerk, at=cast.at)
    assert same.content_hash == before
    other = write_text(version, replace(TEXT, statements=("I checked.",)), by=cast.clerk, at=cast.at)
    assert other.content_hash != before


@pytest.mark.parametrize("status", ["in_steps", "approved"])
def test_an_edit_voids_what_was_given_and_says_so(cast: Cast, status: str) -> None:
    if status == "in_steps":
        steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    assert version.status == status
    version = write_text(version, OTHER_TEXT, by=cast.clerk, at=cast.at)
    assert version.status == "draft"
    assert {step.status for step in version.steps.all()} <= {"void"}
    assert Entry.objects.filter(verb=Verb.VERSION_WRITTEN, about_uid=version.uid).exists()


def test_writing_the_same_text_again_voids_nothing(cast: Cast) -> None:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    version = write_text(version, TEXT_WITH_ANCHORS, by=cast.clerk, at=cast.at)
    assert version.status == "in_steps"


TEXT_WITH_ANCHORS = replace(
    TEXT,
    clauses=[
        replace(clause, anchor=anchor)
        for clause, anchor in zip(TEXT.clauses, ("1-purpose", "2-lost-keys", "21-visitors"), strict=True)
    ],
)


def test_a_text_in_force_cannot_be_written(cast: Cast) -> None:
    version = in_force(cast)
    with pytest.raises(NotAllowed, match="in force"):
        write_text(version, OTHER_TEXT, by=cast.clerk, at=cast.at)


def test_two_clauses_with_one_title_get_anchors_of_their_own(cast: Cast) -> None:
    text = Text(clauses=(ClauseText("Notes", ""), ClauseText("Notes", ""), ClauseText("Notes", "", anchor="notes")))
    version = write_text(a_draft(cast), text, by=cast.clerk, at=cast.at)
    anchors = [clause.anchor for clause in version.clauses.all()]
    assert len(set(anchors)) == 3
    assert anchors[2] == "notes"


@pytest.mark.clause("ACR-04")
def test_a_related_policy_not_held_yet_is_kept_as_a_name_and_linked_when_it_comes(cast: Cast) -> None:
    policy = a_policy(cast)
    held = a_policy(cast, "Code of conduct")
    set_related(policy, ["Code of Conduct", "Dignity at work"], by=cast.clerk, at=cast.at)
    rows = {row.title: row.other for row in RelatedPolicy.objects.filter(policy=policy)}
    assert rows == {"Code of Conduct": held, "Dignity at work": None}
    facts = PolicyFacts(title="Dignity at Work", owner=cast.clerk, determiner="headteacher")
    come = add_policy(cast.school, facts, by=cast.clerk, at=cast.at)
    assert policy.related.get(title="Dignity at work").other == come
    assert come.related_from.get().policy == policy


@pytest.mark.clause("QEI-02")
def test_a_policy_carries_its_legal_references_once_each(cast: Cast) -> None:
    policy = a_policy(cast)
    acts = [("Data Protection Act", 2018), ("data protection act", 2018), ("Working Together", None)]
    set_legal_references(policy, acts, by=cast.clerk, at=cast.at)
    assert sorted(map(str, policy.legal_references.all())) == ["Working Together", "data protection act 2018"]


@pytest.mark.clause("ALL-01")
def test_a_minor_correction_keeps_the_edition_and_needs_its_reason(cast: Cast) -> None:
    version = start_version(in_force(cast).policy, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="what the minor correction changes"):
        set_materiality(version, is_material=False, change_note="", by=cast.clerk, at=cast.at)
    version = set_materiality(version, is_material=False, change_note="A spelling.", by=cast.clerk, at=cast.at)
    assert (version.edition, version.number) == (1, "1.1")
    version = set_materiality(version, is_material=True, change_note="", by=cast.clerk, at=cast.at)
    assert (version.edition, version.number) == (2, "2.0")


def test_a_first_version_cannot_be_a_minor_correction(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="first version"):
        set_materiality(a_draft(cast), is_material=False, change_note="x", by=cast.clerk, at=cast.at)


def test_a_version_given_up_is_kept_and_the_one_in_force_stays(cast: Cast) -> None:
    current = in_force(cast)
    version = abandon_version(start_version(current.policy, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    assert version.status == "abandoned"
    assert current.policy.versions.get(status="in_force") == current
    start_version(current.policy, by=cast.clerk, at=cast.at)


def test_changing_a_policy_keeps_its_address_and_records_what_was_before(cast: Cast) -> None:
    policy = a_policy(cast)
    facts = PolicyFacts(title="Keys", owner=cast.headteacher, determiner="headteacher", audience=(cast.midday,))
    policy = change_policy(policy, facts, by=cast.clerk, at=cast.at)
    assert (policy.title, policy.slug) == ("Keys", "keys-and-visitors")
    assert list(policy.audience.all()) == [cast.midday]
    entry = Entry.objects.get(verb=Verb.POLICY_CHANGED, about_uid=policy.uid)
    assert "Keys and visitors" in entry.payload
