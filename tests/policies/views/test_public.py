"""What anyone reads without signing in."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.documents import store
from foundation.documents.files import open_sealed
from foundation.jobs.runner import run_next
from policies.content import ClauseText, Text
from policies.models import Policy, Version
from policies.transitions import change_policy, set_related, withdraw_policy
from policies.transitions.drafting import PolicyFacts
from policies.transitions.printing import public_print
from tests.cast import Cast, signed_in
from tests.policies.shelf import OTHER_TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import document, said


def published(cast: Cast, title: str = "Keys and visitors") -> Version:
    return in_force(cast, a_policy(cast, title, is_public=True))


def list_of(cast: Cast) -> str:
    return reverse("public-policies", args=[cast.school.slug])


def address(version: Version, name: str = "public-policy") -> str:
    return reverse(name, args=[version.school.slug, version.policy.slug])


@pytest.mark.clause("STM-02")
def test_anyone_reads_the_current_public_policies_of_a_school(cast: Cast, client: Client) -> None:
    version = published(cast)
    page = client.get(list_of(cast))
    assert "Keys and visitors" in said(page)
    assert "Beacon Hill Primary School" in said(page)
    assert "For staff: sign in" in said(page)
    assert cast.school.colour in page.content.decode()
    links = document(page).xpath("//main//a/@href")
    also = ("public-accounts", "public-report")
    assert links == [address(version), *(reverse(name, args=[cast.school.slug]) for name in also)]
    shown = client.get(links[0])
    assert "Tell the office the same day." in said(shown)
    assert document(shown).xpath("//nav[@aria-label='Contents']//a/@href")[0] == "#1-purpose"
    assert "max-age" in shown.headers["Cache-Control"]


@pytest.mark.clause("STM-02")
def test_the_address_of_a_public_policy_stays_over_new_versions_and_a_new_title(cast: Cast, client: Client) -> None:
    version = published(cast)
    where = address(version)
    newer = in_force(cast, version.policy, OTHER_TEXT)
    facts = PolicyFacts("Keys", cast.clerk, "body", cast.governing_body, is_public=True, audience=(cast.teachers,))
    change_policy(newer.policy, facts, by=cast.clerk, at=cast.at)
    page = said(client.get(where))
    assert "Tell the office within the hour." in page
    assert "same day" not in page


@pytest.mark.clause("STM-02")
def test_the_public_print_is_kept_and_names_no_owner(cast: Cast, client: Client) -> None:
    version = published(cast)
    assert "Open as PDF" not in said(client.get(address(version)))
    early = client.get(address(version, "public-policy-pdf"))
    assert early.status_code == 503
    assert "is being made" in said(early)
    assert run_next(lambda: cast.at)
    assert "Open as PDF" in said(client.get(address(version)))
    answer = client.get(address(version, "public-policy-pdf"))
    kept = public_print(version)
    assert kept is not None
    assert answer.content == open_sealed(kept)
    assert answer.headers["Content-Type"] == "application/pdf"
    version.refresh_from_db()
    assert version.printed is not None
    assert kept.sha256 != version.printed.sha256


def test_a_public_print_that_is_gone_is_answered_with_a_sentence(cast: Cast, client: Client) -> None:
    version = published(cast)
    assert run_next(lambda: cast.at)
    kept = public_print(version)
    assert kept is not None
    store.remove(kept.uid)
    answer = client.get(address(version, "public-policy-pdf"))
    assert answer.status_code == 503
    assert "missing from the store" in said(answer)


def test_a_policy_that_is_not_public_is_not_found(cast: Cast, client: Client) -> None:
    hidden = in_force(cast)
    draft = a_draft(cast, a_policy(cast, "Fire", is_public=True))
    withdrawn = published(cast, "Lone working")
    withdraw_policy(withdrawn.policy, why="Merged.", by=cast.clerk, at=cast.at)
    for version in (hidden, draft, withdrawn):
        for name in ("public-policy", "public-policy-pdf"):
            assert client.get(address(version, name)).status_code == 404
            assert signed_in(cast.clerk).get(address(version, name)).status_code == 404
    page = said(client.get(list_of(cast)))
    assert "No policies are published here yet" in page
    assert client.get(reverse("public-policies", args=["no-such-school"])).status_code == 404
    elsewhere = reverse("public-policy", args=[cast.other_school.slug, published(cast, "Bicycles").policy.slug])
    assert client.get(elsewhere).status_code == 404


def test_the_public_sees_no_draft_no_owner_and_no_policy_of_the_school_alone(cast: Cast, client: Client) -> None:
    version = published(cast)
    in_force(cast, a_policy(cast, "Lockdown"))
    other = published(cast, "Bicycles")
    set_related(version.policy, ["Lockdown", "Bicycles", "Code of practice"], by=cast.clerk, at=cast.at)
    a_draft(cast, version.policy, Text(clauses=(ClauseText("Secret plans", "<p>Not yet.</p>", "1"),)))
    page = client.get(address(version))
    words = said(page)
    assert "Bicycles" in words
    assert address(other) in page.content.decode()
    assert "Code of practice" in words
    for private in ("Lockdown", "Secret plans", "Bela", "Clara", "Teachers", "workbench"):
        assert private not in words


def test_who_is_signed_in_finds_the_way_to_their_desk(cast: Cast) -> None:
    version = published(cast)
    page = said(signed_in(cast.teacher).get(address(version)))
    assert "Your desk" in page
    assert "For staff: sign in" not in page


def test_the_public_list_asks_the_same_number_of_queries_whatever_its_length(cast: Cast, client: Client) -> None:
    counts = []
    for number in (2, 18):
        for each in range(number):
            published(cast, f"Policy {number} {each}")
        with CaptureQueriesContext(connection) as asked:
            client.get(list_of(cast))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 3
    assert Policy.objects.count() == 20


def test_the_public_writes_nothing(cast: Cast, client: Client) -> None:
    version = published(cast)
    for where in (list_of(cast), address(version), address(version, "public-policy-pdf")):
        with CaptureQueriesContext(connection) as asked:
            client.get(where)
        assert not [query for query in asked if not query["sql"].startswith("SELECT")]
        assert client.post(where).status_code == 405
