"""What waits for whom on the desk: steps, signatures, versions that are ready, documents, reviews."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.core.panels import DeskLine
from foundation.schools.models import Person, SchoolRules
from foundation.schools.panels import trust_figures
from policies.content import ClauseText, Text
from policies.models import Intake, Step, Version
from policies.panels.compliance import documents_to_check, steps_to_record, versions_to_move
from policies.transitions import acknowledge, decide, record_consultation, refuse_intake, sign, submit_version
from policies.transitions.steps import Consulted, Decided
from tests.cast import Cast, signed_in
from tests.policies.shelf import TEXT, a_draft, a_policy, in_force, steps_like_acresfield
from tests.policies.test_bringing_in import DOCUMENT, uploaded
from tests.policies.views.shown import document, said

EVERYBODY = ("clerk", "headteacher", "chair", "governor", "business_manager", "administrator", "teacher", "other_clerk")


def who_has(cast: Cast, provider: Any) -> dict[str, list[DeskLine]]:
    """Whose desk has lines of this kind."""
    found = {who: provider(getattr(cast, who).user, cast.today) for who in EVERYBODY}
    return {who: lines for who, lines in found.items() if lines}


def on_its_way(cast: Cast) -> Version:
    steps_like_acresfield(cast)
    return submit_version(a_draft(cast), by=cast.clerk, at=cast.at)


def now(version: Version) -> Step:
    return version.steps.get(status="open")


def do(cast: Cast, version: Version) -> None:
    """Do the step whose turn it is."""
    step, seen, day = now(version), version.content_hash, cast.today
    if step.kind == "consult":
        consulted = Consulted(day - timedelta(days=9), day, "Staff panel", "agreed", "Fine.")
        record_consultation(step, consulted, seen=seen, by=cast.clerk, at=cast.at)
    elif step.kind == "decide":
        decided = Decided(day, "approved", "Charlie Chair, Gwen Governor", minute_reference="7.2")
        decide(step, decided, seen=seen, by=cast.clerk, at=cast.at)
    else:
        by = {"chair": cast.chair, "headteacher": cast.headteacher}[step.role]
        sign(step, words="I sign.", seen=seen, by=by, at=cast.at)


def test_each_step_waits_on_the_desks_of_those_who_may_do_it(cast: Cast) -> None:
    version = on_its_way(cast)
    waits = []
    while Step.objects.filter(status="open").exists():
        lines = who_has(cast, steps_to_record)
        assert {line.url for found in lines.values() for line in found} == {
            reverse("step-record", args=[now(version).uid])
        }
        waits.append((str(now(version)), sorted(lines)))
        do(cast, version)
    assert waits == [
        ("Consultation: Staff panel", ["business_manager", "clerk", "headteacher"]),
        ("Decision: Governing body", ["chair", "clerk"]),
        ("Signature: Chair of governors", ["chair"]),
        ("Signature: Headteacher", ["headteacher"]),
    ]


@pytest.mark.clause("ACR-02")
def test_a_governor_who_must_sign_finds_it_on_the_desk_and_is_led_to_the_text(cast: Cast) -> None:
    version = on_its_way(cast)
    do(cast, version)
    do(cast, version)
    client = signed_in(cast.chair)
    (link,) = document(client.get("/")).xpath(
        "//main//a[contains(@class, 'govuk-button')][starts-with(., 'Sign')]/@href"
    )
    shown = client.get(link)
    assert "Sign as Chair of governors" in said(shown)
    assert "I have read this text and sign it for the school as its chair of governors." in said(shown)
    assert "Never lend a key." in said(shown), "the text itself"
    assert "I know where the key book is." in said(shown), "and what readers confirm"
    assert "Agreed." in said(shown), "and what was given before"
    assert signed_in(cast.governor).get(link).status_code == 404


def test_what_has_passed_every_step_waits_for_who_puts_it_in_force(cast: Cast) -> None:
    version = on_its_way(cast)
    for _ in range(4):
        do(cast, version)
    lines = who_has(cast, versions_to_move)
    assert sorted(lines) == ["clerk", "headteacher"]
    assert lines["clerk"][0].url == reverse("version-publish", args=[version.uid])
    assert "every step is done" in lines["clerk"][0].what


@pytest.mark.clause("ACR-24")
def test_a_review_lies_on_the_desks_of_owner_clerk_and_headteacher_when_it_comes_up(cast: Cast) -> None:
    SchoolRules.objects.filter(school=cast.school).update(review_notice_days=30)
    version = in_force(cast)
    for days, expected in ((31, None), (30, False), (0, False), (-1, True)):
        day = cast.today + timedelta(days=days)
        Version.objects.filter(pk=version.pk).update(review_due_on=day)
        lines = who_has(cast, versions_to_move)
        assert sorted(lines) == ([] if expected is None else ["business_manager", "clerk", "headteacher"]), days
        assert {line.is_overdue for found in lines.values() for line in found} == ({expected} - {None}), days


def test_a_document_that_was_read_waits_for_who_brought_it_in(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    lines = who_has(cast, documents_to_check)
    assert list(lines) == ["clerk"]
    assert lines["clerk"][0].url == reverse("intake", args=[intake.uid])
    signed_in(cast.clerk).post(reverse("intake-drop", args=[intake.uid]))
    assert who_has(cast, documents_to_check) == {}


def test_a_document_that_could_not_be_read_waits_there_too(cast: Cast) -> None:
    uploaded(cast, ("keys.txt", DOCUMENT))
    Intake.objects.update(status="reading", reading=None)
    refuse_intake(Intake.objects.get(), "It is not a document.", by=cast.clerk, at=cast.at)
    assert list(who_has(cast, documents_to_check)) == ["clerk"]


def queries(client: Client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as made:
        client.get("/")
    return len(made)


def test_the_desk_asks_as_much_of_the_database_for_ten_steps_as_for_one(cast: Cast) -> None:
    steps_like_acresfield(cast)

    def one_more(number: int) -> None:
        text = Text(clauses=[ClauseText("Aim", f"<p>Aim {number}.</p>", "1")])
        submit_version(a_draft(cast, a_policy(cast, f"Policy {number}"), text), by=cast.clerk, at=cast.at)

    client = signed_in(cast.clerk)
    one_more(0)
    before = queries(client)
    for number in range(1, 10):
        one_more(number)
    assert len(steps_to_record(cast.clerk.user, cast.today)) == 10
    assert queries(client) == before


def test_the_trust_sees_what_its_schools_have_still_to_confirm_and_to_review(cast: Cast) -> None:
    version = in_force(cast)
    figures = trust_figures.entries
    asked = (
        Person.objects.filter(school=cast.school, groups__in=(cast.teachers, cast.midday)).current(cast.today).count()
    )
    schools = [cast.school, cast.other_school]
    assert figures["policies.outstanding"].counts(schools, cast.today) == {
        cast.school.pk: asked,
        cast.other_school.pk: 0,
    }
    acknowledge(
        version, words="Yes.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    assert figures["policies.outstanding"].counts(schools, cast.today)[cast.school.pk] == asked - 1
    assert figures["policies.reviews"].counts(schools, cast.today) == {}
    Version.objects.filter(pk=version.pk).update(review_due_on=cast.today - timedelta(days=1))
    assert figures["policies.reviews"].counts(schools, cast.today) == {cast.school.pk: 1}
    shown = said(signed_in(cast.trust_officer).get(reverse("trust", args=[cast.trust.slug])))
    assert "Still to confirm" in shown
    assert "Reviews overdue" in shown
