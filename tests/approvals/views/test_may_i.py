""" "May I ...?": the school's own answer, where it stands, and the form or the person."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.may_i.questions import BY_KEY
from approvals.models import CitedClause, Kind, Request
from foundation.schools.profiles import load
from foundation.schools.transitions.profiles import apply_profile
from policies.content import ClauseText, Text
from policies.models import Version
from policies.transitions import put_in_force, submit_version
from tests.approvals.asked import HEAD, set_chain
from tests.approvals.sites import rules
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, a_policy, in_force
from tests.policies.views.shown import document, said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.django_db
RULES_TEXT = Text(
    clauses=(
        ClauseText("Own accounts", "<p>Staff decline friend requests from a pupil.</p>", "6"),
        ClauseText("Pictures", "<p>No photographs of pupils on personal pages.</p>", "7"),
    )
)
CHANGED = Text(
    clauses=(
        ClauseText("Own accounts", "<p>A friend request from a pupil is declined.</p>", "4", anchor="6-own-accounts"),
    )
)


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def version(cast: Cast) -> Version:
    """A policy in force that speaks of it."""
    return in_force(cast, a_policy(cast, "Social media"), RULES_TEXT)


def at(cast: Cast, key: str) -> str:
    return reverse("may-i-answer", args=[cast.school.slug, key])


def clause_at(cast: Cast, key: str) -> str:
    return reverse("may-i-clause", args=[cast.school.slug, key])


def lives_as(cast: Cast, name: str) -> None:
    apply_profile(cast.school, load(name), by=cast.clerk, at=cast.at)


def links(page: Any) -> list[str]:
    return [str(one) for one in document(page).xpath("//main//a/@href")]


@pytest.mark.clause("ALL-04")
@pytest.mark.parametrize("name", ["acresfield", "cornerstone", "default", "haymerle", "qeii", "st-marys"])
def test_every_question_has_an_answer_and_a_person_at_every_school(name: str, cast: Cast) -> None:
    lives_as(cast, name)
    client = signed_in(cast.teacher)
    page = client.get(reverse("may-i", args=[cast.school.slug]))
    assert len(BY_KEY) >= 25
    for key in BY_KEY:
        assert at(cast, key) in links(page)
        answer = client.get(at(cast, key))
        assert all(len(words) > 20 for words in answer.context["answer"].words), key
        assert answer.context["whom"][1], key
        assert answer.context["whom"][1][0] in said(answer)


@pytest.mark.clause("ALL-04")
@pytest.mark.parametrize(
    ("key", "here", "words", "there", "others"),
    [
        ("in-my-break", "qeii", "only in your breaks", "st-marys", "on the school's premises or on trips"),
        ("befriend-parent", "st-marys", "neither inviting nor accepting", "acresfield", "It is not advised"),
        ("befriend-parent", "qeii", "conflict of interest", "haymerle", "Never to speak of pupils"),
        ("befriend-ex-pupil", "st-marys", "Not before they are 18", "qeii", "No age is set"),
        ("trip-picture", "st-marys", "No face of a child or of staff", "qeii", "written consent"),
        ("school-post", "acresfield", "Whoever is appointed", "qeii", "Every post is approved"),
        ("own-blog", "acresfield", "needs permission and a disclaimer", "qeii", "Not one that names the school"),
        ("school-device", "cornerstone", "Only when it was approved", "st-marys", "no exception can be asked for"),
        ("own-phone-trip", "st-marys", "it can be approved", "cornerstone", "No exception can be asked for"),
        ("class-account", "qeii", "approved before it is made", "haymerle", "home-school book"),
        ("search-applicant", "acresfield", "save to find candidates", "qeii", "recruitment panel has declared"),
    ],
)
def test_two_schools_answer_as_their_own_rules_have_it(
    key: str, here: str, words: str, there: str, others: str, cast: Cast
) -> None:
    client = signed_in(cast.teacher)
    for name, expected, other in ((here, words, others), (there, others, words)):
        lives_as(cast, name)
        page = said(client.get(at(cast, key)))
        assert expected in page
        assert other not in page


@pytest.mark.clause("ALL-04")
def test_an_answer_leads_to_the_form_with_its_kind_chosen_where_it_can_be_asked_for(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    start = reverse("request-start", args=[cast.school.slug, Kind.OWN_CONTACT])
    assert start not in client.get(at(cast, "own-phone-trip")).content.decode()
    set_chain(cast, HEAD, kind=Kind.OWN_CONTACT)
    form = document(client.get(at(cast, "own-phone-trip"))).xpath(f"//main//form[@action='{start}']")
    assert len(form) == 1
    client.post(start)
    assert Request.objects.get().kind == Kind.OWN_CONTACT
    rules(cast, own_contact="never")
    assert start not in client.get(at(cast, "own-phone-trip")).content.decode()


@pytest.mark.clause("ALL-04")
def test_the_person_is_who_holds_the_role_today(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    assert cast.dsl.name in said(client.get(at(cast, "worried")))
    assert cast.headteacher.name in said(client.get(at(cast, "press")))
    rules(cast, in_doubt="senior_leader")
    assert cast.senior_leader.name in said(client.get(at(cast, "own-phone-picture")))


@pytest.mark.clause("ALL-04")
def test_the_clause_that_the_school_names_is_cited_by_its_permanent_link_and_follows_what_is_in_force(
    cast: Cast, version: Version
) -> None:
    anchor = "6-own-accounts"
    send(signed_in(cast.clerk), clause_at(cast, "befriend-pupil"), clause=f"{version.policy.uid}/{anchor}")
    client = signed_in(cast.teacher)
    page = client.get(at(cast, "befriend-pupil"))
    assert reverse("clause", args=[version.uid, anchor]) in links(page)
    assert "Nobody has said yet" not in said(page)
    newer = put_in_force(
        submit_version(a_draft(cast, version.policy, CHANGED), by=cast.clerk, at=cast.at),
        by=cast.headteacher,
        at=cast.at,
    )
    assert reverse("clause", args=[newer.uid, anchor]) in links(client.get(at(cast, "befriend-pupil")))


@pytest.mark.clause("ALL-04")
def test_where_no_clause_is_named_what_a_search_finds_is_offered_and_said_to_be_that(
    cast: Cast, version: Version
) -> None:
    page = signed_in(cast.teacher).get(at(cast, "befriend-pupil"))
    assert "Nobody has said yet" in said(page)
    assert reverse("clause", args=[version.uid, "6-own-accounts"]) in links(page)
    assert "finds none" in said(signed_in(cast.other_teacher).get(at_other(cast, "befriend-pupil")))


def at_other(cast: Cast, key: str) -> str:
    return reverse("may-i-answer", args=[cast.other_school.slug, key])


def test_a_clause_that_is_gone_from_the_version_in_force_is_cited_no_longer(cast: Cast, version: Version) -> None:
    page = f"{clause_at(cast, 'own-account-picture')}?text=photographs"
    send(signed_in(cast.clerk), page, clause=f"{version.policy.uid}/7-pictures")
    draft = a_draft(cast, version.policy, CHANGED)
    put_in_force(submit_version(draft, by=cast.clerk, at=cast.at), by=cast.headteacher, at=cast.at)
    page = said(signed_in(cast.teacher).get(at(cast, "own-account-picture")))
    assert "Nobody has said yet" in page
    listed = said(signed_in(cast.clerk).get(reverse("may-i-clauses", args=[cast.school.slug])))
    assert "no longer there" in listed


def test_the_clerk_takes_a_clause_back(cast: Cast, version: Version) -> None:
    client = signed_in(cast.clerk)
    send(client, clause_at(cast, "befriend-pupil"), clause=f"{version.policy.uid}/6-own-accounts")
    assert "Social media" in said(client.get(clause_at(cast, "befriend-pupil")))
    send(client, clause_at(cast, "befriend-pupil"), clause="none")
    assert not CitedClause.objects.exists()


def test_what_was_not_found_cannot_be_cited_and_the_clerk_finds_by_other_words(cast: Cast, version: Version) -> None:
    client, page = signed_in(cast.clerk), clause_at(cast, "press")
    chosen = f"{version.policy.uid}/7-pictures"
    assert "Select a valid choice" in said(send(client, page, clause=chosen))
    send(client, f"{page}?text=photographs", clause=chosen)
    assert CitedClause.objects.get().anchor == "7-pictures"


def test_only_who_sets_house_rules_says_which_clause_stands_behind_an_answer(cast: Cast) -> None:
    for who, status in {"teacher": 404, "chair": 404, "other_clerk": 404, "administrator": 200}.items():
        assert signed_in(getattr(cast, who)).get(clause_at(cast, "press")).status_code == status


@pytest.mark.clause("ALL-04")
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("May I befriend a pupil?", "befriend-pupil"),
        ("can I add a former pupil on Instagram", "befriend-ex-pupil"),
        ("be friends with one of the parents", "befriend-parent"),
        ("WhatsApp group with the parents of my class", "parents-group"),
        ("post photos of our trip to the zoo", "trip-picture"),
        ("use my own phone on a trip", "own-phone-trip"),
        ("write a blog that names the school", "own-blog"),
        ("facebook page for my class", "class-account"),
        ("reply to criticism", "criticism"),
        ("be on Facebook in my lunch break", "in-my-break"),
        ("talk to a journalist", "press"),
        ("google a candidate for a job", "search-applicant"),
    ],
)
def test_a_question_in_ones_own_words_finds_the_one_that_is_meant(typed: str, key: str, cast: Cast) -> None:
    page = signed_in(cast.teacher).get(reverse("may-i", args=[cast.school.slug]), {"text": typed})
    assert page.context["fitting"][0].key == key


@pytest.mark.clause("ALL-04")
def test_a_question_that_is_not_listed_finds_clauses_or_leads_to_whom_to_ask(cast: Cast) -> None:
    in_force(cast)
    client, page = signed_in(cast.teacher), reverse("may-i", args=[cast.school.slug])
    found = client.get(page, {"text": "May I lend a key?"})
    assert "Tell the office the same day." in said(found)
    unknown = client.get(page, {"text": "May I keep a goat?"})
    assert "The rules have no answer to that" in said(unknown)
    assert cast.headteacher.name in said(unknown)


def test_what_is_typed_may_be_anything(cast: Cast) -> None:
    client, page = signed_in(cast.teacher), reverse("may-i", args=[cast.school.slug])
    for typed in ("' OR 1=1 --", "\x00\ud800", "!!! & | :*", "<script>alert(1)</script>", "x" * 5000, '"""', "é" * 150):
        answer = client.get(page, {"text": typed.encode("utf-8", "replace").decode()})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert client.get(at(cast, "nothing-of-the-sort")).status_code == 404


