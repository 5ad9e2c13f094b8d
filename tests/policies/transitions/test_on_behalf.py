"""A typed signature, and an acknowledgement recorded for somebody who cannot give it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from policies.models import Acknowledgement, Means, Version
from policies.outstanding import outstanding
from policies.transitions import acknowledge, record_on_behalf
from tests.cast import Cast, a_person
from tests.policies.shelf import TEXT, a_policy, in_force

WORDS = "I have read it."
WHY = "The policy was read to her."


def signed(cast: Cast, version: Version, typed: str) -> Acknowledgement:
    given: dict[str, Any] = {"words": WORDS, "statements": TEXT.statements, "seen": version.content_hash}
    return acknowledge(version, by=cast.teacher, at=cast.at, signature=typed, **given)


def recorded(cast: Cast, version: Version, person: Person, by: Person, **changes: Any) -> Acknowledgement:
    given: dict[str, Any] = {"reason": WHY, "witness": "Wilma Witness", "words": WORDS, "seen": version.content_hash}
    return record_on_behalf(version, person, by=by, at=cast.at, **{**given, **changes})


@pytest.mark.clause("HAY-02")
def test_a_policy_can_ask_for_a_typed_name_and_keeps_it_as_typed(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, wants_signature=True))
    for typed in ("", "Tessa", "Colin Colleague"):
        with pytest.raises(NotAllowed, match="signed with your name"):
            signed(cast, version, typed)
    assert signed(cast, version, "tessa  TEACHER").signature == "tessa  TEACHER"


def test_a_policy_that_asks_for_no_name_keeps_none(cast: Cast) -> None:
    assert signed(cast, in_force(cast), "Somebody Else").signature == ""


def test_on_behalf_is_kept_with_its_reason_its_witness_and_who_recorded_it(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, wants_signature=True))
    kept = recorded(cast, version, cast.midday_supervisor, cast.clerk)
    assert (kept.means, kept.reason, kept.witness) == (Means.ON_BEHALF, WHY, "Wilma Witness")
    assert (kept.person, kept.recorded_by, kept.signature) == (cast.midday_supervisor, cast.clerk, "")
    assert not outstanding(Person.objects.filter(pk=cast.midday_supervisor.pk)).exists()
    assert Entry.objects.filter(verb="recorded_on_behalf", about_uid=kept.uid).count() == 1


def test_nobody_records_their_own_nor_without_reason_or_witness(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, audience=(cast.office, cast.midday)))
    second = a_person(cast.other_school, "Clara Clerk", email="clara@faraway.example", user=cast.clerk.user)
    for person, by in ((cast.clerk, cast.clerk), (cast.clerk, second)):
        with pytest.raises(NotAllowed, match="Nobody records their own"):
            recorded(cast, version, person, by)
    for missing in ("reason", "witness"):
        with pytest.raises(NotAllowed, match="Say why"):
            recorded(cast, version, cast.midday_supervisor, cast.clerk, **{missing: "  "})
    assert not Acknowledgement.objects.exists()


def test_what_somebody_gave_themselves_is_not_recorded_again(cast: Cast) -> None:
    version = in_force(cast)
    signed(cast, version, "")
    with pytest.raises(NotAllowed, match="already"):
        recorded(cast, version, cast.teacher, cast.clerk)
    with pytest.raises(NotAllowed, match="does not ask"):
        recorded(cast, version, cast.governor, cast.clerk)


@pytest.mark.parametrize("missing", ["reason", "witness"])
def test_the_database_keeps_none_on_behalf_without_reason_and_witness(cast: Cast, missing: str) -> None:
    kept = recorded(cast, in_force(cast), cast.midday_supervisor, cast.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.filter(pk=kept.pk).update(**{missing: ""})
