"""Figures by policy, group and month; without names nobody can be told apart."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.schools.models import StaffGroup
from policies.dashboard import FEWEST, Figure, dashboard, merged, month_ends, without_names
from policies.models import Version
from policies.transitions import acknowledge
from tests.cast import Cast, a_person, signed_in
from tests.policies.shelf import TEXT, a_policy, in_force
from tests.policies.views.shown import document, said

pytestmark = pytest.mark.django_db


def confirm(version: Version, *people: object, days: int = 0) -> None:
    for person in people:
        acknowledge(
            version,
            words="I will.",
            statements=TEXT.statements,
            seen=version.content_hash,
            by=person,  # type: ignore[arg-type]  # people of the cast
            at=version.drafted_at + timedelta(days=days),
        )


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast)


def test_the_days_are_the_ends_of_the_twelve_months_before_and_the_day_itself() -> None:
    days = month_ends(date(2026, 3, 31))
    assert days[0] == date(2025, 3, 31)
    assert days[-3:] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert len(days) == 13
    assert month_ends(date(2024, 3, 1))[-2:] == [date(2024, 2, 29), date(2024, 3, 1)]


def test_policies_and_groups_have_their_figures(cast: Cast, version: Version) -> None:
    confirm(version, cast.teacher, cast.headteacher)
    shown = dashboard(cast.school, cast.today)
    assert [(one.title, one.asked, one.given, one.share) for one in shown.by_policy] == [
        ("Keys and visitors", 6, 2, 33)
    ]
    assert {one.title: (one.asked, one.given) for one in shown.by_group} == {
        "Teachers": (5, 2),
        "Midday supervisors": (1, 0),
    }


def test_each_month_is_told_as_it_stood(cast: Cast) -> None:
    on = cast.today.replace(day=20)
    version = in_force(cast)
    confirm(version, cast.teacher)
    confirm(version, cast.headteacher, days=40)
    later = dashboard(cast.school, on + timedelta(days=70))
    told = [(month.figure.asked, month.figure.given) for month in later.months]
    assert told[0][1] == 1
    assert told[-1][1] == 2
    assert all(asked for asked, _ in told)
    assert len(told) in (3, 4)


def test_what_is_about_few_is_merged_with_the_next_smallest() -> None:
    def figure(title: str, *people: int) -> Figure:
        return Figure(title, len(people), 1, frozenset(people), title)

    large, middle = figure("large", *range(20)), figure("middle", *range(20, 27))
    assert merged([large, middle], "few") == [large, middle]
    one, two = figure("one", 90), figure("two", 91, 92)
    assert [(one.title, len(one.people)) for one in merged([large, one, middle, two], "few")] == [
        ("large", 20),
        ("few", 10),
    ]
    six = [figure(str(at), at, at + 100) for at in range(3)]
    assert [(one.title, one.asked) for one in merged([large, middle, *six], "few")] == [
        ("large", 20),
        ("middle", 7),
        ("few", 6),
    ]
    assert merged([one, two], "few") == []


@pytest.mark.parametrize("seed", range(30))
def test_no_figure_without_names_is_about_fewer_than_five(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same figures for the same seed
    figures = [
        Figure(f"{at}", 9, 1, frozenset(dice.sample(range(40), dice.randrange(1, 12))), f"{at}")
        for at in range(dice.randrange(1, 9))
    ]
    shown = merged(figures, "few")
    assert all(len(one.people) >= FEWEST for one in shown)
    if shown:
        assert frozenset().union(*(one.people for one in shown)) == frozenset().union(*(one.people for one in figures))
        assert sum(one.given for one in shown) == len(figures)


def test_a_school_of_four_readers_shows_no_figure_at_all(cast: Cast) -> None:
    few = StaffGroup.objects.create(school=cast.school, name="Cooks")
    for name in ("Ann", "Ben", "Cem", "Dee"):
        a_person(cast.school, name, groups=(few,))
    in_force(cast, a_policy(cast, "Kitchen", audience=(few,)))
    shown = without_names(dashboard(cast.school, cast.today))
    assert (shown.total, list(shown.by_policy), list(shown.by_group), list(shown.months)) == (None, [], [], [])
    page = signed_in(cast.governor).get(reverse("figures", args=[cast.school.slug]))
    assert "No figures can be shown" in said(page)
    assert "Kitchen" not in said(page)


def test_governors_see_no_name_and_no_small_group(cast: Cast, version: Version) -> None:
    confirm(version, cast.teacher)
    page = signed_in(cast.governor).get(reverse("figures", args=[cast.school.slug]))
    words = said(page)
    for person in (cast.teacher, cast.midday_supervisor, cast.headteacher, cast.dsl):
        assert person.name not in words
    assert "Midday supervisors" not in words
    assert "Small groups, together" in words
    assert "1 of 6 acknowledgements are given: 16 per cent" in words
    assert not document(page).xpath("//main//a[contains(@href, 'outstanding')]")


def test_the_full_page_leads_to_who_owes_it(cast: Cast, version: Version) -> None:
    page = signed_in(cast.clerk).get(reverse("dashboard", args=[cast.school.slug]))
    links = [link.get("href") for link in document(page).xpath("//main//tbody//a")]
    assert reverse("outstanding-policy", args=[version.policy.uid]) in links
    assert f"{reverse('outstanding', args=[cast.school.slug])}?group={cast.midday.uid}" in links


ASKED = ("clerk", "headteacher", "business_manager", "senior_leader", "chair", "governor", "trust_officer")
REFUSED = ("line_manager", "teacher", "dsl", "administrator", "leaver", "other_headteacher")


def test_who_may_see_which(cast: Cast, version: Version) -> None:
    address = {name: reverse(name, args=[cast.school.slug]) for name in ("figures", "dashboard")}
    governors = {one: signed_in(getattr(cast, one)).get(address["figures"]).status_code for one in (*ASKED, *REFUSED)}
    assert governors == dict.fromkeys(ASKED, 200) | dict.fromkeys(REFUSED, 404)
    full = {one: signed_in(getattr(cast, one)).get(address["dashboard"]).status_code for one in (*ASKED, *REFUSED)}
    assert full == dict.fromkeys(ASKED[:4], 200) | dict.fromkeys((*ASKED[4:], *REFUSED), 404)


def test_pictures_have_titles_and_their_figures_in_tables(cast: Cast, version: Version) -> None:
    page = document(signed_in(cast.governor).get(reverse("figures", args=[cast.school.slug])))
    pictures = page.xpath("//*[local-name()='svg'][@role='img']")
    assert len(pictures) == 3
    for picture in pictures:
        named = picture.get("aria-labelledby").split()
        assert all(picture.xpath(f".//*[@id='{name}']") for name in named)
    assert len(page.xpath("//main//table[caption]")) >= 3


@pytest.mark.parametrize("name", ["figures", "dashboard"])
def test_ten_times_as_much_takes_as_many_queries(cast: Cast, version: Version, name: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(cast.clerk).get(reverse(name, args=[cast.school.slug])).status_code == 200
        return len(queries)

    once = count()
    for number in range(10):
        in_force(cast, a_policy(cast, f"Policy {number}"))
        a_person(cast.school, f"Pia {number}", groups=(cast.teachers,))
    assert count() == once
