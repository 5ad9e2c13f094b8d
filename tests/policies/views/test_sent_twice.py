"""What is sent twice is done once: signing, decisions, consultations, and all that starts or ends a version."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from policies.models import Consultation, Decision, Policy, Signature, Version
from policies.transitions import submit_version
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, in_force, steps_like_acresfield
from tests.policies.views.shown import hidden, said
from tests.policies.views.test_drafting import MEETING, PANEL, record

STEPS: list[tuple[str, dict[str, Any], type[Any]]] = [
    ("clerk", PANEL, Consultation),
    ("clerk", MEETING, Decision),
    ("chair", {"name": "Charlie Chair"}, Signature),
    ("headteacher", {"name": "Hannah Headteacher"}, Signature),
]


@pytest.mark.clause("ACR-02")
def test_each_step_sent_twice_from_one_page_is_recorded_once(cast: Cast) -> None:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    for who, data, kept in STEPS:
        client, page, count = signed_in(getattr(cast, who)), record(version), kept.objects.count()
        sent = {**hidden(client.get(page)), **data}
        first, second = client.post(page, sent), client.post(page, sent)
        assert (first.status_code, second.status_code) == (302, 302)
        assert first["Location"] == second["Location"], "the second is led to where the first was"
        assert kept.objects.count() == count + 1
    assert Entry.objects.filter(verb="signed").count() == 2
    version.refresh_from_db()
    assert version.status == "approved"


def test_the_same_step_from_two_open_pages_is_recorded_once_and_the_second_says_why(cast: Cast) -> None:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    client, page = signed_in(cast.clerk), record(version)
    one, other = (hidden(client.get(page)) for _ in range(2))
    client.post(page, {**one, **PANEL})
    answer = client.post(page, {**other, **PANEL})
    assert "This step is done." in said(answer)
    assert "agreed" in said(answer).lower(), "with what was recorded"
    assert Consultation.objects.count() == 1


def test_a_signature_over_a_text_that_changed_meanwhile_is_not_taken(cast: Cast) -> None:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    for who, data, _ in STEPS[:2]:
        client, page = signed_in(getattr(cast, who)), record(version)
        client.post(page, {**hidden(client.get(page)), **data})
    chair, page = signed_in(cast.chair), record(version)
    before = hidden(chair.get(page))
    clerk, statements = signed_in(cast.clerk), reverse("version-statements", args=[version.uid])
    clerk.post(statements, {**hidden(clerk.get(statements)), "lines": "Another."})
    answer = chair.post(page, {**before, "name": "Charlie Chair"})
    assert answer.status_code == 404 or "so this step is void" in said(answer)
    assert not Signature.objects.exists()


def test_a_policy_started_twice_is_there_once(cast: Cast) -> None:
    client, page = signed_in(cast.clerk), reverse("policy-add", args=[cast.school.slug])
    data = {"title": "Lettings", "owner": cast.clerk.pk, "determiner": "headteacher"}
    sent = {**hidden(client.get(page)), **data}
    answers = [client.post(page, sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Policy.objects.filter(title="Lettings").count() == 1


def _start(cast: Cast, client: Client, version: Version) -> None:
    client.post(reverse("version-start", args=[version.policy.uid]))


def _abandon(cast: Cast, client: Client, version: Version) -> None:
    client.post(reverse("version-abandon", args=[version.uid]))


def _submit(cast: Cast, client: Client, version: Version) -> None:
    client.post(reverse("version-submit", args=[version.uid]))


def _publish(cast: Cast, client: Client, version: Version) -> None:
    client.post(reverse("version-submit", args=[version.uid]))
    client.post(reverse("version-publish", args=[version.uid]))


@pytest.mark.parametrize(
    ("act", "verb"),
    [(_abandon, "version_abandoned"), (_submit, "version_submitted"), (_publish, "version_in_force")],
)
def test_a_button_pressed_twice_does_it_once(
    cast: Cast, act: Callable[[Cast, Client, Version], None], verb: str
) -> None:
    version, client = a_draft(cast), signed_in(cast.clerk)
    for _ in range(2):
        act(cast, client, version)
    assert Entry.objects.filter(verb=verb, about_uid=version.uid).count() == 1


def test_a_version_started_twice_is_one_version(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.clerk)
    for _ in range(2):
        _start(cast, client, version)
    assert version.policy.versions.filter(status="draft").count() == 1
