"""The register of sites, the platforms, and the public page of a school's own accounts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.checklists import points_of
from approvals.house_rules import rules_of
from approvals.models import Impostor, Platform, Site
from approvals.panels.register import live_counts
from approvals.platforms import shipped
from foundation.schools import profiles
from foundation.schools.models import Person, RoleKind
from foundation.schools.transitions.profiles import apply_profile
from tests.approvals.sites import ADDRESS, a_platform, approved, live, rules
from tests.cast import Cast, a_role, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def register(cast: Cast, by: Person, **given: str) -> str:
    return signed_in(by).get(reverse("site-list", args=[cast.school.slug]), given).content.decode()


def public(cast: Cast) -> str:
    return Client().get(reverse("public-accounts", args=[cast.school.slug])).content.decode()


@pytest.mark.clause("QEI-15")
def test_the_register_says_how_each_site_is_and_why(cast: Cast) -> None:
    live(cast)
    neglected = live(cast, identity="Old news")
    Site.objects.filter(pk=neglected.pk).update(live_on=cast.today - timedelta(60))
    page = register(cast, cast.clerk)
    assert "Healthy" in page
    assert "Neglected" in page
    assert "Nobody has looked at it for 60 days." in page
    only = register(cast, cast.clerk, pulse="neglected")
    assert "Old news" in only
    assert "Beacon Hill on" not in only


@pytest.mark.clause("QEI-09")
def test_a_site_needs_attention_in_the_register_the_day_somebody_leaves(cast: Cast) -> None:
    live(cast)
    assert "There is only" not in register(cast, cast.clerk)
    cast.senior_leader.leaves_on = cast.today - timedelta(1)
    cast.senior_leader.save()
    page = register(cast, cast.clerk, pulse="attention", status="live")
    assert "There is only 1 of 2 moderators." in page


def test_it_is_filtered_by_status(cast: Cast) -> None:
    live(cast, identity="Going on")
    approved(cast, identity="To come")
    page = register(cast, cast.clerk, status="approved")
    assert "To come" in page
    assert "Going on" not in page
    assert "None is like that" in register(cast, cast.clerk, status="closed")


def test_who_has_a_duty_sees_only_those_sites_and_who_has_none_no_register(cast: Cast) -> None:
    live(cast, identity="Mine")
    other = live(cast, identity="Not mine")
    other.people.filter(person=cast.teacher).delete()
    page = register(cast, cast.teacher)
    assert "Mine" in page
    assert "Not mine" not in page
    assert signed_in(cast.governor).get(reverse("site-list", args=[cast.school.slug])).status_code == 404


def test_ten_times_the_sites_take_as_many_queries(cast: Cast) -> None:
    client, url = signed_in(cast.clerk), reverse("site-list", args=[cast.school.slug])
    counts = []
    for number in (1, 10):
        for one in range(number):
            live(cast, identity=f"Site {number} {one}")
        client.get(url)
        for given in ({}, {"pulse": "healthy"}):
            with CaptureQueriesContext(connection) as asked:
                client.get(url, given)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    with CaptureQueriesContext(connection) as bare:
        client.get(reverse("platform-list", args=[cast.school.slug]))
    assert max(counts) - len(bare) <= 6


def test_a_trusts_officer_sees_the_sites_of_its_schools(cast: Cast) -> None:
    live(cast, identity="Of a school")
    a_role(cast.trust_officer, RoleKind.TRUST_OFFICER, cast.school)
    page = signed_in(cast.trust_officer).get(reverse("site-list", args=[cast.trust.slug])).content.decode()
    assert "Of a school" in page
    assert cast.school.said in page
    assert live_counts([cast.school, cast.other_school], cast.today) == {cast.school.pk: 1}


@pytest.mark.clause("QEI-17")
@pytest.mark.clause("STM-13")
def test_anyone_reads_the_schools_own_accounts_with_their_rules_and_which_are_not_its(cast: Cast) -> None:
    live(cast, terms="You are 13 or over.\nNo personal information.")
    approved(cast, identity="Not yet live")
    a_fake = {"platform": a_platform(cast), "identity": "Beacon Hill Parents", "address": "https://social.example/fake"}
    by = {"entered_by": cast.clerk, "entered_at": cast.at, "found_on": cast.today}
    fake = Impostor.objects.create(school=cast.school, **a_fake, **by)
    page = public(cast)
    assert ADDRESS in page
    assert "You are 13 or over.<br>No personal information." in page
    assert "Not yet live" not in page
    assert "Beacon Hill Parents" in page[page.index("Not ours") :]
    for name in (cast.teacher.name, cast.headteacher.name, "consent"):
        assert name not in page
    fake.gone_on = cast.today
    fake.save()
    assert "Beacon Hill Parents" not in public(cast)


def test_the_public_policies_lead_there(cast: Cast) -> None:
    page = Client().get(reverse("public-policies", args=[cast.school.slug])).content.decode()
    assert reverse("public-accounts", args=[cast.school.slug]) in page


@pytest.mark.clause("HAY-04")
def test_a_school_without_accounts_says_so_and_how_it_speaks_with_families(cast: Cast) -> None:
    rules(cast, has_sites=False, no_sites_why="So.", official_channels="Letters.")
    page = public(cast)
    assert "has no accounts on social media" in page
    assert "Letters." in page


def test_every_shipped_platform_names_its_source_and_the_day_it_was_looked_at() -> None:
    assert len(shipped()) > 5
    assert all(line.source and line.minimum_age >= 13 for line in shipped())


@pytest.mark.clause("QEI-16")
def test_a_school_starts_with_the_list_and_keeps_its_own(cast: Cast) -> None:
    a_platform(cast, "facebook", minimum_age=16)
    client = signed_in(cast.clerk)
    client.post(reverse("platforms-start", args=[cast.school.slug]))
    names = list(Platform.objects.filter(school=cast.school).values_list("name", flat=True))
    assert len(names) == len(shipped())
    assert Platform.objects.get(school=cast.school, name="facebook").minimum_age == 16
    page = client.get(reverse("platform-list", args=[cast.school.slug])).content.decode()
    assert "Add these" not in page
    assert "16 years" in page


def test_a_school_that_takes_a_profile_has_platforms_to_choose_from(cast: Cast) -> None:
    apply_profile(cast.school, profiles.load("qeii"), by=cast.clerk, at=cast.at)
    assert Platform.objects.filter(school=cast.school).count() == len(shipped())


@pytest.mark.clause("STM-11", "ACR-10")
def test_three_schools_that_differ_have_checklists_that_differ(cast: Cast) -> None:
    found = {}
    for name in ("qeii", "acresfield", "st-marys"):
        apply_profile(cast.school, profiles.load(name), by=cast.clerk, at=cast.at)
        row = rules_of(cast.school)
        fields = {"faces": row.faces, "shows_names": row.shows_names, "shows_places": row.shows_places}
        found[name] = {point.name for point in points_of(approved(cast, name, **fields), "going_live")}
    voice, showing = {"who", "official"}, {"no_faces", "no_names", "no_places"}
    assert (found["qeii"] & voice, found["qeii"] & showing) == ({"who"}, set())
    assert (found["acresfield"] & voice, found["st-marys"] & showing) == ({"official"}, showing)


def test_the_clerk_adds_changes_and_ends_a_platform(cast: Cast) -> None:
    client, lists = signed_in(cast.clerk), reverse("platform-list", args=[cast.school.slug])
    today = {"checked_on_day": cast.today.day, "checked_on_month": cast.today.month, "checked_on_year": cast.today.year}
    data: dict[str, Any] = {"name": "Chalkboard", "minimum_age": "13", "source": "Its terms", "token": "", **today}
    assert client.post(reverse("platform-add", args=[cast.school.slug]), data).status_code == 302
    again = client.post(reverse("platform-add", args=[cast.school.slug]), {**data, "name": "CHALKBOARD"})
    assert "is in the list already" in again.content.decode()
    row = Platform.objects.get(school=cast.school)
    url = reverse("platform-change", args=[row.uid])
    old = {**data, "minimum_age": "400", "seen": client.get(url).context["form"]["seen"].value()}
    assert "at most 25" in client.post(url, old).content.decode()
    ahead = {**old, "minimum_age": "16", "checked_on_year": cast.today.year + 1}
    assert "still to come" in client.post(url, ahead).content.decode()
    assert client.post(url, {**old, "minimum_age": "16"}).status_code == 302
    row.refresh_from_db()
    assert row.minimum_age == 16
    client.post(reverse("platform-offer", args=[row.uid]))
    assert "not offered since" in client.get(lists).content.decode()
    client.post(reverse("platform-offer", args=[row.uid]))
    assert "not offered since" not in client.get(lists).content.decode()
    assert signed_in(cast.teacher).get(lists).status_code == 404


def test_terms_looked_at_long_ago_are_said_to_be(cast: Cast) -> None:
    a_platform(cast, checked_on=cast.today - timedelta(400))
    page = signed_in(cast.clerk).get(reverse("platform-list", args=[cast.school.slug])).content.decode()
    assert "more than a year ago" in page
