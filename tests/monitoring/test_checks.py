"""A targeted check: who may do what in it, and what comes before what (ACR-19, ACR-20, ACR-26, COR-06)."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person, RoleKind
from incidents.models import Relation, Report
from monitoring.models import Check, CheckEntry, MonitoringRules
from monitoring.transitions.carrying_out import (
    STATEMENT,
    Find,
    begin_check,
    correct_entry,
    end_check,
    open_case_from,
    write_finding,
)
from monitoring.transitions.checks import (
    check_hash,
    decide_check,
    discard_check,
    forget_drafts,
    give_log,
    hand_on_check,
    send_check,
    start_check,
    withdraw_check,
    write_check,
)
from monitoring.transitions.telling import decide_not_telling, tell
from tests.cast import Cast, a_person, a_role, signed_in
from tests.monitoring.checked import (
    a_line,
    a_log,
    a_reason,
    answers,
    asked,
    authorised,
    confirmed,
    covert,
    ended,
    network_manager,
    sees,
    told,
    under_way,
)
from tests.monitoring.subject.asking import worked

pytestmark = pytest.mark.django_db


@pytest.mark.clause("ACR-19")
def test_a_check_goes_from_asked_to_ended_each_step_by_another(cast: Cast) -> None:
    check = ended(cast)
    assert check.reference == f"Check {cast.at:%Y}-0001"
    assert (check.asked_by, check.decided_by, check.carried_by) == (
        cast.business_manager,
        cast.headteacher,
        network_manager(cast),
    )
    verbs = Entry.objects.filter(about_uid=check.uid).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["check_asked", "check_authorised", "check_told", "check_started", "check_ended"]
    assert check.entries.count() == 5


@pytest.mark.parametrize(
    "name", ["subject", "reason", "purpose", "lawful_basis", "dpia_reference", "from_on", "carried_by"]
)
@pytest.mark.clause("ACR-19", "ACR-20")
def test_nothing_that_a_check_needs_can_be_left_out(cast: Cast, name: str) -> None:
    empty: Any = "" if name in ("purpose", "lawful_basis", "dpia_reference") else None
    with pytest.raises(NotAllowed, match="not answered"):
        asked(cast, **{name: empty})


@pytest.mark.clause("ACR-20", "ACR-26", "COR-06")
def test_a_reason_comes_from_the_schools_list_as_it_is_now(cast: Cast) -> None:
    reason = a_reason(cast)
    reason.ended_at = cast.at
    reason.save()
    with pytest.raises(NotAllowed, match="list"):
        asked(cast, reason=reason)


@pytest.mark.clause("ACR-19")
def test_whoever_is_checked_does_nothing_in_it(cast: Cast) -> None:
    for more in ({"subject": cast.business_manager}, {"subject": network_manager(cast)}):
        with pytest.raises(NotAllowed, match=r"themselves|person checked"):
            asked(cast, **more)
        Check.objects.all().delete()
    check = asked(cast, subject=cast.headteacher)
    with pytest.raises(NotAllowed, match="not there any more"):
        decide_check(check, is_authorised=True, why="", by=cast.headteacher, at=cast.at)
    check = decide_check(check, is_authorised=True, why="", by=cast.chair, at=cast.at)
    with pytest.raises(NotAllowed, match="not there any more"):
        tell(check, "I know.", by=cast.headteacher, at=cast.at)


def test_another_person_of_the_same_log_in_is_the_same_person(cast: Cast) -> None:
    elsewhere = a_person(cast.trust, "Tessa Elsewhere", email="", user=cast.teacher.user)
    a_role(elsewhere, RoleKind.TRUST_OFFICER, cast.school)
    check = asked(cast)
    with pytest.raises(NotAllowed, match="not there any more"):
        decide_check(check, is_authorised=True, why="", by=elsewhere, at=cast.at)
    assert not sees(elsewhere, check)


def test_who_asked_or_carries_it_out_does_not_authorise_it(cast: Cast) -> None:
    check = asked(cast, by=cast.headteacher)
    with pytest.raises(NotAllowed, match="Somebody else decides"):
        decide_check(check, is_authorised=True, why="", by=cast.headteacher, at=cast.at)
    assert not sees(cast.headteacher, check, "monitoring.decide_check")
    assert sees(cast.chair, check, "monitoring.decide_check")
    other = asked(cast, carried_by=cast.chair)
    assert not sees(cast.chair, other, "monitoring.decide_check")


@pytest.mark.parametrize("role", ["asked_by", "carried_by", "decided_by", "covert_by", "told_by", "ended_by"])
def test_the_database_itself_keeps_the_person_checked_out(cast: Cast, role: str) -> None:
    check = asked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(**{role: cast.teacher, "decided_at": cast.at, "told_at": cast.at})


def test_the_database_itself_wants_another_to_authorise(cast: Cast) -> None:
    check = asked(cast)
    for who in (cast.business_manager, network_manager(cast)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Check.objects.filter(pk=check.pk).update(decided_by=who, decided_at=cast.at)


def test_the_database_itself_lets_no_check_begin_without_notice(cast: Cast) -> None:
    check = authorised(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(status="under_way", started_at=cast.at)


@pytest.mark.parametrize(("begins", "ends"), [(time(8), None), (None, time(16)), (time(16), time(8))])
def test_the_database_itself_wants_both_hours_in_their_order(
    cast: Cast, begins: time | None, ends: time | None
) -> None:
    check = asked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(works_from=begins, works_to=ends)


@pytest.mark.parametrize(
    ("days", "words"),
    [((-400, -300), "kept for"), ((0, -1), "before the first"), ((0, 120), "three months"), ((-364, 30), "one year")],
)
def test_the_period_is_bounded(cast: Cast, days: tuple[int, int], words: str) -> None:
    first, last = (cast.today + timedelta(days=number) for number in days)
    with pytest.raises(NotAllowed, match=words):
        asked(cast, from_on=first, to_on=last)


def test_what_was_not_sent_is_seen_by_who_writes_it_and_can_be_thrown_away(cast: Cast) -> None:
    check = start_check(cast.school, by=cast.business_manager, at=cast.at)
    assert start_check(cast.school, by=cast.business_manager, at=cast.at) == check
    write_check(check, answers(cast), by=cast.business_manager, at=cast.at)
    assert sees(cast.business_manager, check)
    assert not any(sees(one, check) for one in (cast.headteacher, cast.chair, network_manager(cast), cast.teacher))
    discard_check(check, by=cast.business_manager)
    assert not Check.objects.exists()


def test_a_page_that_has_grown_old_is_not_sent(cast: Cast) -> None:
    check = start_check(cast.school, by=cast.business_manager, at=cast.at)
    check = write_check(check, answers(cast), by=cast.business_manager, at=cast.at)
    seen = check_hash(check)
    write_check(check, {"purpose": "Something else."}, by=cast.business_manager, at=cast.at)
    with pytest.raises(NotAllowed, match="changed"):
        send_check(check, seen=seen, by=cast.business_manager, at=cast.at)


@pytest.mark.clause("ACR-19")
def test_the_person_checked_is_told_and_sees_their_page_from_then_on(cast: Cast) -> None:
    check = authorised(cast)
    assert not sees(cast.teacher, check)
    assert not Notice.objects.filter(recipient=cast.teacher).exists()
    check = tell(check, "We look at it, because ...", by=cast.headteacher, at=cast.at)
    assert (check.status, check.way) == ("ready", "told")
    assert sees(cast.teacher, check, "monitoring.see_own_check")
    assert not sees(cast.teacher, check, "monitoring.read_check")
    notice = Notice.objects.get(recipient=cast.teacher)
    assert notice.kind == "monitoring.check_told"
    with pytest.raises(NotAllowed, match="already"):
        tell(check, "Again.", by=cast.headteacher, at=cast.at)


@pytest.mark.clause("ACR-19")
def test_nobody_begins_before_the_person_is_told(cast: Cast) -> None:
    check = authorised(cast)
    with pytest.raises(NotAllowed, match="authorised now"):
        begin_check(check, by=network_manager(cast), at=cast.at)
    with pytest.raises(NotAllowed, match="Somebody else carries"):
        begin_check(told(cast), by=cast.headteacher, at=cast.at)


@pytest.mark.clause("ACR-19")
def test_it_begins_with_the_statement_that_union_and_private_correspondence_is_left_out(cast: Cast) -> None:
    check = under_way(cast)
    assert check.started_at == cast.at
    said = check.entries.latest("pk")
    assert (said.by, STATEMENT in said.words) == (network_manager(cast), True)
    assert "Union and private correspondence is left out" in STATEMENT


@pytest.mark.clause("ACR-19")
def test_not_telling_is_for_the_highest_authority_alone(cast: Cast) -> None:
    MonitoringRules.objects.create(school=cast.school, highest_authority="chair")
    check = authorised(cast, by=cast.headteacher)
    said: dict[str, Any] = {"ground": "crime", "why": "Theft.", "until": cast.today + timedelta(days=7), "at": cast.at}
    with pytest.raises(NotAllowed, match="Only the chair"):
        decide_not_telling(check, by=cast.headteacher, **said)
    for until in (cast.today, cast.today + timedelta(days=93)):
        with pytest.raises(NotAllowed, match="within three months"):
            decide_not_telling(check, by=cast.chair, **{**said, "until": until})
    check = decide_not_telling(check, by=cast.chair, **said)
    assert (check.status, check.way, check.told_at) == ("ready", "covert", None)
    assert not sees(cast.teacher, check)


def test_of_the_highest_authority_the_next_above_decides(cast: Cast) -> None:
    assert asked(cast, subject=cast.headteacher).authority == "chair"
    both = asked(cast, subject=cast.chair)
    assert both.authority == "headteacher"
    MonitoringRules.objects.create(school=cast.school, highest_authority="chair")
    assert asked(cast, subject=cast.chair).authority == "trust_officer"


def test_once_the_time_of_not_telling_is_over_nothing_more_is_looked_at(cast: Cast) -> None:
    check = covert(cast)
    later = cast.at + timedelta(days=15)
    with pytest.raises(NotAllowed, match="time of not telling is over"):
        begin_check(check, by=network_manager(cast), at=later)
    check = tell(check, "It was looked at.", by=cast.headteacher, at=later)
    assert (check.status, check.way) == ("ready", "covert")
    assert begin_check(check, by=network_manager(cast), at=later).status == "under_way"


def test_findings_are_written_on_and_corrected_by_another_line(cast: Cast) -> None:
    check = under_way(cast)
    carrier = network_manager(cast)
    with pytest.raises(NotAllowed, match="Somebody else carries"):
        write_finding(check, "He told me so.", by=cast.headteacher, at=cast.at)
    entry = write_finding(check, "Forty visits in lessons.", by=carrier, at=cast.at)
    correct_entry(entry, "Fourteen.", by=carrier, at=cast.at)
    assert [one.words for one in check.entries.exclude(what="event").order_by("pk")] == [
        "Forty visits in lessons.",
        "Fourteen.",
    ]
    raw = bytes(CheckEntry.objects.values_list("words", flat=True).get(pk=entry.pk))
    assert b"Forty" not in raw
    assert "Forty" not in "".join(Entry.objects.values_list("payload", flat=True))


@pytest.mark.clause("ACR-19")
def test_a_safeguarding_find_goes_to_the_dsl_at_once(cast: Cast) -> None:
    check = under_way(cast)
    find = Find("A pupil writes of running away.", is_safeguarding=True, by_subject=False)
    report = open_case_from(check, find, by=network_manager(cast), at=cast.at)
    assert (report.case.route, report.case.is_safeguarding) == ("dsl", True)
    assert (report.from_label, report.from_uid) == ("monitoring.Check", check.uid)
    assert Notice.objects.filter(kind="incidents.came", recipient=cast.dsl).exists()
    assert not report.case.people.exists()
    ended_check = end_check(check, outcome="case", why="", by=cast.headteacher, at=cast.at)
    assert ended_check.outcome == "case"


def test_the_person_checked_is_shut_out_of_a_case_that_could_come_to_them(cast: Cast) -> None:
    check = under_way(cast, subject=cast.dsl)
    find = Find("A pupil writes of running away.", is_safeguarding=True, by_subject=False)
    report = open_case_from(check, find, by=network_manager(cast), at=cast.at)
    assert report.case.people.get().relation == Relation.COMPLAINED_OF
    assert not sees(cast.dsl, report.case, "incidents.see_case")


def test_what_the_person_checked_did_shuts_them_out_and_goes_to_the_headteacher(cast: Cast) -> None:
    check = under_way(cast)
    find = Find("Messages to a pupil.", is_safeguarding=True, by_subject=True)
    report = open_case_from(check, find, by=network_manager(cast), at=cast.at)
    assert report.case.allegation == "considered"
    assert report.case.people.get().person == cast.teacher


def test_an_outcome_of_a_case_needs_the_case(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="No case"):
        end_check(under_way(cast), outcome="case", why="", by=cast.headteacher, at=cast.at)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "who",
    ["teacher", "administrator", "line_manager", "governor", "clerk", "other_headteacher", "dsl", "senior_leader"],
)
def test_who_has_no_part_in_a_check_does_not_see_it(cast: Cast, who: str) -> None:
    check = told(cast) if who != "teacher" else covert(cast)
    person: Person = getattr(cast, who)
    assert not sees(person, check)
    assert not any(sees(person, check, f"monitoring.{perm}") for perm in ("read_check", "read_log", "run_check"))


def test_a_check_can_be_taken_back_until_it_began(cast: Cast) -> None:
    check = withdraw_check(told(cast), why="Settled by a talk.", by=cast.business_manager, at=cast.at)
    assert check.status == "withdrawn"
    assert Notice.objects.filter(recipient=cast.teacher).count() == 2  # told of it, and that it is taken back
    assert sees(cast.teacher, check, "monitoring.see_own_check")
    with pytest.raises(NotAllowed, match="under way now"):
        withdraw_check(under_way(cast), why="", by=cast.headteacher, at=cast.at)


def test_somebody_else_carries_it_out_but_not_who_authorised_it(cast: Cast) -> None:
    check = told(cast)
    with pytest.raises(NotAllowed, match="authorised it"):
        hand_on_check(check, cast.headteacher, by=cast.business_manager, at=cast.at)
    with pytest.raises(NotAllowed, match="person checked"):
        hand_on_check(check, cast.teacher, by=cast.business_manager, at=cast.at)
    check = hand_on_check(check, cast.senior_leader, by=cast.business_manager, at=cast.at)
    assert begin_check(check, by=cast.senior_leader, at=cast.at).status == "under_way"
    assert not sees(network_manager(cast), check, "monitoring.read_log")


def test_after_its_end_its_log_is_given_to_somebody_else_once_one_of_its_two_readers_has_left(cast: Cast) -> None:
    check, carrier = under_way(cast), network_manager(cast)
    confirmed(cast, check, a_log([a_line(cast.at - timedelta(days=2))]))
    worked()
    check, without = ended(cast, check), ended(cast)
    client, where = signed_in(cast.business_manager), reverse("check-hand-on", args=[check.uid])
    link = "Somebody else looks after its log"
    assert link not in client.get(reverse("check", args=[check.uid])).text
    with pytest.raises(NotAllowed, match="still here"):
        give_log(check, cast.senior_leader, by=cast.business_manager, at=cast.at)
    Person.objects.filter(pk=carrier.pk).update(leaves_on=cast.today - timedelta(days=1))
    with pytest.raises(NotAllowed, match="to themselves"):
        give_log(check, cast.business_manager, by=cast.business_manager, at=cast.at)
    assert link in client.get(reverse("check", args=[check.uid])).text
    assert link not in client.get(reverse("check", args=[without.uid])).text
    page = client.get(where)
    assert "Who looks after its log from now on?" in page.text
    assert "one of them has left" in page.text
    answer = client.post(where, {"person": str(cast.senior_leader.uid), "seen": page.context["form"]["seen"].value()})
    assert answer.status_code == 302
    check.refresh_from_db()
    assert (check.status, check.carried_by, check.log_keeper) == ("ended", carrier, cast.senior_leader)
    assert sees(cast.senior_leader, check, "monitoring.read_log")
    assert not sees(carrier, check, "monitoring.read_log")
    assert check.entries.latest("pk").words == f"{cast.senior_leader.name} looks after its log from now on."
    shown = client.get(reverse("check", args=[check.uid])).text
    assert link not in shown
    assert "Its log is looked after by" in shown
    assert Entry.objects.filter(verb="check_log_given", about_uid=check.uid).exists()


def test_what_nobody_sent_is_thrown_away_after_a_month(cast: Cast) -> None:
    check = start_check(cast.school, by=cast.business_manager, at=cast.at)
    assert forget_drafts(at=cast.at + timedelta(days=29)) == 0
    kept = asked(cast, by=cast.senior_leader)
    assert forget_drafts(at=cast.at + timedelta(days=31)) == 1
    assert list(Check.objects.all()) == [kept]
    assert check.pk != kept.pk


def test_mail_says_from_which_school_and_what_kind_of_news_and_nothing_else(cast: Cast) -> None:
    check = ended(cast, under_way(cast))
    covert(cast)
    notices = list(Notice.objects.filter(kind__startswith="monitoring.check_"))
    steps = ("asked", "decided", "ready", "told")
    assert {notice.kind for notice in notices} == {f"monitoring.check_{step}" for step in steps}
    for notice in notices:
        kind = kinds.entries[notice.kind]
        assert kind.is_private
        if notice.kind == "monitoring.check_asked":
            with pytest.raises(NoLongerOwed):
                kind.render(notice)
            continue
        mail = kind.render(notice)
        said = f"{mail.subject} {mail.context}"
        assert str(check) not in said
        assert not any(one.name in said for one in Person.objects.filter(school=cast.school))


def test_of_who_lost_their_part_nothing_is_mailed(cast: Cast) -> None:
    check = asked(cast)
    notice = Notice.objects.get(kind="monitoring.check_asked", recipient=cast.chair)
    assert kinds.entries[notice.kind].may_know(notice)
    Check.objects.filter(pk=check.pk).update(subject=cast.chair)
    assert not kinds.entries[notice.kind].may_know(notice)
