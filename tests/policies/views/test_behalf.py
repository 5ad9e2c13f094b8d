"""Signing by a typed name, and recording on somebody's behalf, as people meet them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.schools import profiles
from foundation.schools.transitions.profiles import apply_profile
from policies.models import Acknowledgement, Policy, PolicyRules, StepRule, Version
from tests.cast import Cast, signed_in
from tests.foundation.documents.pdf_words import squeezed, words_of
from tests.policies.shelf import OTHER_TEXT, a_policy, in_force
from tests.policies.views.shown import boxes, document, hidden, said


def confirmed(client: Client, version: Version, **typed: str) -> Any:
    address = reverse("version-acknowledge", args=[version.uid])
    page = client.get(address).content.decode()
    ticks = dict.fromkeys((box for box in boxes(page) if box != "signature"), "on")
    return client.post(address, hidden(page) | ticks | typed, follow=True)


@pytest.mark.clause("HAY-02")
def test_the_name_as_typed_stands_on_the_receipt(cast: Cast) -> None:
    version, client = in_force(cast, a_policy(cast, wants_signature=True)), signed_in(cast.teacher)
    assert "This policy is signed with your name: type it here." in said(confirmed(client, version))
    refused = confirmed(client, version, signature="Colin Colleague")
    assert "This is not your name as it stands on the roll: Tessa Teacher." in said(refused)
    assert "Colin Colleague" in refused.content.decode(), "what was typed is not lost"
    shown = said(confirmed(client, version, signature="TESSA teacher"))
    assert "Signed as TESSA teacher" in shown
    receipt = reverse("receipt-pdf", args=[Acknowledgement.objects.get().uid])
    assert "TESSAteacher" in words_of(client.get(receipt).content)


def test_a_policy_that_starts_to_ask_for_a_name_says_so_and_keeps_the_ticks(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    address = reverse("version-acknowledge", args=[version.uid])
    page = client.get(address).content.decode()
    Policy.objects.update(wants_signature=True)
    answer = client.post(address, hidden(page) | dict.fromkeys(boxes(page), "on"))
    assert "changed while you had it open" in said(answer)
    assert len(document(answer).xpath("//main//input[@type='checkbox'][@checked]")) == 2
    assert not Acknowledgement.objects.exists()


@pytest.mark.clause("HAY-02")
def test_one_schools_new_policies_ask_for_a_signature_and_anothers_do_not(cast: Cast) -> None:
    page, box = reverse("policy-add", args=[cast.school.slug]), "//input[@name='wants_signature']/@checked"
    for name, wanted in (("acresfield", False), ("haymerle", True)):
        apply_profile(cast.school, profiles.load(name), by=cast.headteacher, at=cast.at)
        assert bool(document(signed_in(cast.clerk).get(page)).xpath(box)) is wanted
    assert StepRule.objects.exists()


def behalf(version: Version, person: Any) -> str:
    return reverse("behalf-record", args=[person.uid, version.policy.uid])


def test_the_clerk_records_for_somebody_and_all_lists_say_so(cast: Cast) -> None:
    PolicyRules.objects.create(school=cast.school, words="I have read it.")
    version, clerk = in_force(cast), signed_in(cast.clerk)
    person = reverse("outstanding-person", args=[cast.midday_supervisor.uid])
    address = behalf(version, cast.midday_supervisor)
    assert address in clerk.get(person).content.decode()
    page = clerk.get(address)
    assert "I know where the key book is." in said(page)
    data = {"reason": "It was read to her.", "witness": "Wilma Witness"}
    answer = said(clerk.post(address, hidden(page) | data, follow=True))
    assert "Recorded on their behalf, seen by Wilma Witness: It was read to her." in answer
    kept = Acknowledgement.objects.get()
    shown = said(clerk.get(reverse("receipt", args=[kept.uid])))
    assert "Recorded on their behalf by somebody else" in shown
    assert "by Clara Clerk" in shown
    pdf = words_of(clerk.get(reverse("receipt-pdf", args=[kept.uid])).content)
    for words in ("It was read to her.", "Wilma Witness", "Clara Clerk"):
        assert squeezed(words) in pdf


def test_a_reason_and_a_witness_are_asked_for_beside_their_boxes(cast: Cast) -> None:
    version, clerk = in_force(cast), signed_in(cast.clerk)
    address = behalf(version, cast.midday_supervisor)
    answer = clerk.post(address, hidden(clerk.get(address)) | {"reason": "It was read to her."})
    assert "Who was there when they agreed? Fill this in." in said(answer)
    assert "It was read to her." in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_a_text_that_changed_meanwhile_is_not_recorded(cast: Cast) -> None:
    version, clerk = in_force(cast), signed_in(cast.clerk)
    address = behalf(version, cast.midday_supervisor)
    before = hidden(clerk.get(address))
    in_force(cast, version.policy, OTHER_TEXT)
    answer = clerk.post(address, before | {"reason": "Read to her.", "witness": "Wilma"})
    assert "changed while you had it open" in said(answer)
    assert not Acknowledgement.objects.exists()


def test_only_clerk_and_business_manager_record_on_behalf_and_never_for_themselves(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, audience=(cast.office, cast.midday)))
    page = behalf(version, cast.midday_supervisor)
    answers = {
        who: signed_in(getattr(cast, who)).get(page).status_code
        for who in ("clerk", "business_manager", "headteacher", "line_manager", "administrator", "other_clerk")
    }
    assert answers == {"clerk": 200, "business_manager": 200} | dict.fromkeys(
        ("headteacher", "line_manager", "administrator", "other_clerk"), 404
    )
    assert signed_in(cast.clerk).get(behalf(version, cast.clerk)).status_code == 404
