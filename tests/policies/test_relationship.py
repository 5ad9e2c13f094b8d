"""The private declaration of family relationships: for headteacher, safeguarding lead and oneself (STM-18, QEI-27)."""

from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry, Look
from foundation.core.keyring import closed_with
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from foundation.schools.profiles import load
from policies.models import PeopleRules, Relationship, RelationshipEntry
from policies.sealed import unseal
from policies.transitions.relationship import declare_relationship, end_relationship, update_relationship
from tests.access.database import holds
from tests.cast import Cast, a_person, a_role, signed_in
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.clause("STM-18", "QEI-27")
WORDS = {"relation": "My niece Quokkabelle", "platform": "Quokkabook", "since": "Quokkatide"}
RULE = "Family is excepted. Tell us here."


@pytest.fixture(autouse=True)
def _rules(cast: Cast) -> None:
    PeopleRules.objects.create(school=cast.school, relationships=RULE)


@pytest.fixture
def kept(cast: Cast) -> Relationship:
    return declare_relationship(cast.school, WORDS, by=cast.teacher, at=cast.at)


def of(row: Relationship, name: str = "relationship") -> str:
    return reverse(name, args=[row.uid])


def test_a_member_of_staff_declares_one_and_two_people_can_read_it(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    assert RULE in said(client.get(reverse("relationship-own")))
    page = send(client, reverse("relationship-declare", args=[cast.school.slug]), **WORDS)
    assert "can read it, and nobody else" in said(page)
    row = Relationship.objects.get()
    for who in (cast.headteacher, cast.dsl):
        reader = signed_in(who)
        assert "A private declaration was made or changed" in said(reader.get("/"))
        assert "Tessa Teacher" in said(reader.get(reverse("relationship-list", args=[cast.school.slug])))
        page = said(reader.get(of(row)))
        assert all(words in page for words in WORDS.values())
        assert "A private declaration was made" not in said(reader.get("/"))
    assert "My niece Quokkabelle" in said(client.get(of(row)))


def test_it_is_for_nobody_else_whatever_their_role(cast: Cast, kept: Relationship) -> None:
    for who in (
        *("clerk", "chair", "governor", "business_manager", "administrator", "senior_leader", "line_manager"),
        *("leaver", "starter", "trust_officer", "other_headteacher", "other_clerk"),
    ):
        client = signed_in(getattr(cast, who))
        assert client.get(of(kept)).status_code == 404, who
        assert client.get(reverse("relationship-list", args=[cast.school.slug])).status_code == 404, who
        assert client.post(of(kept, "relationship-end"), {}).status_code == 404, who
        if who != "other_headteacher":  # of another school, with its own list in the menu
            assert "declaration" not in said(client.get("/")).lower(), who
    assert Client().get(of(kept)).status_code == 302


def test_headteacher_and_safeguarding_lead_read_it_and_do_not_change_it(cast: Cast, kept: Relationship) -> None:
    for who in (cast.headteacher, cast.dsl):
        assert signed_in(who).get(of(kept, "relationship-update")).status_code == 404
    with pytest.raises(NotAllowed, match="Only who declared it"):
        update_relationship(kept, WORDS, by=cast.headteacher, at=cast.at)


def test_every_opening_is_kept_and_shown(cast: Cast, kept: Relationship) -> None:
    signed_in(cast.dsl).get(of(kept))
    signed_in(cast.dsl).get(reverse("relationship-list", args=[cast.school.slug]))
    page = said(signed_in(cast.teacher).get(of(kept)))
    assert "Dana Safeguarding-Lead," in page
    looks = Look.objects.filter(by_uid=cast.dsl.uid)
    assert set(looks.values_list("about_uid", "how")) == {
        (kept.uid, "opened"),
        (cast.school.uid, "listed relationships"),
    }
    assert Look.objects.filter(by_uid=cast.teacher.uid, about_uid=kept.uid).exists()


def test_a_change_and_the_end_are_added_and_nothing_is_overwritten(cast: Cast, kept: Relationship) -> None:
    client = signed_in(cast.teacher)
    send(client, of(kept, "relationship-update"), relation="My niece, now in year 5", platform="None", since="May")
    send(client, of(kept, "relationship-end"), why="She has left the school.")
    entries = list(RelationshipEntry.objects.filter(relationship=kept))
    assert [entry.kind for entry in entries] == ["declared", "updated", "ended"]
    assert unseal(entries[0]) == WORDS
    page = said(client.get(of(kept)))
    assert "My niece Quokkabelle" in page
    assert "My niece, now in year 5" in page
    assert "She has left the school." in page
    assert "Say that it has ended" not in page
    with pytest.raises(NotAllowed, match="ended this already"):
        end_relationship(kept, {"why": ""}, by=cast.teacher, at=cast.at)
    assert "A private declaration was made or changed" in said(signed_in(cast.dsl).get("/"))


def test_the_words_stand_nowhere_but_sealed(cast: Cast, kept: Relationship) -> None:
    for words in WORDS.values():
        assert not holds(words)
    payloads = Entry.objects.filter(about_uid=kept.uid).values_list("verb", "payload")
    assert [verb for verb, _ in payloads] == ["relationship_declared"]
    assert "Quokka" not in payloads[0][1]
    assert not Notice.objects.filter(about__icontains="relationship").exists()


def test_what_cannot_be_opened_is_said_to_be_so(cast: Cast, kept: Relationship) -> None:
    other = declare_relationship(cast.school, WORDS, by=cast.teacher, at=cast.at)
    sealed = RelationshipEntry.objects.get(relationship=kept).sealed
    RelationshipEntry.objects.filter(relationship=other).update(sealed=sealed)
    page = signed_in(cast.teacher).get(of(other))
    assert page.status_code == 200
    assert "cannot be opened" in said(page)
    assert "Quokka" not in said(page)


def test_the_key_in_use_is_given_to_what_an_older_one_closed(
    cast: Cast, kept: Relationship, settings: LazySettings
) -> None:
    settings.KEYS = {"newer": b"k" * 32, **settings.KEYS}
    told = StringIO()
    call_command("rotate_sealed", stdout=told)
    entry = RelationshipEntry.objects.get()
    assert closed_with(bytes(entry.sealed)) == "newer"
    assert unseal(entry) == WORDS
    assert told.getvalue() == "1 given the new key.\n"
    call_command("rotate_sealed", stdout=told)
    assert told.getvalue().endswith("0 given the new key.\n")


@pytest.mark.parametrize(
    ("profile", "words"),
    [("st-marys", "excepted from the rule"), ("qeii", "your own family is excepted"), ("cornerstone", "with care")],
)
def test_three_schools_ask_for_it_each_in_its_own_words(cast: Cast, profile: str, words: str) -> None:
    PeopleRules.objects.update(**load(profile).sections["people"])
    assert words in said(signed_in(cast.teacher).get(reverse("relationship-declare", args=[cast.school.slug])))


def test_a_school_that_does_not_ask_takes_none(cast: Cast) -> None:
    PeopleRules.objects.update(relationships="")
    address = reverse("relationship-declare", args=[cast.school.slug])
    client = signed_in(cast.teacher)
    assert "does not ask for family relationships" in said(client.get(address))
    answer: Any = client.post(address, WORDS)
    assert answer.status_code == 200
    assert not Relationship.objects.exists()
    with pytest.raises(NotAllowed, match="does not ask"):
        declare_relationship(cast.school, WORDS, by=cast.teacher, at=cast.at)


def test_a_headteachers_own_declaration_is_read_by_the_safeguarding_lead(cast: Cast) -> None:
    row = declare_relationship(cast.school, WORDS, by=cast.headteacher, at=cast.at)
    assert signed_in(cast.dsl).get(of(row)).status_code == 200
    second = a_person(cast.school, "Hugo Second-Head")
    a_role(second, "headteacher")
    assert signed_in(second).get(of(row)).status_code == 200
    assert signed_in(cast.chair).get(of(row)).status_code == 404


def test_somebody_of_another_school_declares_nothing_here(cast: Cast) -> None:
    address = reverse("relationship-declare", args=[cast.school.slug])
    assert signed_in(cast.other_teacher).get(address).status_code == 404
    with pytest.raises(NotAllowed, match="this school's roll"):
        declare_relationship(cast.school, WORDS, by=cast.other_teacher, at=cast.at)
