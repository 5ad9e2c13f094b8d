"""Deputies, advisers, old pages and what the requester sees, through the pages."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals import transitions
from approvals.models import Advice, Decision, Deputy, Request, RequestGrant, Step
from approvals.transitions.asking import hash_of
from foundation.audit.models import Look
from foundation.schools.models import Person
from tests.approvals.asked import CHAIR, HEAD, MANAGER, answer, open_step, send, sent, set_chain
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    cast = Cast.make()
    set_chain(cast, MANAGER, HEAD)
    return cast


def typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode().partition("<main")[2]).split())


def page(client: Client, request: Request) -> str:
    return text(client.get(reverse("request", args=[request.uid])))


def again(cast: Cast, request: Request, **answers: str) -> Request:
    """Changed and sent again, after it came back."""
    request.refresh_from_db()
    seen = hash_of(request.kind, request.answers)
    request = transitions.write_request(request, answers, seen=seen, by=cast.teacher, at=cast.at)
    return send(cast, request)


def test_an_approver_names_somebody_for_themselves_and_takes_it_back(cast: Cast) -> None:
    request = sent(cast)
    client, where = signed_in(cast.line_manager), reverse("deputy-list", args=[cast.school.slug])
    days = typed("starts_on", cast.today) | typed("ends_on", cast.today + 4 * DAY)
    assert "Who will be away?" not in text(client.get(where))
    answered = client.post(where, {"deputy": str(cast.dsl.uid), **days}, follow=True)
    assert "Dana Safeguarding-Lead stands in, and is told." in text(answered)
    row = Deputy.objects.get()
    assert (row.person, row.deputy, row.named_by) == (cast.line_manager, cast.dsl, cast.line_manager)
    assert "Lena Line-Manager (Dana Safeguarding-Lead stands in until" in page(signed_in(cast.teacher), request)
    assert "Record the decision" in page(signed_in(cast.dsl), request)
    client.post(reverse("deputy-end", args=[row.uid]))
    row.refresh_from_db()
    assert row.ended_by == cast.line_manager
    assert signed_in(cast.dsl).get(reverse("request", args=[request.uid])).status_code == 404


def test_the_clerk_names_somebody_for_who_is_away(cast: Cast) -> None:
    client, where = signed_in(cast.clerk), reverse("deputy-list", args=[cast.school.slug])
    days = typed("starts_on", cast.today) | typed("ends_on", cast.today)
    people = {"person": str(cast.headteacher.uid), "deputy": str(cast.senior_leader.uid)}
    client.post(where, people | days)
    row = Deputy.objects.get()
    assert (row.person, row.named_by) == (cast.headteacher, cast.clerk)
    refused = text(client.post(where, people | days | {"deputy": str(cast.clerk.uid)}))
    assert "Nobody names themselves to stand in for somebody else." in refused
    assert Deputy.objects.count() == 1


def test_who_approves_nothing_has_nobody_to_name(cast: Cast) -> None:
    where = reverse("deputy-list", args=[cast.school.slug])
    for person in (cast.teacher, cast.administrator, cast.other_clerk):
        assert signed_in(person).get(where).status_code == 404


def test_whose_turn_it_is_lets_an_adviser_in_and_reads_the_advice(cast: Cast) -> None:
    request = sent(cast)
    manager, adviser = signed_in(cast.line_manager), signed_in(cast.dsl)
    way = reverse("adviser-let-in", args=[request.uid])
    data = {"person": str(cast.dsl.uid), "why": "Knows the pupils."} | typed("until", cast.today + 3 * DAY)
    manager.post(way, data)
    shown = page(manager, request)
    assert "Dana Safeguarding-Lead Can read this until" in shown
    assert "Let in by Lena Line-Manager" in shown
    assert "Knows the pupils." in shown
    assert "Record the decision" not in page(adviser, request)
    advise = reverse("request-advise", args=[request.uid])
    found = re.search(r'name="seen" value="([^"]+)"', adviser.get(advise).content.decode())
    assert found is not None
    adviser.post(advise, {"words": "Ask the parents first.", "seen": found[1]})
    assert Advice.objects.get().by == cast.dsl
    assert "Ask the parents first." in page(manager, request)
    step = open_step(request)
    tried = adviser.post(
        reverse("request-answer", args=[step.uid]), {"outcome": "approved", "seen": step.revision.content_hash}
    )
    assert (tried.status_code, Decision.objects.count()) == (404, 0)
    manager.post(reverse("adviser-let-go", args=[RequestGrant.objects.get().uid]))
    assert adviser.get(reverse("request", args=[request.uid])).status_code == 404
    assert "Ask the parents first." in page(manager, request)


def test_an_adviser_has_it_on_the_desk_until_they_have_advised_on_the_text_as_it_is(cast: Cast) -> None:
    request = sent(cast, run_by="The jam makers")
    until = cast.today + 3 * DAY
    transitions.let_in(request, cast.dsl, until=until, why="Knows the pupils.", by=cast.line_manager, at=cast.at)
    line = f"{request}: you are asked for advice"

    def has_it(person: Person) -> bool:
        return line in unescape(signed_in(person).get("/").content.decode())

    assert [has_it(person) for person in (cast.dsl, cast.line_manager, cast.teacher)] == [True, False, False]
    seen = open_step(request).revision.content_hash
    transitions.advise(request, "Ask the parents.", seen=seen, by=cast.dsl, at=cast.at)
    assert not has_it(cast.dsl)
    answer(cast, request, cast.line_manager, "returned", reason="Whose jam?")
    again(cast, request, run_by="The library")
    assert has_it(cast.dsl)


def test_who_asks_lets_nobody_in(cast: Cast) -> None:
    request = sent(cast, by=cast.clerk)
    assert signed_in(cast.clerk).get(reverse("adviser-let-in", args=[request.uid])).status_code == 404


def test_sent_again_each_approver_sees_what_changed_since_they_answered(cast: Cast) -> None:
    request = sent(cast, run_by="The jam makers")
    answer(cast, request, cast.line_manager, "returned", reason="Whose jam?")
    again(cast, request, run_by="The library")
    shown = page(signed_in(cast.line_manager), request)
    assert "It changed since you last saw it." in shown
    assert "The library Before: The jam makers" in shown


def test_what_somebody_saw_and_did_not_answer_counts_as_seen(cast: Cast) -> None:
    """The headteacher's deputy returned it; the headteacher had read it, and sees what changed after that."""
    set_chain(cast, HEAD)
    request = sent(cast, run_by="The jam makers")
    head = signed_in(cast.headteacher)
    page(head, request)
    page(head, request)
    assert Look.objects.filter(about_uid=request.uid, by_uid=cast.headteacher.uid).count() == 1
    transitions.name_deputy(
        cast.headteacher, cast.dsl, starts_on=cast.today, ends_on=cast.today, by=cast.clerk, at=cast.at
    )
    cast.at += timedelta(minutes=5)
    answer(cast, request, cast.dsl, "returned", reason="Whose jam?")
    again(cast, request, run_by="The library")
    for _ in range(2):  # it stays to be seen when they look again
        assert "Before: The jam makers" in page(head, request)