def test_everyone_on_the_roll_has_it_in_the_navigation_and_nobody_else(cast: Cast) -> None:
    page = reverse("may-i", args=[cast.school.slug])
    assert f'href="{page}"' in signed_in(cast.teacher).get("/").content.decode()
    for who, status in {
        "teacher": 200,
        "governor": 200,
        "leaver": 404,
        "other_teacher": 404,
        "trust_officer": 404,
    }.items():
        assert signed_in(getattr(cast, who)).get(page).status_code == status


def queries(cast: Cast, url: str) -> int:
    client = signed_in(cast.teacher)
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_an_answer_takes_few_queries_however_many_policies_there_are(cast: Cast, version: Version) -> None:
    set_chain(cast, HEAD, kind=Kind.OWN_CONTACT)
    CitedClause.objects.create(
        school=cast.school, question="own-phone-trip", policy=version.policy, anchor="6-own-accounts"
    )
    frame = queries(cast, reverse("may-i", args=[cast.school.slug]))
    before = queries(cast, at(cast, "own-phone-trip")), queries(cast, at(cast, "press"))
    for number in range(8):
        in_force(cast, a_policy(cast, f"Policy {number}"), RULES_TEXT)
    after = queries(cast, at(cast, "own-phone-trip")), queries(cast, at(cast, "press"))
    assert after == before
    assert before[0] - frame <= 7  # rules, sentences, clause, whom to ask; kinds and their rules for the form


def test_an_answer_that_speaks_of_family_leads_to_telling_of_it_where_the_school_asks(cast: Cast) -> None:
    client, declare = signed_in(cast.teacher), reverse("relationship-declare", args=[cast.school.slug])
    assert declare not in links(client.get(at(cast, "befriend-pupil")))
    lives_as(cast, "qeii")
    assert declare in links(client.get(at(cast, "befriend-pupil")))
    assert declare not in links(client.get(at(cast, "press")))
