"""Notice by policy: the clause is cited with the proof that this very person acknowledged it (QEI-25)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from monitoring.models import Check
from monitoring.notice_proof import proofs_of
from monitoring.retention.holds import rows_held
from monitoring.tasks_checks import chase_checks
from monitoring.transitions.carrying_out import begin_check
from monitoring.transitions.telling import cite_policy, owes_telling, tell
from tests.cast import Cast
from tests.monitoring.checked import (
    a_policy,
    acknowledged,
    authorised,
    by_policy,
    covert,
    ended,
    network_manager,
    sees,
    told,
    under_way,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("QEI-25")]


def cited(cast: Cast) -> Check:
    by_policy(cast)
    acknowledged(cast, a_policy(cast))
    check = authorised(cast)
    return cite_policy(check, proofs_of(check)[0], by=cast.business_manager, at=cast.at)


def test_the_clause_and_the_proof_stand_in_the_check_in_place_of_telling(cast: Cast) -> None:
    check = cited(cast)
    assert (check.status, check.way, check.told_at, check.notice_anchor) == ("ready", "policy", None, "notice")
    assert check.notice_proof is not None
    assert check.notice_proof.person == cast.teacher
    assert not sees(cast.teacher, check)
    assert not Notice.objects.filter(recipient=cast.teacher).exists()
    assert "version 1.0, clause 2 Notice, acknowledged on" in check.entries.latest("pk").words
    assert begin_check(check, by=network_manager(cast), at=cast.at).status == "under_way"


def test_without_the_proof_it_cannot_go_that_way(cast: Cast) -> None:
    by_policy(cast)
    version = a_policy(cast)
    acknowledged(cast, version, cast.line_manager)
    check = authorised(cast)
    assert proofs_of(check) == []
    acknowledged(cast, version)
    proof = proofs_of(check)[0]
    a_policy(cast, edition=2)  # the person has not acknowledged that one
    with pytest.raises(NotAllowed, match="no proof that this person acknowledged"):
        cite_policy(check, proof, by=cast.business_manager, at=cast.at)


def test_a_clause_that_does_not_speak_of_monitoring_is_no_notice(cast: Cast) -> None:
    by_policy(cast)
    acknowledged(cast, a_policy(cast))
    check = authorised(cast)
    other = replace(proofs_of(check)[0], anchor="purpose")
    with pytest.raises(NotAllowed, match="no proof"):
        cite_policy(check, other, by=cast.business_manager, at=cast.at)


def test_a_school_without_that_rule_tells_the_person(cast: Cast) -> None:
    acknowledged(cast, a_policy(cast))
    check = authorised(cast)
    with pytest.raises(NotAllowed, match="told before a check begins"):
        cite_policy(check, proofs_of(check)[0], by=cast.business_manager, at=cast.at)


def test_they_are_told_once_it_has_ended_and_see_their_page(cast: Cast) -> None:
    check = begin_check(cited(cast), by=network_manager(cast), at=cast.at)
    assert not owes_telling(check, cast.today)
    check = ended(cast, check)
    assert owes_telling(check, cast.today)
    assert not sees(cast.teacher, check)
    check = tell(check, "It was looked at.", by=cast.headteacher, at=cast.at)
    assert (check.status, check.way) == ("ended", "policy")
    assert sees(cast.teacher, check, "monitoring.see_own_check")
    assert not owes_telling(check, cast.today)


@pytest.mark.clause("ACR-19")
def test_when_not_telling_is_over_those_who_answer_for_it_are_told_once(cast: Cast) -> None:
    check = covert(cast)
    Check.objects.filter(pk=check.pk).update(covert_until=cast.today)
    chase_checks()
    assert not Notice.objects.filter(kind="monitoring.check_untold").exists()
    Check.objects.filter(pk=check.pk).update(covert_until=cast.today - timedelta(days=1))
    chase_checks()
    chase_checks()
    recipients = Notice.objects.filter(kind="monitoring.check_untold").values_list("recipient", flat=True)
    assert sorted(recipients) == sorted([cast.business_manager.pk, cast.headteacher.pk])
    check.refresh_from_db()
    assert check.chased_at is not None
    assert check.entries.filter(by=None).count() == 1


def test_a_check_of_which_nobody_told_the_person_is_kept_until_somebody_does(cast: Cast) -> None:
    check = ended(cast, begin_check(covert(cast), by=network_manager(cast), at=cast.at))
    named = {"monitoring.Check": [check.uid]}
    assert rows_held(cast.school, cast.today, named) == {check.uid: "held until the person is told"}
    tell(check, "It was looked at.", by=cast.headteacher, at=cast.at)
    assert rows_held(cast.school, cast.today, named) == {}


def test_nobody_is_chased_for_who_was_told(cast: Cast) -> None:
    ended(cast, under_way(cast))
    told(cast)
    chase_checks()
    assert not Notice.objects.filter(kind="monitoring.check_untold").exists()
