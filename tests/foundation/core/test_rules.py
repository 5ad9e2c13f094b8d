"""Permissions: "may she?" and "which ones?" come from one rule."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from foundation.core.rules import RULES, SEES, allows, permitted, rule, with_permission
from foundation.schools.models import Person, School
from tests.cast import Cast

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
