from datetime import timedelta
from typing import Any

import pytest

from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from policies.models import Acknowledgement, Version
from policies.outstanding import outstanding, owed
from policies.transitions import acknowledge, put_in_force, set_materiality, submit_version, withdraw_policy
from tests.cast import Cast
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, in_force

WORDS = "I have read it."


def ack(cast: Cast, version: Version, by: Person | None = None, **changes: Any) -> Acknowledgement:
    given: dict[str, Any] = {"words": WORDS, "statements": TEXT.statements, "seen": version.content_hash, **changes}
    return acknowledge(version, by=by or cast.teacher, at=cast.at, **given)


def who_owes(cast: Cast) -> set[str]:
    people = Person.objects.filter(school=cast.school).current(cast.today)
    return {Person.objects.get(pk=row["person_id"]).name for row in outstanding(people)}


@pytest.mark.clause("ACR-06", "HAY-03", "STM-06", "QEI-04")
def test_each_statement_is_confirmed_and_kept_with_the_acknowledgement(cast: Cast) -> None:
    version = in_force(cast)
    with pytest.raises(NotAllowed, match="statement"):
        ack(cast, version, statements=())
    kept = ack(cast, version)
    assert [row["text"] for row in kept.statements] == list(TEXT.statements)
    assert kept.content_hash == version.content_hash


def test_acknowledging_twice_keeps_the_first(cast: Cast) -> None:
    version = in_force(cast)
    first = ack(cast, version)
    assert ack(cast, version) == first
    assert Acknowledgement.objects.count() == 1


def test_somebody_the_policy_does_not_address_cannot_acknowledge_it(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="does not ask"):
        ack(cast, in_force(cast), by=cast.governor)


def test_a_stale_text_is_refused(cast: Cast) -> None:
    version = in_force(cast)
    with pytest.raises(NotAllowed, match="changed while you had it open"):
        ack(cast, version, seen="0" * 64)


@pytest.mark.clause("ALL-01")
def test_a_new_edition_asks_everyone_again_and_a_minor_correction_does_not(cast: Cast) -> None:
    version = in_force(cast)
    ack(cast, version)
    assert "Tessa Teacher" not in who_owes(cast)
    minor = a_draft(cast, version.policy, OTHER_TEXT)
    minor = set_materiality(minor, is_material=False, change_note="A word.", by=cast.clerk, at=cast.at)
    put_in_force(submit_version(minor, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    assert "Tessa Teacher" not in who_owes(cast)
    in_force(cast, version.policy, TEXT)
    assert "Tessa Teacher" in who_owes(cast)
    version.refresh_from_db()
    assert version.status == "superseded"


def test_the_audience_is_those_on_the_roll_in_its_groups_once_each(cast: Cast) -> None:
    in_force(cast)
    cast.teacher.groups.add(cast.midday)
    owing = who_owes(cast)
    assert "Mina Midday-Supervisor" in owing
    assert not owing & {"Leo Leaver", "Stella Starter", "Gwen Governor", "Clara Clerk", "Olly Other-Teacher"}
    rows = [row for row in owed(Person.objects.filter(pk=cast.teacher.pk)) if row.policy_title == "Keys and visitors"]
    assert len(rows) == 1
    assert rows[0].since == cast.today


def test_a_starter_owes_from_their_own_first_day(cast: Cast) -> None:
    in_force(cast)
    row = next(owed(Person.objects.filter(pk=cast.starter.pk)))
    assert row.since == cast.starter.starts_on > cast.today


def test_nothing_is_owed_of_a_withdrawn_policy_and_proofs_stay(cast: Cast) -> None:
    version = in_force(cast)
    ack(cast, version)
    withdraw_policy(version.policy, why="Merged into another policy.", by=cast.clerk, at=cast.at + timedelta(hours=1))
    assert not who_owes(cast)
    assert Acknowledgement.objects.get().person_name == "Tessa Teacher"
