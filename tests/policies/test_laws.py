"""Which policies cite which law."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.content import ClauseText, Text
from policies.laws import Entry, register, spelt, words_of
from policies.models import Policy, Version
from policies.transitions import set_legal_references, withdraw_policy
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, a_policy, in_force
from tests.policies.views.shown import document, said

TODAY = date(2026, 11, 21)


def citing(cast: Cast, title: str, *clauses: str) -> Version:
    text = tuple(ClauseText(f"Part {n}", f"<p>{words}</p>", str(n)) for n, words in enumerate(clauses, start=1))
    return in_force(cast, a_policy(cast, title), Text(clauses=text))


def laws(cast: Cast, on: date = TODAY) -> dict[str, Entry]:
    versions = Version.objects.filter(school=cast.school, status="in_force")
    return {entry.said: entry for entry in register(versions, Policy.objects.filter(school=cast.school), on)}


def where(entry: Entry) -> list[tuple[str, list[str]]]:
    return [(citing.title, [one.clause for one in citing.mentions]) for citing in entry.policies]


@pytest.mark.clause("QEI-02")
def test_one_law_is_one_line_however_it_is_written(cast: Cast) -> None:
    citing(cast, "Acceptable use", "The Data Protection Act 2018 applies.", "Read the DPA (2018).", "Lock it.")
    citing(cast, "Photographs", "See section 3 of the Data Protection Act, 2018 &amp; the <b>Equality Act</b> 2010.")
    listed = in_force(cast, a_policy(cast, "Visitors")).policy
    set_legal_references(listed, [("Data Protection Act", 2018), ("DPA 2018", None)], by=cast.clerk, at=cast.at)
    found = laws(cast)
    assert list(found) == ["Data Protection Act 2018", "Equality Act 2010"]
    assert where(found["Data Protection Act 2018"]) == [
        ("Acceptable use", ["1 Part 1", "2 Part 2"]),
        ("Photographs", ["1 Part 1"]),
        ("Visitors", [""]),
    ]


@pytest.mark.clause("QEI-02", "ACR-25")
def test_repealed_misdated_and_misspelt_laws_are_named_first(cast: Cast) -> None:
    citing(
        cast,
        "Social media",
        "The Data Protection Act 1998 and the Malicious Communications Act 1998.",
        "The Equlity Act 2010, the Computer Misuse Act 1990, the Beekeepers Act 1911.",
    )
    found = laws(cast)
    assert [(entry.said, entry.state) for entry in found.values()] == [
        ("Data Protection Act 1998", "repealed"),
        ("Equality Act 2010", "misspelt"),
        ("Malicious Communications Act 1998", "misdated"),
        ("Beekeepers Act 1911", "unknown"),
        ("Computer Misuse Act 1990", "known"),
    ]
    assert found["Data Protection Act 1998"].sentence == (
        "No longer in force since 25 May 2018. Its place was taken by the Data Protection Act 2018 and the UK GDPR."
    )
    assert found["Malicious Communications Act 1998"].sentence == (
        "There is none of 1998 in our table; the Act is of 1988."
    )
    assert found["Equality Act 2010"].sentence == "Written “Equlity Act 2010”."
    assert found["Beekeepers Act 1911"].sentence == ""
    assert laws(cast, date(2018, 5, 24))["Data Protection Act 1998"].state == "known"


def test_the_act_of_a_year_is_the_one_named_before_in_the_same_policy(cast: Cast) -> None:
    citing(cast, "Records", "The Data Protection Act 1998 applies.", "Nothing.", "Under the 1998 Act nobody may.")
    citing(cast, "Rights", "Under the 1998 Act nobody may.", "The Human Rights Act 1998 applies.", "The 1989 Act too.")
    found = laws(cast)
    assert where(found["Data Protection Act 1998"]) == [("Records", ["1 Part 1", "3 Part 3"])]
    assert where(found["Human Rights Act 1998"]) == [("Rights", ["2 Part 2"])]
    assert len(found) == 2


def test_a_law_without_its_year_is_the_one_that_the_policy_names_or_the_only_one_there_is(cast: Cast) -> None:
    citing(cast, "Records", "The Data Protection Act 2018 applies.", "The Data Protection Act says so, and the GDPR.")
    citing(cast, "Photographs", "The Data Protection Act says so.", "The Human Rights Act does too.")
    found = laws(cast)
    assert where(found["Data Protection Act 2018"]) == [("Records", ["1 Part 1", "2 Part 2"])]
    assert found["Data Protection Act"].state == "undated"
    assert where(found["Data Protection Act"]) == [("Photographs", ["1 Part 1"])]
    assert found["Human Rights Act 1998"].state == "known"
    assert found["UK GDPR"].state == "known"


def test_guidance_in_a_list_of_laws_is_kept_as_it_is_written(cast: Cast) -> None:
    policy = in_force(cast).policy
    set_legal_references(policy, [("Keeping children safe in education", 2025)], by=cast.clerk, at=cast.at)
    set_legal_references(
        policy, [("Keeping children safe in education", None), ("Education Act", None)], by=cast.clerk, at=cast.at
    )
    found = laws(cast)
    assert (found["Keeping children safe in education"].state, found["Education Act"].state) == ("unknown", "undated")


def test_no_name_runs_on_from_one_block_to_the_next() -> None:
    assert words_of("<ul><li>Education</li><li>Equality Act 2010</li></ul>a &amp; b<br>c") == (
        "Education; Equality Act 2010; a & b; c"
    )
    assert spelt("2018") == "2018"
    assert spelt("2018-05-25") == "25 May 2018"


@pytest.mark.clause("QEI-02")
def test_the_register_leads_to_the_clauses_and_names_the_source_of_what_it_says(cast: Cast) -> None:
    version = citing(cast, "Social media", "The Data Protection Act 1998 and the Human Rights Act 1998.")
    page = signed_in(cast.governor).get(reverse("law-register", args=[cast.school.slug]))
    assert "2 laws are cited by the policies in force; 1 is to be looked at." in said(page)
    links = document(page).xpath("//main//tbody//a/@href")
    assert reverse("clause", args=[version.uid, "1-part-1"]) in links
    assert reverse("policy", args=[version.policy.uid]) in links
    assert "legislation.gov.uk: titles of Acts up to 2011, in a copy of 2023, looked at 21 November 2026" in said(page)
    assert "Written from knowledge; not checked" in said(page)
    rows = document(page).xpath("//main//tbody/tr")
    only = signed_in(cast.governor).get(reverse("law-register", args=[cast.school.slug]), {"show": "look"})
    assert (len(rows), len(document(only).xpath("//main//tbody/tr"))) == (2, 1)


def test_the_register_goes_out_as_a_file(cast: Cast) -> None:
    citing(cast, "=Social media", "The Data Protection Act 1998.")
    where = reverse("law-register-csv", args=[cast.school.slug])
    lines = signed_in(cast.clerk).get(where, {"show": "look"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(
        '"Data Protection Act","1998","No longer in force","No longer in force since 25 May 2018'
    )
    assert '"\'=Social media"' in lines[1]


def test_only_what_is_in_force_and_may_be_seen_is_in_the_register(cast: Cast) -> None:
    gone = citing(cast, "Old", "The Equal Pay Act 1970.")
    withdraw_policy(gone.policy, why="Merged.", by=cast.clerk, at=cast.at)
    draft = a_policy(cast, "Secret plans")
    a_draft(cast, draft, Text(clauses=(ClauseText("Law", "<p>The Fraud Act 2006.</p>", "1"),)))
    set_legal_references(draft, [("Theft Act", 1968)], by=cast.clerk, at=cast.at)
    page = said(signed_in(cast.governor).get(reverse("law-register", args=[cast.school.slug])))
    assert "No law is cited yet" in page
    assert "Theft Act 1968" in said(signed_in(cast.clerk).get(reverse("law-register", args=[cast.school.slug])))
    for person in (cast.teacher, cast.other_clerk):
        for name in ("law-register", "law-register-csv"):
            assert signed_in(person).get(reverse(name, args=[cast.school.slug])).status_code == 404


def test_the_register_asks_the_same_few_queries_whatever_is_cited(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    citing(cast, "First", "The Data Protection Act 1998.")
    few = queries(client, cast)
    for number in range(10):
        citing(cast, f"Policy {number}", "The Equality Act 2010.", "The Fraud Act 2006.")
    assert queries(client, cast) == few <= 10


def queries(client: Client, cast: Any) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(reverse("law-register", args=[cast.school.slug])).status_code == 200
    return len(counted)


def test_a_page_names_a_few_places_and_counts_the_rest(cast: Cast) -> None:
    citing(cast, "Records", *["The Data Protection Act 2018."] * 9)
    page = said(signed_in(cast.clerk).get(reverse("law-register", args=[cast.school.slug])))
    assert "6 Part 6 and 3 more clauses" in page
    assert "7 Part 7" not in page
