"""What happens to people, roles, bodies and schools: the move, its effect, its entry in the trail, its refusals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.dispatch import Signal

from foundation.audit.models import Entry
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from foundation.schools import profiles
from foundation.schools.models import Absence, Body, Person, Role, School, SchoolRules
from foundation.schools.people import acting
from foundation.schools.signals import person_absent, person_left
from foundation.schools.transitions.bodies import add_body, change_body, close_body, end_seat, seat_member
from foundation.schools.transitions.days import enter_closure, enter_term
from foundation.schools.transitions.groups import add_group, change_group, remove_group
from foundation.schools.transitions.people import (
    add_person,
    change_absence,
    change_person,
    enter_absence,
    enter_leaving,
    remove_absence,
    undo_leaving,
)
from foundation.schools.transitions.profiles import apply_profile
from foundation.schools.transitions.roles import end_role, give_role
from foundation.schools.transitions.school import add_first_clerk, add_school, change_school
from tests.cast import Cast, a_person, a_role

pytestmark = pytest.mark.django_db
CLOCK = Clock("test")


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@contextmanager
def heard(signal: Signal) -> Iterator[list[dict[str, Any]]]:
    """What the signal says meanwhile."""
    told: list[dict[str, Any]] = []

    def listen(**said: Any) -> None:
        assert transaction.get_connection().in_atomic_block
        told.append(said)

    signal.connect(listen)
    try:
        yield told
    finally:
        signal.disconnect(listen)


def entries(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def refused(words: str, act: Callable[[], object]) -> None:
    """The act is refused with these words and leaves nothing in the trail."""
    before = Entry.objects.count()
    with pytest.raises(NotAllowed, match=words):
        act()
    assert Entry.objects.count() == before


def details(**changed: Any) -> dict[str, Any]:
    return {"name": "Nora New", "starts_on": date(2026, 9, 1), **changed}


def test_an_unchanged_person_leaves_no_entry(cast: Cast) -> None:
    change_person(cast.teacher, details={"name": cast.teacher.name}, groups=[cast.teachers], by=cast.clerk, at=cast.at)
    assert entries("person_changed") == 0


def test_a_reference_or_address_is_one_persons_at_a_school(cast: Cast) -> None:
    add_person(cast.school, details=details(reference="X1"), groups=(), by=cast.clerk, at=cast.at)

    def change(**changed: str) -> Person:
        return change_person(cast.teacher, details=changed, by=cast.clerk, at=cast.at)

    refused("staff reference X1", lambda: change(reference="X1"))
    refused("e-mail address", lambda: change(email=cast.dsl.email))
    add_person(
        cast.other_school,
        details=details(reference="X1", email=cast.dsl.email),
        groups=(),
        by=cast.other_clerk,
        at=cast.at,
    )


def test_a_line_manager_is_of_the_same_school_and_never_below(cast: Cast) -> None:
    def manage(person: Person, manager: Person) -> Person:
        return change_person(person, details={"line_manager": manager}, by=cast.clerk, at=cast.at)

    refused("same school", lambda: manage(cast.teacher, cast.other_teacher))
    refused("is managed by", lambda: manage(cast.headteacher, cast.teacher))
    refused("is managed by", lambda: manage(cast.teacher, cast.teacher))
    manage(cast.dsl, cast.line_manager)
    assert entries("person_changed") == 1


def test_leaving_is_told_within_its_transaction_and_ends_what_the_person_may(cast: Cast) -> None:
    with heard(person_left) as told:
        enter_leaving(cast.senior_leader, on=cast.today - timedelta(days=1), by=cast.clerk, at=cast.at)
        enter_leaving(cast.senior_leader, on=cast.today - timedelta(days=1), by=cast.clerk, at=cast.at)
    assert [(one["person"], one["on"], one["by"]) for one in told] == [
        (cast.senior_leader, cast.today - timedelta(days=1), cast.clerk)
    ]
    assert not Role.objects.current(cast.today).filter(person=cast.senior_leader).exists()
    assert entries("person_leaves") == 1
    undo_leaving(cast.senior_leader, by=cast.clerk, at=cast.at)
    undo_leaving(cast.senior_leader, by=cast.clerk, at=cast.at)
    assert Role.objects.current(cast.today).filter(person=cast.senior_leader).exists()
    assert entries("person_stays") == 1


def test_the_last_day_is_not_before_the_first(cast: Cast) -> None:
    refused("before the first day", lambda: enter_leaving(cast.teacher, on=date(2019, 1, 1), by=cast.clerk, at=cast.at))


def test_a_school_is_never_left_without_somebody_who_gives_roles(cast: Cast) -> None:
    tomorrow = cast.today + timedelta(days=1)
    enter_leaving(cast.clerk, on=tomorrow, by=cast.administrator, at=cast.at)
    enter_leaving(cast.headteacher, on=tomorrow, by=cast.administrator, at=cast.at)
    refused("Nobody else at", lambda: enter_leaving(cast.administrator, on=tomorrow, by=cast.clerk, at=cast.at))


def test_an_absence_is_told_and_does_not_overlap_another(cast: Cast) -> None:
    def away(first: int, last: int | None) -> Absence:
        end = None if last is None else cast.today + timedelta(days=last)
        start = cast.today + timedelta(days=first)
        return enter_absence(cast.teacher, kind="leave", starts_on=start, ends_on=end, by=cast.clerk, at=cast.at)

    with heard(person_absent) as told:
        absence = away(0, 3)
        change_absence(absence, kind="leave", starts_on=cast.today, ends_on=cast.today, by=cast.clerk, at=cast.at)
    assert [one["absence"].pk for one in told] == [absence.pk, absence.pk]
    refused("already entered as away", lambda: away(0, None))
    refused("cannot be before the first", lambda: away(5, 4))
    away(1, None)
    refused("already entered as away", lambda: away(90, 91))
    remove_absence(absence, by=cast.clerk, at=cast.at)
    assert (entries("absence_entered"), entries("absence_changed"), entries("absence_removed")) == (2, 1, 1)


def test_nobody_gives_or_ends_a_role_of_their_own(cast: Cast) -> None:
    own = Role.objects.get(person=cast.clerk)
    refused("to themselves", lambda: give(cast, cast.clerk, by=cast.clerk))
    refused("their own role", lambda: end_role(own, on=cast.today, by=cast.clerk, at=cast.at))
    assert Role.objects.get(pk=own.pk).ends_on is None


def test_nor_as_another_person_of_the_same_log_in(cast: Cast) -> None:
    twin = a_person(cast.trust, "Clara at the trust", email="", user=cast.clerk.user)
    refused("to themselves", lambda: give(cast, twin, by=cast.clerk))
    role = a_role(twin, "dsl", cast.school)
    refused("their own role", lambda: end_role(role, on=cast.today, by=cast.clerk, at=cast.at))


def give(cast: Cast, person: Person, *, kind: str = "network_manager", by: Any = None, **days: Any) -> Role:
    days.setdefault("starts_on", cast.today)
    return give_role(person, school=cast.school, kind=kind, by=by or cast.administrator, at=cast.at, **days)


def test_a_role_is_for_people_of_the_school_or_its_trust_while_they_are_there(cast: Cast) -> None:
    refused("of this school or of its trust", lambda: give(cast, cast.other_teacher))
    refused("leaves before that day", lambda: give(cast, cast.leaver))
    refused("on the trust's own roll", lambda: give(cast, cast.teacher, kind="trust_officer"))
    refused("cannot be before", lambda: give(cast, cast.teacher, ends_on=cast.today - timedelta(days=1)))
    give(cast, cast.trust_officer)
    give(cast, cast.starter, starts_on=cast.starter.starts_on)
    assert entries("role_given") == 2


def test_the_same_role_is_not_held_twice_on_a_day(cast: Cast) -> None:
    give(cast, cast.teacher, ends_on=cast.today + timedelta(days=5))
    refused("holds this role already", lambda: give(cast, cast.teacher))
    give(cast, cast.teacher, starts_on=cast.today + timedelta(days=6))


def test_a_role_that_has_not_begun_is_taken_back_and_was_never_held(cast: Cast) -> None:
    later = cast.today + timedelta(days=10)
    role = end_role(give(cast, cast.teacher, starts_on=later), on=cast.today, by=cast.clerk, at=cast.at)
    for day in (cast.today, later, later + timedelta(days=1)):
        assert not Role.objects.current(day).filter(pk=role.pk).exists()
    refused("has ended", lambda: end_role(role, on=later, by=cast.clerk, at=cast.at))
    give(cast, cast.teacher, starts_on=later)


def test_a_role_counts_on_its_last_day_and_not_the_day_after(cast: Cast) -> None:
    role = end_role(give(cast, cast.teacher), on=cast.today, by=cast.clerk, at=cast.at)
    assert Role.objects.current(cast.today).filter(pk=role.pk).exists()
    assert not Role.objects.current(cast.today + timedelta(days=1)).filter(pk=role.pk).exists()


def test_the_table_itself_refuses_a_role_ended_by_nobody(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(person=cast.clerk).update(ended_at=cast.at)


@pytest.mark.clause("COR-01", "ACR-03")
def test_bodies_are_the_schools_own_list(cast: Cast) -> None:
    body = add_body(cast.school, name="Staff panel", kind="staff_panel", quorum=0, by=cast.clerk, at=cast.at)
    refused(
        "called staff panel already",
        lambda: add_body(cast.school, name="staff panel", kind="outside", quorum=0, by=cast.clerk, at=cast.at),
    )
    add_body(cast.other_school, name="Staff panel", kind="staff_panel", quorum=0, by=cast.other_clerk, at=cast.at)
    change_body(body, values={"name": "School staff panel"}, by=cast.clerk, at=cast.at)
    change_body(body, values={"name": "School staff panel"}, by=cast.clerk, at=cast.at)
    assert (entries("body_added"), entries("body_changed")) == (2, 1)


def test_written_resolutions_are_for_academies_and_trusts_and_rest_on_an_article(cast: Cast) -> None:
    body, rules = cast.governing_body, {"written_threshold": "all", "articles": "Article 126"}
    refused("academy or a trust", lambda: change_body(body, values=rules, by=cast.clerk, at=cast.at))
    School.objects.filter(pk=cast.school.pk).update(kind="academy")
    no_article = {**rules, "articles": ""}
    refused("where the articles", lambda: change_body(body, values=no_article, by=cast.clerk, at=cast.at))
    assert change_body(body, values=rules, by=cast.clerk, at=cast.at).written_threshold == "all"


@pytest.mark.parametrize(
    ("share", "number", "members", "needed"),
    [("half", 0, 7, 4), ("third", 3, 7, 3), ("third", 3, 12, 4), ("", 2, 9, 2)],
)
def test_a_quorum_is_a_number_or_a_share_whichever_is_more(share: str, number: int, members: int, needed: int) -> None:
    assert Body(quorum=number, quorum_share=share).quorum_among(members) == needed


@pytest.mark.parametrize(("threshold", "needed"), [("", 0), ("all", 7), ("three_quarters", 6), ("majority", 4)])
def test_how_many_have_to_agree_in_writing(threshold: str, needed: int) -> None:
    assert Body(written_threshold=threshold).needed_among(7) == needed


def test_nobody_gives_themselves_a_seat(cast: Cast) -> None:
    body = Body.objects.create(school=cast.school, name="Finance", kind="committee")

    def seat(person: Person, **days: Any) -> Any:
        days.setdefault("starts_on", cast.today)
        return seat_member(body, person=person, office="member", by=cast.clerk, at=cast.at, **days)

    refused("themselves a seat", lambda: seat(cast.clerk))
    refused("of this school or of its trust", lambda: seat(cast.other_teacher))
    refused("cannot be before", lambda: seat(cast.governor, ends_on=cast.today - timedelta(days=1)))
    given = seat(cast.governor)
    refused("has a seat on this body already", lambda: seat(cast.governor))
    refused("cannot be before", lambda: end_seat(given, on=cast.today - timedelta(days=1), by=cast.clerk, at=cast.at))
    end_seat(given, on=cast.today, by=cast.clerk, at=cast.at)
    refused("has ended", lambda: end_seat(given, on=cast.today, by=cast.clerk, at=cast.at))


def test_a_body_ends_with_its_seats_and_takes_no_more(cast: Cast) -> None:
    body = close_body(cast.governing_body, on=cast.today, by=cast.clerk, at=cast.at)
    assert set(body.members.values_list("ends_on", flat=True)) == {cast.today}
    refused("has ended already", lambda: close_body(body, on=cast.today, by=cast.clerk, at=cast.at))
    refused(
        "has ended",
        lambda: seat_member(
            body, person=cast.teacher, office="member", starts_on=cast.today, by=cast.clerk, at=cast.at
        ),
    )


@pytest.mark.clause("STM-04")
def test_groups_belong_to_parts_of_the_community_and_are_named_once(cast: Cast) -> None:
    group = add_group(cast.school, name="Contractors", community="contractors", by=cast.clerk, at=cast.at)
    refused(
        "called contractors already",
        lambda: add_group(cast.school, name="contractors", community="staff", by=cast.clerk, at=cast.at),
    )
    change_group(group, name="Contractors", community="contractors", by=cast.clerk, at=cast.at)
    change_group(group, name="Firms", community="contractors", by=cast.clerk, at=cast.at)
    refused("There are people in", lambda: remove_group(cast.teachers, by=cast.clerk, at=cast.at))
    remove_group(group, by=cast.clerk, at=cast.at)
    assert (entries("group_added"), entries("group_changed"), entries("group_removed")) == (1, 1, 1)


def test_days_of_the_calendar_that_cannot_be_are_refused(cast: Cast) -> None:
    def term(first: date, last: date) -> Any:
        return enter_term(cast.school, season="autumn", starts_on=first, ends_on=last, by=cast.clerk, at=cast.at)

    refused("cannot be before", lambda: term(date(2026, 9, 2), date(2026, 9, 1)))
    refused("Look at the years", lambda: term(date(2026, 9, 1), date(2027, 9, 1)))
    term(date(2026, 9, 1), date(2026, 12, 18))
    refused("Autumn term 2026 already", lambda: term(date(2026, 12, 18), date(2027, 1, 2)))
    refused(
        "Look at the years",
        lambda: enter_closure(
            cast.school, kind="holiday", reason="x", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1),
            by=cast.clerk, at=cast.at,
        ),
    )  # fmt: skip


def test_a_school_does_not_become_a_trust(cast: Cast) -> None:
    refused(
        "cannot become a trust", lambda: change_school(cast.school, details={"kind": "trust"}, by=CLOCK, at=cast.at)
    )
    change_school(cast.school, details={"kind": "academy"}, by=cast.clerk, at=cast.at)
    change_school(cast.school, details={"kind": "academy"}, by=cast.clerk, at=cast.at)
    assert entries("school_changed") == 1


def test_a_school_is_set_up_with_rules_and_its_first_clerk(cast: Cast) -> None:
    school = add_school(name="New School", slug="new-school", kind="academy", trust=cast.trust, by=CLOCK, at=cast.at)
    made = add_first_clerk(school, name="Nia Clerk", email="nia@new.example", on=cast.today, by=CLOCK, at=cast.at)
    assert made.needs_password
    assert acting(made.user, school) == made.person
    assert made.user.has_perm("schools.give_roles", school)
    assert SchoolRules.objects.filter(school=school).exists()
    refused(
        "There are people on the roll",
        lambda: add_first_clerk(school, name="N", email="n@new.example", on=cast.today, by=CLOCK, at=cast.at),
    )
    for wrong in ({"slug": "new-school"}, {"trust": cast.school}, {"kind": "trust", "trust": cast.trust}):
        setting: dict[str, Any] = {"name": "X", "slug": "x-school", "kind": "academy", **wrong}
        with pytest.raises(NotAllowed):
            add_school(**setting, by=CLOCK, at=cast.at)


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_fits_the_rules_there_are_and_is_applied_once(cast: Cast, name: str) -> None:
    profile = profiles.load(name)
    assert profiles.differences(profile, cast.school)
    apply_profile(cast.school, profile, by=cast.clerk, at=cast.at)
    school = School.objects.get(pk=cast.school.pk)
    assert profiles.differences(profile, school) == []
    assert profiles.missing(profile, school, "groups") == profiles.missing(profile, school, "bodies") == []
    assert entries("profile_applied") == 1
    assert profiles.differences(profile, cast.other_school)


def test_a_profile_that_sets_what_nothing_reads_is_refused(cast: Cast, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(profiles, "folder", lambda: tmp_path)
    head = 'title = "x"\nabout = "x"\n'
    for body, words in (("[unheard]\nx = 1\n", "which no part"), ("[reminders]\nx = 1\n", "no rule called x")):
        (tmp_path / "odd.toml").write_text(head + body)
        with pytest.raises(profiles.BadProfile, match=words):
            profiles.differences(profiles.load("odd"), cast.school)
    (tmp_path / "odd.toml").write_text(head + '[reminders]\nreminder_days = "9, 3"\n')
    with pytest.raises(profiles.BadProfile, match="larger than the one before"):
        profiles.differences(profiles.load("odd"), cast.school)
    with pytest.raises(profiles.BadProfile, match="no profile called"):
        profiles.load("../settings")
