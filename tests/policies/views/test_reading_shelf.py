"""The shelf, and the desk's cost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.schools.models import RoleKind
from policies.models import Policy, Version
from policies.shelf import PER_PAGE
from policies.transitions import acknowledge, withdraw_policy
from tests.cast import Cast, a_role, signed_in
from tests.policies.shelf import TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import document, said


def address(cast: Cast, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('policy-list', args=[cast.school.slug])}?{query}"


def titles(client: Client, cast: Cast, **asked: str) -> list[str]:
    rows = document(client.get(address(cast, **asked))).xpath("//main//tbody//th/a")
    return [row.text_content() for row in rows]


def queries(client: Client, wanted: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(wanted).status_code == 200
    return len(counted)


def confirm(cast: Cast, version: Version) -> None:
    seen = version.content_hash
    acknowledge(version, words="Yes", statements=TEXT.statements, seen=seen, by=cast.teacher, at=cast.at)


def shelf_of(cast: Cast, count: int) -> None:
    """So many policies in force, some acknowledged, some with a draft under way."""
    for number in range(count):
        version = in_force(cast, a_policy(cast, f"Policy {uuid4().hex[:6]} number {number}"))
        if number % 3 == 0:
            confirm(cast, version)
        if number % 4 == 0:
            a_draft(cast, version.policy)


def test_everybody_sees_what_is_in_force_for_whom_until_when_and_what_they_owe(cast: Cast) -> None:
    version = in_force(cast)
    a_draft(cast, a_policy(cast, "Fire"))
    client = signed_in(cast.teacher)
    page = client.get(address(cast))
    assert titles(client, cast) == ["Keys and visitors"]
    words = said(page)
    assert "Midday supervisors, Teachers" in words
    assert "1 policy" in words
    assert [tag.text_content() for tag in document(page).xpath("//tbody//strong")] == ["Outstanding"]
    assert "Start a policy" not in words
    confirm(cast, version)
    assert "Confirmed" in said(client.get(address(cast)))
    assert "Not asked" in said(signed_in(cast.governor).get(address(cast)))


def test_the_clerk_also_sees_drafts_and_how_many_are_outstanding(cast: Cast) -> None:
    version = in_force(cast)
    a_draft(cast, version.policy)
    a_draft(cast, a_policy(cast, "Fire"))
    client = signed_in(cast.clerk)
    page = document(client.get(address(cast)))
    assert titles(client, cast) == ["Fire", "Keys and visitors"]
    assert "Start a policy" in page.text_content()
    row = page.xpath("//tbody/tr")[1]
    # all whom Cast puts among teachers and midday supervisors, without who left or starts later
    assert row.xpath("td[@data-label='Outstanding']/a/text()") == ["6"]
    assert "Draft" in row.text_content()
    assert "Draft" not in said(signed_in(cast.teacher).get(address(cast)))


def test_the_outstanding_figure_is_that_of_the_policy(cast: Cast) -> None:
    version = in_force(cast)
    confirm(cast, version)
    in_force(cast, a_policy(cast, "Lone working", audience=(cast.midday,)))
    figures = document(signed_in(cast.headteacher).get(address(cast))).xpath("//td[@data-label='Outstanding']/a/text()")
    assert figures == ["5", "1"]


def test_an_overdue_review_is_marked_and_can_be_asked_for(cast: Cast) -> None:
    version = in_force(cast)
    in_force(cast, a_policy(cast, "Lone working"))
    Version.objects.filter(pk=version.pk).update(
        review_on=cast.today.replace(day=1) - timedelta(days=100),
        review_due_on=cast.today - timedelta(days=70),
        review_precision="month",
    )
    client = signed_in(cast.clerk)
    assert titles(client, cast, show="review") == ["Keys and visitors"]
    review = document(client.get(address(cast, show="review"))).xpath("//td[@data-label='Review']")[0]
    month = (cast.today.replace(day=1) - timedelta(days=100)).strftime("%B %Y")
    assert " ".join(review.text_content().split()) == f"{month} Overdue"


def test_the_shelf_filters_by_words_group_and_what_is_mine(cast: Cast) -> None:
    version = in_force(cast)
    in_force(cast, a_policy(cast, "Lone working", audience=(cast.midday,)))
    in_force(cast, a_policy(cast, "Visitors by night", summary="Who has which keys."))
    client = signed_in(cast.teacher)
    assert titles(client, cast, text="keys") == ["Keys and visitors", "Visitors by night"]
    assert titles(client, cast, group=str(cast.midday.uid)) == [
        "Keys and visitors",
        "Lone working",
        "Visitors by night",
    ]
    assert titles(client, cast, group=str(cast.teachers.uid)) == ["Keys and visitors", "Visitors by night"]
    confirm(cast, version)
    assert titles(client, cast, show="mine") == ["Visitors by night"]
    assert "No policy fits" in said(client.get(address(cast, text="unicorn")))


def test_what_a_filter_does_not_know_is_left_out(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.teacher)
    for odd in (
        {"group": "none"},
        {"show": "drafts"},
        {"sort": "owner__user__password"},
        {"page": "9" * 19},
        {"page": "x"},
    ):
        assert titles(client, cast, **odd) == ["Keys and visitors"]


def test_withdrawn_policies_leave_the_shelf_and_the_office_can_ask_for_them(cast: Cast) -> None:
    version = in_force(cast)
    withdraw_policy(version.policy, why="Merged.", by=cast.clerk, at=cast.at)
    assert titles(signed_in(cast.clerk), cast) == []
    assert titles(signed_in(cast.clerk), cast, show="withdrawn") == ["Keys and visitors"]
    assert titles(signed_in(cast.teacher), cast) == []


def test_a_policy_under_way_is_on_the_shelf_of_who_decides_it_only(cast: Cast) -> None:
    policy = a_policy(cast, "Fire")
    a_draft(cast, policy)
    assert titles(signed_in(cast.business_manager), cast) == ["Fire"]
    assert titles(signed_in(cast.teacher), cast) == []
    Policy.objects.filter(pk=policy.pk).update(owner=cast.teacher)
    assert titles(signed_in(cast.teacher), cast) == ["Fire"]


def test_the_shelf_sorts_by_review_date_both_ways(cast: Cast) -> None:
    first, second = in_force(cast), in_force(cast, a_policy(cast, "Lone working"))
    Version.objects.filter(pk=first.pk).update(review_due_on=cast.today + timedelta(days=900))
    client = signed_in(cast.teacher)
    assert titles(client, cast, sort="review") == [str(second.policy), str(first.policy)]
    assert titles(client, cast, sort="-review") == [str(first.policy), str(second.policy)]
    assert titles(client, cast, sort="-title") == [str(second.policy), str(first.policy)]


def test_the_pager_keeps_the_filter_and_a_page_too_far_is_the_last(cast: Cast) -> None:
    for number in range(PER_PAGE + 2):
        a_policy(cast, f"Draft policy {number:02}")
    client = signed_in(cast.clerk)
    assert len(titles(client, cast)) == PER_PAGE
    page = document(client.get(address(cast, text="policy", sort="-title")))
    assert page.xpath("//a[@rel='next']/@href") == ["?text=policy&sort=-title&page=2"]
    assert titles(client, cast, page="2") == [f"Draft policy {PER_PAGE}", f"Draft policy {PER_PAGE + 1}"]
    assert titles(client, cast, page="7") == titles(client, cast, page="2")


def test_an_empty_shelf_says_what_comes_next(cast: Cast) -> None:
    assert "Bring in the policies that are in force already" in said(signed_in(cast.clerk).get(address(cast)))
    assert "Policies appear here as soon as the school brings them in" in said(
        signed_in(cast.teacher).get(address(cast))
    )


def test_another_schools_shelf_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.other_teacher).get(address(cast)).status_code == 404
    assert signed_in(cast.leaver).get(address(cast)).status_code == 404


@pytest.mark.parametrize("role", ["teacher", "clerk"])
def test_the_shelf_asks_at_most_six_queries_whatever_its_size(cast: Cast, role: str) -> None:
    client = signed_in(getattr(cast, role))
    shelf_of(cast, 3)
    few = queries(client, address(cast))
    shelf_of(cast, 27)
    assert queries(client, address(cast)) == few <= 6
    assert queries(client, address(cast, text="number", page="2")) == few


def test_the_desk_asks_the_same_number_of_queries_whatever_is_owed(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    shelf_of(cast, 2)
    few = queries(client, "/")
    shelf_of(cast, 18)
    assert queries(client, "/") == few


def test_a_trust_officer_sees_the_shelf_and_owes_nothing(cast: Cast) -> None:
    in_force(cast)
    page = said(signed_in(cast.trust_officer).get(address(cast)))
    assert "Keys and visitors" in page
    assert "Not asked" in page


def test_the_desk_names_the_next_review_to_the_owner_before_it_is_announced(cast: Cast) -> None:
    version = in_force(cast)
    Version.objects.filter(pk=version.pk).update(review_due_on=cast.today + timedelta(days=100))
    assert "Review of Keys and visitors" in said(signed_in(cast.business_manager).get("/"))
    assert "Dates ahead" not in said(signed_in(cast.teacher).get("/"))
    Version.objects.filter(pk=version.pk).update(review_due_on=cast.today + timedelta(days=30))
    assert "Dates ahead" not in said(signed_in(cast.business_manager).get("/"))


def test_a_new_senior_leader_sees_figures_from_the_day_the_role_begins(cast: Cast) -> None:
    in_force(cast)
    a_role(cast.governor, RoleKind.SENIOR_LEADER, starts_on=cast.today + timedelta(days=1))
    assert not document(signed_in(cast.governor).get(address(cast))).xpath("//td[@data-label='Outstanding']")
    a_role(cast.governor, RoleKind.SENIOR_LEADER)
    assert document(signed_in(cast.governor).get(address(cast))).xpath("//td[@data-label='Outstanding']")