def test_who_sees_it_for_the_first_time_is_shown_no_changes(cast: Cast) -> None:
    request = sent(cast, run_by="The jam makers")
    answer(cast, request, cast.line_manager, "returned", reason="Whose jam?")
    again(cast, request, run_by="The library")
    answer(cast, request, cast.line_manager)
    assert "Before:" not in page(signed_in(cast.headteacher), request)


def test_a_page_that_grew_old_is_answered_with_both_texts_and_nothing_typed_is_lost(cast: Cast) -> None:
    request = sent(cast, run_by="The jam makers")
    old = open_step(request)
    answer(cast, request, cast.line_manager, "returned", reason="Whose jam?")
    again(cast, request, run_by="The library")
    data = {"outcome": "declined", "reason": "We sell nothing.", "seen": old.revision.content_hash}
    answered = signed_in(cast.line_manager).post(reverse("request-answer", args=[old.uid]), data)
    shown = text(answered)
    assert "This changed while you had it open." in shown
    assert "The library Before: The jam makers" in shown
    assert "We sell nothing." in shown
    assert Decision.objects.count() == 1
    assert reverse("request-answer", args=[open_step(request).uid]) in answered.content.decode()


def test_an_answer_after_somebody_elses_is_told_so_and_kept_on_the_page(cast: Cast) -> None:
    request = sent(cast)
    old = open_step(request)
    answer(cast, request, cast.line_manager)
    data = {"outcome": "declined", "reason": "We sell nothing.", "seen": old.revision.content_hash}
    shown = text(signed_in(cast.line_manager).post(reverse("request-answer", args=[old.uid]), data))
    assert "Nothing was recorded." in shown
    assert "You wrote: We sell nothing." in shown
    assert Decision.objects.count() == 1


def test_who_asks_sees_why_it_came_back_who_has_it_and_takes_it_back(cast: Cast) -> None:
    request = sent(cast)
    client = signed_in(cast.teacher)
    assert "Waits for Lena Line-Manager." in page(client, request)
    answer(cast, request, cast.line_manager, "returned", reason="Who looks after it in August?")
    shown = page(client, request)
    assert "Lena Line-Manager returned it on" in shown
    assert "Who looks after it in August?" in shown
    client.post(reverse("request-withdraw", args=[request.uid]))
    request.refresh_from_db()
    assert request.status == Request.Status.WITHDRAWN


def test_the_clerk_passes_on_from_the_desk_and_says_why(cast: Cast) -> None:
    set_chain(cast, CHAIR)
    request = sent(cast)
    Step.objects.update(due_on=cast.today - 30 * DAY)
    client = signed_in(cast.clerk)
    way = reverse("step-pass-on", args=[open_step(request).uid])
    assert way in client.get("/").content.decode()
    assert way not in signed_in(cast.headteacher).get("/").content.decode()
    client.post(way, {"person": str(cast.governor.uid), "why": "The chair is ill."})
    assert "Passed on from Chair of governors by Clara Clerk. The chair is ill." in page(client, request)
    assert way not in client.get("/").content.decode()
