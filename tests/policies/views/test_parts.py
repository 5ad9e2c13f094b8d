"""Parts of a policy with a public page of their own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.core.states import NotAllowed
from foundation.documents import store
from foundation.documents.files import open_sealed
from foundation.jobs.runner import run_next
from policies.content import ClauseText, Text
from policies.models import PublishedPart, Version
from policies.transitions import withdraw_policy
from policies.transitions.parts import end_part, part_print, publish_part
from tests.cast import Cast, signed_in
from tests.foundation.documents.pdf_words import words_of
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import document, said


def list_of(cast: Cast) -> str:
    return reverse("public-policies", args=[cast.school.slug])


def page_of(part: PublishedPart, name: str = "public-part") -> str:
    return reverse(name, args=[part.school.slug, part.slug])


def a_part(cast: Cast, version: Version | None = None, anchor: str = "2-lost-keys", title: str = "") -> PublishedPart:
    version = version or in_force(cast)
    return publish_part(version.policy, anchor, title, by=cast.clerk, at=cast.at)


def print_all() -> None:
    while run_next(timezone.now):
        pass


@pytest.mark.clause("STM-03")
def test_the_clerk_publishes_a_clause_by_itself_and_its_page_follows_the_version_in_force(
    cast: Cast, client: Client
) -> None:
    version = in_force(cast)
    clerk, bench = signed_in(cast.clerk), reverse("policy-workbench", args=[version.policy.uid])
    where = reverse("policy-parts", args=[version.policy.uid])
    assert where in clerk.get(bench).content.decode()
    token = document(clerk.get(where)).xpath("//form//input[@name='token']/@value")[0]
    sent = clerk.post(where, {"token": token, "anchor": "2-lost-keys", "title": "Rules for keys"}, follow=True)
    assert "“Rules for keys” has a public page of its own" in said(sent)

    listed = client.get(list_of(cast))
    link = [one for one in document(listed).xpath("//main//a/@href") if "/public-" in one]
    assert link == [f"/{cast.school.slug}/public-parts/rules-for-keys/"]
    page = said(client.get(link[0]))
    assert "Tell the office the same day." in page
    assert "Visitors wear a badge." in page  # the clause below it
    assert "Why we have this policy" not in page
    assert "Keys and visitors" not in page  # the policy itself is the school's own

    print_all()
    pdf = client.get(f"{link[0]}pdf/")
    assert pdf.headers["Content-Type"] == "application/pdf"
    words = words_of(pdf.content)
    assert "Rulesforkeys" in words
    assert "Telltheofficethesameday." in words
    assert "Whywehavethispolicy" not in words
    assert "Open as PDF" in said(client.get(link[0]))

    in_force(cast, version.policy, OTHER_TEXT)
    page = said(client.get(link[0]))
    assert "Tell the office within the hour." in page
    assert "same day" not in page
    assert client.get(f"{link[0]}pdf/").status_code == 503  # never the print of the text before
    print_all()
    assert "withinthehour" in words_of(client.get(f"{link[0]}pdf/").content)


@pytest.mark.clause("STM-03")
def test_a_part_is_taken_off_and_its_page_is_gone(cast: Cast, client: Client) -> None:
    part = a_part(cast)
    clerk = signed_in(cast.clerk)
    assert "Lost keys" in said(client.get(list_of(cast)))
    done = clerk.post(reverse("part-end", args=[part.uid]), {"token": ""}, follow=True)
    assert "has no public page of its own any more" in said(done)
    for name in ("public-part", "public-part-pdf"):
        assert client.get(page_of(part, name)).status_code == 404
    assert "No policies are published here yet" in said(client.get(list_of(cast)))
    again = clerk.post(reverse("part-end", args=[part.uid]), {"token": ""}, follow=True)
    assert "not published any more" in said(again)
    assert a_part(cast, Version.objects.get()).slug == part.slug  # its address is free again


def test_a_part_whose_clause_is_gone_has_no_page_and_the_clerk_is_told(cast: Cast, client: Client) -> None:
    part = a_part(cast, anchor="21-visitors")
    assert client.get(page_of(part)).status_code == 200
    in_force(cast, part.policy, OTHER_TEXT)
    assert client.get(page_of(part)).status_code == 404
    assert "Visitors" not in said(client.get(list_of(cast)))
    page = said(signed_in(cast.clerk).get(reverse("policy-parts", args=[part.policy.uid])))
    assert "The clause is not in the version in force" in page
    assert "“Visitors” has no public page" in said(signed_in(cast.headteacher).get("/"))
    assert "has no public page" not in said(signed_in(cast.business_manager).get("/"))
    print_all()
    assert part_print(part, Version.objects.get(status="in_force")) is None
    in_force(cast, part.policy, TEXT_AGAIN)
    assert client.get(page_of(part)).status_code == 200
    assert "has no public page" not in said(signed_in(cast.clerk).get("/"))


TEXT_AGAIN = Text(clauses=(ClauseText("Visitors", "<p>They wear a badge.</p>", "1", anchor="21-visitors"),))


def test_a_part_of_a_public_policy_leads_to_it_and_one_withdrawn_is_gone(cast: Cast, client: Client) -> None:
    version = in_force(cast, a_policy(cast, is_public=True))
    part = a_part(cast, version)
    assert (
        reverse("public-policy", args=[cast.school.slug, version.policy.slug])
        in client.get(page_of(part)).content.decode()
    )
    assert "From Keys and visitors" in said(client.get(list_of(cast)))
    withdraw_policy(version.policy, why="Merged.", by=cast.clerk, at=cast.at)
    assert client.get(page_of(part)).status_code == 404


def test_only_a_clause_in_force_is_published_and_only_once(cast: Cast) -> None:
    version = in_force(cast)
    with pytest.raises(NotAllowed, match="Only a clause of the version in force"):
        publish_part(version.policy, "no-such", by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="Only a clause of the version in force"):
        publish_part(a_draft(cast, a_policy(cast, "Fire")).policy, "1-purpose", by=cast.clerk, at=cast.at)
    part = a_part(cast, version)
    with pytest.raises(NotAllowed, match="already"):
        a_part(cast, version)
    other = a_part(cast, in_force(cast, a_policy(cast, "Bicycles"), TEXT))
    assert (part.slug, other.slug) == ("lost-keys", "lost-keys-2")
    end_part(part, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="any more"):
        end_part(part, by=cast.clerk, at=cast.at)


def test_a_clause_that_is_not_offered_is_refused_in_words_and_nothing_typed_is_lost(cast: Cast) -> None:
    version = in_force(cast)
    where = reverse("policy-parts", args=[version.policy.uid])
    page = signed_in(cast.clerk).post(where, {"token": "", "anchor": "nothing", "title": "House rules"})
    assert "Choose a clause in force that is not published by itself yet" in said(page)
    assert 'value="House rules"' in page.content.decode()
    a_part(cast, version)
    page = signed_in(cast.clerk).post(where, {"token": "", "anchor": "2-lost-keys", "title": "House rules"})
    assert "that is not published by itself yet" in said(page)


def test_only_clerk_and_headteacher_publish_parts(cast: Cast) -> None:
    part = a_part(cast)
    where = reverse("policy-parts", args=[part.policy.uid])
    for person in (cast.business_manager, cast.teacher, cast.other_clerk):  # the business manager owns the policy
        assert signed_in(person).get(where).status_code == 404
        assert signed_in(person).post(reverse("part-end", args=[part.uid])).status_code == 404
    assert signed_in(cast.headteacher).get(where).status_code == 200


def test_a_print_that_is_gone_is_answered_with_a_sentence(cast: Cast, client: Client) -> None:
    part = a_part(cast)
    assert client.get(page_of(part, "public-part-pdf")).status_code == 503
    print_all()
    kept = part_print(part, Version.objects.get())
    assert kept is not None
    assert client.get(page_of(part, "public-part-pdf")).content == open_sealed(kept)
    store.remove(kept.uid)
    broken = client.get(page_of(part, "public-part-pdf"))
    assert broken.status_code == 503
    assert "missing from the store" in said(broken)


def test_the_public_list_asks_the_same_queries_whatever_is_published(cast: Cast, client: Client) -> None:
    a_part(cast, in_force(cast, a_policy(cast, is_public=True)))
    few = queries(client, cast)
    for number in range(9):
        a_part(cast, in_force(cast, a_policy(cast, f"Bicycles {number}", is_public=True)))
    assert queries(client, cast) == few <= 6


def queries(client: Client, cast: Cast) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(list_of(cast), {"text": "keys"}).status_code == 200
    return len(counted)
