"""Permissions: "may she?" and "which ones?" come from one rule."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from foundation.core.rules import (
    RULES,
    SEES,
    Later,
    allows,
    in_hand,
    keep_in_hand,
    permitted,
    reduced,
    remember,
    remembered,
    rule,
    settles,
    with_permission,
)
from foundation.schools.models import Person, School
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def test_the_list_and_the_single_question_agree_for_everybody(cast: Cast) -> None:
    asked = answered_yes = 0
    for asker in Person.objects.exclude(user=None).select_related("user"):
        for perm, (model, _) in RULES.items():
            if model not in (School, Person):
                continue
            listed = set(permitted(asker.user, perm, model._default_manager.all()))
            for row in model._default_manager.all():
                asked += 1
                answered_yes += row in listed
                assert allows(asker.user, perm, row) == (row in listed), f"{asker} {perm} {row}"
    assert 0 < answered_yes < asked


def test_nobody_and_the_deactivated_hold_nothing(cast: Cast) -> None:
    user = cast.headteacher.user
    assert user is not None
    assert allows(user, "schools.see_school", cast.school)
    user.is_active = False
    assert not allows(user, "schools.see_school", cast.school)
    assert not allows(AnonymousUser(), "schools.see_school", cast.school)
    assert not permitted(AnonymousUser(), "schools.see_school", School.objects.all()).exists()


def test_a_role_counts_from_its_first_day_to_its_last(cast: Cast) -> None:
    role = cast.clerk.roles.get()
    role.starts_on, role.ends_on = cast.today, cast.today + timedelta(days=1)
    role.save()
    days = {
        day: allows(cast.clerk.user, "schools.keep_roll", cast.school, cast.today + timedelta(days=day))
        for day in range(-1, 3)
    }
    assert days == {-1: False, 0: True, 1: True, 2: False}


def test_a_permission_is_only_held_on_rows_of_its_kind(cast: Cast) -> None:
    assert not allows(cast.headteacher.user, "schools.see_school", cast.teacher)


def test_a_column_says_what_may_be_done_with_each_row(cast: Cast) -> None:
    rows = with_permission(cast.clerk.user, "schools.keep_roll", School.objects.all(), "keeps")
    assert list(rows.filter(Q(("keeps", True)))) == [cast.school]


def test_two_roles_do_not_double_a_row(cast: Cast) -> None:
    role = cast.clerk.roles.get()
    role.pk, role.uid, role.kind = None, cast.school.uid, "administrator"
    role.save()
    assert list(permitted(cast.clerk.user, "schools.keep_roll", School.objects.all())) == [cast.school]


def test_a_permission_is_declared_once() -> None:
    assert SEES[School] == "schools.see_school"
    with pytest.raises(RuntimeError, match="declared twice"):
        rule("schools.see_school", School)(lambda user, on: RULES["schools.see_school"][1](user, on))


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (Q(pk__in=[]), False),
        (~Q(pk__in=[]), True),
        (Q(), True),
        (Q(kind="trust"), False),
        (Q(kind__in=["trust", "maintained"]), True),
        (Q(kind="trust") | Q(slug="beacon-hill"), True),
        (Q(kind="trust") & Q(slug="beacon-hill"), False),
        (~(Q(kind="trust") & Q(slug="beacon-hill")), True),
        (Q(name__icontains="hill"), None),
        (Q(name__icontains="hill") | Q(slug="beacon-hill"), True),
        (Q(name__icontains="hill") & Q(slug="beacon-hill"), None),
        (~Q(name__icontains="hill"), None),
        (Q(name__icontains="hill") & Q(kind="trust"), False),
        (Q(trust__name="Beacon"), None),
        (Q(pk__in=School.objects.all()), None),
        (Q(Exists(School.objects.filter(pk=OuterRef("pk")))), None),
        (Q(name=F("short_name")), None),
    ],
)
def test_a_condition_is_settled_by_the_row_in_hand_or_left_to_the_database(
    cast: Cast, asked: Q, answer: bool | None
) -> None:
    assert settles(asked, cast.school) is answer


def test_a_column_that_was_not_loaded_settles_nothing(cast: Cast) -> None:
    row = School.objects.only("pk", "name").get(pk=cast.school.pk)
    assert settles(Q(kind="trust"), row) is None
    assert "kind" not in row.__dict__


def test_an_empty_column_is_not_any_of_those_asked_for(cast: Cast) -> None:
    row = Person.objects.filter(line_manager=None).first()
    assert row is not None
    assert settles(Q(line_manager__in=[1, 2]), row) is False
    assert settles(~Q(line_manager=1), row) is True
    assert Person.objects.filter(~Q(line_manager=1), pk=row.pk).exists()


def test_a_row_that_is_not_kept_is_nobodys(cast: Cast) -> None:
    assert not allows(cast.headteacher.user, "schools.see_person", Person(school=cast.school))


def test_what_was_found_out_is_remembered_for_one_page_only(cast: Cast) -> None:
    user, asked = cast.clerk.user, iter("ab")
    assert user is not None
    assert remembered(user, "letter", lambda: next(asked)) == "a"
    remember(user)
    assert [remembered(user, "letter", lambda: next(asked)) for _ in range(2)] == ["b", "b"]


def test_a_role_that_ends_counts_no_more_from_the_next_page_on(cast: Cast) -> None:
    client, address = signed_in(cast.clerk), reverse("settings", args=[cast.school.slug])
    assert client.get(address).status_code == 200
    cast.clerk.roles.update(ends_on=cast.today - timedelta(days=1))
    assert client.get(address).status_code == 404


def test_what_is_known_of_all_rows_is_not_asked_again_and_changes_no_answer(cast: Cast) -> None:
    everybody = Person.objects.filter(school=cast.school)
    for asker in Person.objects.exclude(user=None).select_related("user"):
        known = permitted(asker.user, "schools.see_person", everybody, school_id=cast.school.pk)
        assert set(known) == set(permitted(asker.user, "schools.see_person", everybody)), asker
    asked = permitted(cast.clerk.user, "schools.see_person", everybody, school_id=cast.school.pk)
    assert str(asked.query) == str(everybody.query)


def test_a_part_that_is_built_late_is_built_only_for_the_database(cast: Cast) -> None:
    built = []

    def there() -> Exists:
        built.append(True)
        return Exists(School.objects.filter(pk=OuterRef("pk"), slug=cast.school.slug))

    asked = Q(kind="special") | Q(Later(there))
    assert settles(Q(slug=cast.school.slug) | asked, cast.school) is True
    assert reduced(asked, cast.school).children == asked.children[1:]
    assert built == []
    assert list(School.objects.filter(asked)) == [cast.school]
    assert built == [True]


def test_a_row_kept_in_hand_is_for_one_page_only(cast: Cast) -> None:
    user = cast.clerk.user
    assert user is not None
    keep_in_hand(user, cast.school, "slug")
    assert in_hand(user, School, "slug", cast.school.slug) is None
    remember(user)
    keep_in_hand(user, cast.school, "slug")
    assert in_hand(user, School, "slug", cast.school.slug) is cast.school
    assert in_hand(user, School, "slug", cast.other_school.slug) is None
