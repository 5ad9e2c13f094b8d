"""The clerk's journeys: from an empty shelf to a version in force, by the pages alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import Policy, Step, Version
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, a_policy, in_force, steps_like_acresfield


def dated(name: str, day: int, month: int, year: int) -> dict[str, object]:
    """The three boxes of a date."""
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


PANEL: dict[str, object] = {
    "asked": "Staff panel",
    **dated("from_on", 5, 1, 2026),
    **dated("until_on", 12, 1, 2026),
    "result": "agreed",
    "summary": "They agreed.",
}
MEETING: dict[str, object] = {
    **dated("decided_on", 20, 1, 2026),
    "members": ["Charlie Chair", "Gwen Governor"],
    "minute_reference": "GB 7.2",
    "outcome": "approved",
}


def send(client: Client, address: str, **data: object) -> object:
    """Send the form of a page as a browser does: with its hidden fields. The answer is the page that follows."""
    shown = client.get(address)
    assert shown.status_code == 200, (address, shown.status_code)
    hidden = dict(re.findall(r'<input type="hidden" name="(token|seen)" value="([^"]*)"', shown.content.decode()))
    return client.post(address, {**hidden, **data}, follow=True)


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def started(cast: Cast, client: Client) -> Policy:
    answer = send(
        client,
        reverse("policy-add", args=[cast.school.slug]),
        title="Keys and visitors",
        summary="Who holds keys.",
        owner=cast.business_manager.pk,
        determiner="body",
        body=cast.governing_body.pk,
        audience=[cast.teachers.pk, cast.midday.pk],
    )
    assert "on the shelf" in words(answer)
    return Policy.objects.get(title="Keys and visitors")


def test_a_clerk_starts_writes_and_describes_a_policy(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    policy = started(cast, client)
    client.post(reverse("version-start", args=[policy.uid]))
    version = policy.versions.get()
    send(
        client,
        reverse("clause-add-first", args=[version.uid]),
        number="1",
        title="Keys",
        level="1",
        text="Tell **the office** the same day.\n\n- Never lend a key.",
    )
    clause = version.clauses.get()
    assert clause.html.startswith("<p>Tell <strong>the office</strong>")
    send(
        client,
        reverse("clause-edit", args=[version.uid, clause.anchor]),
        number="1",
        title="Keys and locks",
        level="1",
        text="Tell the office.",
    )
    clause = version.clauses.get()
    assert (clause.title, clause.anchor) == ("Keys and locks", "1-keys")
    send(
        client,
        reverse("version-statements", args=[version.uid]),
        lines="I know where the key book is.\n\n- I have a key.",
    )
    assert [one.text for one in version.statements.all()] == ["I know where the key book is.", "I have a key."]
    send(client, reverse("version-cover", args=[version.uid]), author="Bela", review="Summer term 2031")
    version.refresh_from_db()
    assert (version.review_precision, version.review_due_on.isoformat()) == ("term", "2031-08-31")  # type: ignore[union-attr]


def test_the_whole_text_in_one_box_becomes_clauses_that_keep_their_anchors(cast: Cast) -> None:
    version = a_draft(cast)
    client = signed_in(cast.clerk)
    text = "# 1 Purpose\n\nWhy we have it.\n\n# 2 Lost keys\n\nTell the office at once.\n\n# 3 Cards\n\nWear a badge."
    send(client, reverse("version-whole-text", args=[version.uid]), text=text)
    assert [(one.number, one.title, one.anchor) for one in version.clauses.all()] == [
        ("1", "Purpose", "1-purpose"),
        ("2", "Lost keys", "2-lost-keys"),
        ("3", "Cards", "3-cards"),
    ]


def test_clauses_are_moved_and_removed_and_a_stale_page_does_nothing(cast: Cast) -> None:
    version = a_draft(cast)
    client = signed_in(cast.clerk)
    address = reverse("clause-move", args=[version.uid, "2-lost-keys", "up"])
    client.post(address, {"seen": version.content_hash})
    assert [one.anchor for one in version.clauses.all()][:2] == ["2-lost-keys", "1-purpose"]
    remove = reverse("clause-remove", args=[version.uid, "1-purpose"])
    answer = client.post(remove, {"seen": version.content_hash}, follow=True)
    assert "Nothing was done" in words(answer)
    version.refresh_from_db()
    client.post(remove, {"seen": version.content_hash})
    assert "1-purpose" not in [one.anchor for one in version.clauses.all()]


@pytest.mark.clause("ACR-02", "ACR-03", "STM-01", "COR-07")
def test_acresfields_policy_goes_through_panel_governors_and_two_signatures_by_the_pages(cast: Cast) -> None:
    steps_like_acresfield(cast)
    clerk, version = signed_in(cast.clerk), a_draft(cast)
    answer = clerk.post(reverse("version-submit", args=[version.uid]), follow=True)
    assert "Next: Consultation: Staff panel" in words(answer)
    send(clerk, record(version), **PANEL)
    send(clerk, record(version), **MEETING)
    refused = send(signed_in(cast.chair), record(version), name="Somebody Else")
    assert "Type your name as it stands" in words(refused)
    send(signed_in(cast.chair), record(version), name="charlie chair")
    send(signed_in(cast.headteacher), record(version), name="Hannah Headteacher")
    version.refresh_from_db()
    assert version.status == Version.Status.APPROVED
    answer = clerk.post(reverse("version-publish", args=[version.uid]), follow=True)
    assert "is in force" in words(answer)


def record(version: Version) -> str:
    return reverse("step-record", args=[Step.objects.get(version=version, status="open").uid])


def test_an_edit_on_its_way_says_what_became_void(cast: Cast) -> None:
    steps_like_acresfield(cast)
    clerk, version = signed_in(cast.clerk), a_draft(cast)
    clerk.post(reverse("version-submit", args=[version.uid]))
    send(clerk, record(version), **PANEL)
    page = clerk.get(reverse("version-statements", args=[version.uid]))
    assert "This will be void: consultation (Staff panel)" in words(page)
    answer = send(clerk, reverse("version-statements", args=[version.uid]), lines="Another statement.")
    assert "void now: consultation (Staff panel)" in words(answer)
    version.refresh_from_db()
    assert version.status == Version.Status.DRAFT


def test_a_stale_edit_is_answered_and_what_was_typed_comes_back(cast: Cast) -> None:
    version = a_draft(cast)
    client = signed_in(cast.clerk)
    address = reverse("clause-edit", args=[version.uid, "2-lost-keys"])
    data = {"number": "2", "title": "Lost keys", "level": "1", "text": "My long words.", "seen": "0" * 64}
    answer = client.post(address, data)
    assert "changed while you had it open" in words(answer)
    assert "My long words." in words(answer)
    assert "My long words" not in version.canonical


def test_a_teacher_finds_no_workbench_and_another_schools_clerk_neither(cast: Cast) -> None:
    version = a_draft(cast)
    for person in (cast.teacher, cast.other_clerk):
        client = signed_in(person)
        for name, uid in (("policy-workbench", version.policy.uid), ("version-text", version.uid)):
            assert client.get(reverse(name, args=[uid])).status_code == 404


def test_a_second_policy_of_the_same_title_is_refused_beside_the_title(cast: Cast) -> None:
    a_policy(cast)
    answer = send(
        signed_in(cast.clerk),
        reverse("policy-add", args=[cast.school.slug]),
        title="keys and VISITORS",
        owner=cast.clerk.pk,
        determiner="headteacher",
    )
    assert "has a policy with this title already" in words(answer)


@pytest.mark.clause("ALL-01")
def test_a_minor_correction_goes_in_force_without_asking_again(cast: Cast) -> None:
    current = in_force(cast)
    client = signed_in(cast.clerk)
    client.post(reverse("version-start", args=[current.policy.uid]))
    version = current.policy.versions.get(status="draft")
    send(client, reverse("version-change-kind", args=[version.uid]), kind="minor", change_note="The telephone number.")
    send(client, reverse("version-cover", args=[version.uid]), author="Bela", review="12 May 2031")
    client.post(reverse("version-submit", args=[version.uid]))
    page = client.get(reverse("version-publish", args=[version.uid]))
    assert "Nobody is asked again" in words(page)
    client.post(reverse("version-publish", args=[version.uid]))
    version.refresh_from_db()
    assert (version.status, version.edition, version.number) == ("in_force", current.edition, "1.1")


def test_the_schools_steps_are_set_on_a_page_and_used_by_the_next_version(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    body = f"decide:{cast.governing_body.uid}"
    send(client, reverse("school-steps", args=[cast.school.slug]), step_0="consult:", step_2=body, step_4="sign:chair")
    version = a_draft(cast)
    client.post(reverse("version-submit", args=[version.uid]))
    assert [step.whose for step in version.steps.all()] == ["All staff", "Governing body", "Chair of governors"]
