"""Finding a clause, pointing at it for good, comparing two versions."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.content import ClauseText, Text
from policies.models import Version
from policies.search import LAST_PAGE, PER_PAGE, understands_forms
from policies.transitions import change_policy, withdraw_policy
from policies.transitions.drafting import PolicyFacts
from tests.cast import Cast, signed_in
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import document, said

HOSTILE = {
    "quotes": "\"'`” OR 1=1; --",
    "open quotation": '"tell the',
    "percent": "100% _ %",
    "underscore": "k_ys",
    "nul": "ke\0ys",
    "operators": "keys & !office | (lend):* <-> \\",
    "minus": "-keys",
    "markup": "<script>alert(1)</script>",
    "only signs": "!!! *** ???",
    "surrogate": "ke\ud800ys",
}


def address(cast: Cast, text: str = "", **more: str) -> str:
    return reverse("policy-search", args=[cast.school.slug]) + ("?" if text or more else "")


def found(client: Client, cast: Cast, text: str, **more: str) -> list[str]:
    """The headings of the clauses that were found."""
    page = client.get(reverse("policy-search", args=[cast.school.slug]), {"text": text, **more})
    assert page.status_code == 200
    titles = document(page).xpath("//ol[contains(@class, 'app-found')]//h3")
    return [" ".join(title.text_content().split()) for title in titles]


def test_a_clause_is_found_and_the_words_are_marked_in_it(cast: Cast) -> None:
    version = in_force(cast)
    client = signed_in(cast.teacher)
    page = client.get(reverse("policy-search", args=[cast.school.slug]), {"text": "office day"})
    hit = document(page).xpath("//ol[contains(@class, 'app-found')]/li")
    assert len(hit) == 1
    assert [mark.text_content() for mark in hit[0].xpath(".//mark")] == ["office", "day"]
    links = hit[0].xpath(".//a/@href")
    assert links == [
        f"{reverse('policy', args=[version.policy.uid])}#2-lost-keys",
        reverse("clause", args=[version.uid, "2-lost-keys"]),
    ]
    assert "1 clause" in said(page)
    assert "Keys and visitors, version 1.0" in said(page)


def test_all_words_have_to_stand_in_one_clause_and_those_in_quotation_marks_together(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.teacher)
    assert found(client, cast, "office badge") == []
    assert found(client, cast, '"lend a key"') == ["2 Lost keys"]
    assert found(client, cast, '"key lend"') == []


def test_tags_are_not_words_and_what_is_escaped_is_found_as_it_reads(cast: Cast) -> None:
    clause = ClauseText("Bread & butter", '<p>Eat <strong>fish &amp; chips</strong> <a href="/li">here</a>.</p>', "1")
    in_force(cast, text=Text(clauses=(clause,)))
    client = signed_in(cast.teacher)
    assert found(client, cast, "strong") == found(client, cast, "href") == []
    page = client.get(reverse("policy-search", args=[cast.school.slug]), {"text": "fish"})
    assert "fish & chips" in said(page)
    assert "Bread & butter" in said(page)


def test_a_clause_whose_title_says_it_stands_first(cast: Cast) -> None:
    clauses = (
        ClauseText("First", "<p>A badge is worn by all visitors at all times in the building.</p>", "1"),
        ClauseText("Badge", "<p>It is yellow.</p>", "2"),
    )
    in_force(cast, text=Text(clauses=clauses))
    assert found(signed_in(cast.teacher), cast, "badge") == ["2 Badge", "1 First"]


def test_a_word_is_found_in_its_other_forms_or_the_page_says_that_it_is_not(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.teacher)
    page = client.get(reverse("policy-search", args=[cast.school.slug]), {"text": "telling lending"})
    if understands_forms():
        assert found(client, cast, "telling lending") == ["2 Lost keys"]
        assert "This installation finds letters as they are typed" not in said(page)
    else:
        assert found(client, cast, "telling lending") == []
        assert "This installation finds letters as they are typed" in said(page)


def test_what_one_may_not_see_is_neither_found_nor_counted(cast: Cast) -> None:
    version = in_force(cast)
    a_draft(cast, version.policy, OTHER_TEXT)
    secret = Text(clauses=(ClauseText("Lost keys of the safe", "<p>Never tell the office.</p>", "1"),))
    a_draft(cast, a_policy(cast, "Secret plans about the office"), secret)
    teacher, clerk = signed_in(cast.teacher), signed_in(cast.clerk)
    assert found(teacher, cast, "office", earlier="on") == ["2 Lost keys"]
    page = said(teacher.get(reverse("policy-search", args=[cast.school.slug]), {"text": "office", "earlier": "on"}))
    assert "1 clause" in page
    assert "Secret" not in page
    assert sorted(found(clerk, cast, "office", earlier="on")) == [
        "1 Lost keys of the safe",
        "2 Lost keys",
        "2 Lost keys",
    ]
    assert found(clerk, cast, "office") == ["2 Lost keys"]
    assert signed_in(cast.other_teacher).get(reverse("policy-search", args=[cast.school.slug])).status_code == 404


def test_earlier_versions_are_found_when_asked_for_and_marked(cast: Cast) -> None:
    version = in_force(cast)
    in_force(cast, version.policy, OTHER_TEXT)
    client = signed_in(cast.teacher)
    assert found(client, cast, "badge") == []
    assert found(client, cast, "badge", earlier="on") == ["2.1 Visitors"]
    page = client.get(reverse("policy-search", args=[cast.school.slug]), {"text": "badge", "earlier": "on"})
    assert "Superseded" in said(page)
    assert f"{reverse('version', args=[version.uid])}#21-visitors" in page.content.decode()


def test_a_policy_whose_own_title_says_it_is_named_too(cast: Cast) -> None:
    in_force(cast, a_policy(cast, "Bicycles"))
    page = signed_in(cast.teacher).get(reverse("policy-search", args=[cast.school.slug]), {"text": "bicycles"})
    assert "No clause says that" not in said(page)
    assert document(page).xpath("//main//h3/a/text()") == ["Bicycles"]
    nothing = signed_in(cast.teacher).get(reverse("policy-search", args=[cast.school.slug]), {"text": "unicorn"})
    assert "No clause says that" in said(nothing)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_answered_and_shown_escaped(name: str, cast: Cast, client: Client) -> None:
    in_force(cast, a_policy(cast, is_public=True))
    text = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for browser, where in ((signed_in(cast.teacher), "policy-search"), (client, "public-policies")):
        page = browser.get(reverse(where, args=[cast.school.slug]), {"text": text})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_signs_in_words_are_letters_and_not_a_pattern(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.teacher)
    assert found(client, cast, "ke\0ys") == ["2 Lost keys"]
    for pattern in ("o%e", "of_ice", "off.ce", "k*"):
        assert found(client, cast, pattern) == []


def test_five_thousand_characters_are_answered_with_a_sentence_and_kept(cast: Cast, client: Client) -> None:
    in_force(cast, a_policy(cast, is_public=True))
    text = "badger " * 715
    for browser, where in ((signed_in(cast.teacher), "policy-search"), (client, "public-policies")):
        page = browser.get(reverse(where, args=[cast.school.slug]), {"text": text})
        assert page.status_code == 200
        assert "Write at most 100 letters" in said(page)
        assert text.strip() in page.content.decode()


def test_pages_of_what_was_found_and_numbers_that_are_none(cast: Cast) -> None:
    clauses = tuple(ClauseText(f"Badge {number}", "<p>Wear it.</p>", str(number)) for number in range(PER_PAGE + 3))
    in_force(cast, text=Text(clauses=clauses))
    client = signed_in(cast.teacher)
    assert len(found(client, cast, "badge")) == PER_PAGE
    assert len(found(client, cast, "badge", page="2")) == 3
    for odd in ("x", "-1", "0", "9" * 30, str(LAST_PAGE), "²"):
        assert found(client, cast, "badge", page=odd)


def test_the_search_asks_the_same_few_queries_whatever_it_finds(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    in_force(cast)
    few = queries(client, cast)
    for number in range(10):
        in_force(cast, a_policy(cast, f"Keys {number}"))
    assert queries(client, cast) == few <= 10


def queries(client: Client, cast: Cast) -> int:
    with CaptureQueriesContext(connection) as counted:
        page = client.get(reverse("policy-search", args=[cast.school.slug]), {"text": "keys", "earlier": "on"})
    assert page.status_code == 200
    return len(counted)


def test_the_public_finds_what_is_public_and_in_force_and_nothing_else(cast: Cast, client: Client) -> None:
    version = in_force(cast, a_policy(cast, is_public=True))
    in_force(cast, a_policy(cast, "Lockdown"), Text(clauses=(ClauseText("Office", "<p>Lock the office.</p>", "1"),)))
    a_draft(cast, version.policy, OTHER_TEXT)
    page = client.get(reverse("public-policies", args=[cast.school.slug]), {"text": "office"})
    assert "1 clause says “office”" in said(page)
    assert "Lock the" not in said(page)
    link = document(page).xpath("//ol[contains(@class, 'app-found')]//a/@href")
    assert link == [f"{reverse('public-policy', args=[cast.school.slug, version.policy.slug])}#2-lost-keys"]
    assert "No clause says that" in said(
        client.get(reverse("public-policies", args=[cast.school.slug]), {"text": "unicorn"})
    )


@pytest.mark.clause("QEI-01")
def test_a_link_to_a_clause_keeps_showing_it_as_it_stood(cast: Cast) -> None:
    version = in_force(cast)
    client = signed_in(cast.teacher)
    read = document(client.get(reverse("policy", args=[version.policy.uid])))
    link = read.xpath("//section[@id='2-lost-keys']//a[contains(@class, 'app-clause__link')]/@href")[0]
    words = said(client.get(link))
    assert "Tell the office the same day." in words
    assert "Visitors wear a badge." in words
    assert "Why we have this policy" not in words
    assert "which is in force" in words
    newer = in_force(cast, version.policy, OTHER_TEXT)
    page = client.get(link)
    assert "Tell the office the same day." in said(page)
    assert "within the hour" not in said(page)
    assert "Version 2.0 is in force now." in said(page)
    assert reverse("clause", args=[newer.uid, "2-lost-keys"]) in page.content.decode()
    assert reverse("version-changes", args=[newer.uid, version.uid]) in page.content.decode()
    gone = said(client.get(reverse("clause", args=[version.uid, "21-visitors"])))
    assert "The clause is not in version 2.0" in gone
    assert client.get(reverse("clause", args=[version.uid, "no-such-clause"])).status_code == 404


def test_a_link_to_a_clause_of_a_draft_is_for_who_may_see_the_draft(cast: Cast) -> None:
    draft = a_draft(cast)
    link = reverse("clause", args=[draft.uid, "2-lost-keys"])
    assert signed_in(cast.teacher).get(link).status_code == 404
    assert "These words are not in force" in said(signed_in(cast.clerk).get(link))


@pytest.mark.clause("QEI-01")
def test_the_public_opens_a_clause_as_it_stood_while_the_policy_is_public(cast: Cast, client: Client) -> None:
    version = in_force(cast, a_policy(cast, is_public=True))
    read = document(client.get(reverse("public-policy", args=[cast.school.slug, version.policy.slug])))
    link = read.xpath("//section[@id='2-lost-keys']//a[contains(@class, 'app-clause__link')]/@href")[0]
    assert "Tell the office the same day." in said(client.get(link))
    in_force(cast, version.policy, OTHER_TEXT)
    page = said(client.get(link))
    assert "Tell the office the same day." in page
    assert "Version 2.0 is in force now." in page
    inside = signed_in(cast.teacher).get(reverse("clause", args=[version.uid, "2-lost-keys"])).content.decode()
    assert link in inside
    withdraw_policy(version.policy, why="Merged.", by=cast.clerk, at=cast.at)
    assert "The policy was withdrawn on" in said(client.get(link))
    make_public(cast, version, is_public=False)
    assert client.get(link).status_code == 404


def test_what_never_was_public_does_not_become_so_with_the_next_version(cast: Cast, client: Client) -> None:
    private = in_force(cast)
    draft_link = public(a_draft(cast, private.policy, OTHER_TEXT))
    assert client.get(public(private)).status_code == 404
    Version.objects.filter(policy=private.policy, status="draft").delete()
    newer = in_force(cast, private.policy, OTHER_TEXT)
    make_public(cast, newer, is_public=True)
    assert client.get(public(newer)).status_code == 200
    assert client.get(public(private)).status_code == 404
    assert client.get(draft_link).status_code == 404
    in_force(cast, private.policy, TEXT)
    assert client.get(public(newer)).status_code == 200


def public(version: Version) -> str:
    return reverse("public-clause", args=[version.school.slug, version.policy.slug, version.uid, "2-lost-keys"])


def make_public(cast: Cast, version: Version, *, is_public: bool) -> None:
    facts = PolicyFacts("Keys and visitors", cast.clerk, "body", is_public=is_public, audience=(cast.teachers,))
    change_policy(version.policy, facts, by=cast.clerk, at=cast.at)


def test_any_two_versions_are_chosen_and_laid_side_by_side(cast: Cast) -> None:
    first = in_force(cast)
    second = in_force(cast, first.policy, OTHER_TEXT)
    third = in_force(cast, first.policy, TEXT)
    client = signed_in(cast.teacher)
    where = reverse("policy-compare", args=[first.policy.uid])
    assert where in client.get(reverse("policy", args=[first.policy.uid])).content.decode()
    offered = document(client.get(where)).xpath("//select[@name='old']/option/text()")
    assert [one.strip() for one in offered] == [
        "Version 3.0: In force",
        "Version 2.0: Superseded",
        "Version 1.0: Superseded",
    ]
    answer = client.get(where, {"old": str(first.uid), "new": str(third.uid)})
    assert answer["Location"] == reverse("version-changes", args=[third.uid, first.uid])
    assert "Both versions have the same words" in said(client.get(answer["Location"]))
    answer = client.get(where, {"old": str(first.uid), "new": str(second.uid)})
    assert "within the hour" in said(client.get(answer["Location"]))


def test_two_of_the_same_or_one_that_is_not_offered_is_answered_in_words(cast: Cast) -> None:
    version = in_force(cast)
    client = signed_in(cast.teacher)
    where = reverse("policy-compare", args=[version.policy.uid])
    assert "There is nothing to compare yet" in said(client.get(where))
    draft = a_draft(cast, version.policy, OTHER_TEXT)
    assert "There is nothing to compare yet" in said(client.get(where))
    assert "Version 2.0: Draft" in said(signed_in(cast.clerk).get(where))
    newer = in_force(cast, a_policy(cast, "Bicycles"))
    clerk = signed_in(cast.clerk)
    same = {"old": str(draft.uid), "new": str(draft.uid)}
    assert "Choose two different versions" in said(clerk.get(where, same))
    for odd in (str(newer.uid), "x", "'"):
        page = clerk.get(where, {"old": odd, "new": str(draft.uid)})
        assert page.status_code == 200
        assert "Choose one of the versions in the list" in said(page)
