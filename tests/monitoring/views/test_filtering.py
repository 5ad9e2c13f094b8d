"""The pages of filtering: recorded, reviewed, done; the file and the print for governors."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.schools.models import Person
from monitoring.models import FilteringAction, FilteringCall, FilteringCheck, FilteringPoint, FilteringReview
from monitoring.transitions.filtering import ToDo
from tests.cast import Cast, signed_in
from tests.foundation.documents.pdf_words import runs_of
from tests.incidents.pages import sent, text, typed
from tests.monitoring.watched import DAY, a_check, a_review, here, network_manager, one_of_each, points

pytestmark = pytest.mark.django_db


def answers(cast: Cast, **more: Any) -> dict[str, Any]:
    chosen = {point.kind: str(point.uid) for point in one_of_each(cast)}
    said = {"found": "The proxy was not blocked.", "outcome": "to_do", "what": "Block it", "owner": cast.teacher.uid}
    return {**typed("on", cast.today), **typed("due_on", cast.today + 7 * DAY), **chosen, **said, **more}


def test_a_check_is_recorded_on_one_page_with_what_has_to_be_done(cast: Cast) -> None:
    points(cast)
    page = sent(signed_in(network_manager(cast.school)), here("filtering-check-add", cast.school), answers(cast))
    assert "Recorded." in page
    assert "Block it (Tessa Teacher, by" in page
    assert FilteringCheck.objects.get().points.count() == 4


def test_what_is_left_out_is_said_beside_its_field(cast: Cast) -> None:
    points(cast)
    where = here("filtering-check-add", cast.school)
    said = answers(cast, what="", **typed("on", cast.today + DAY))
    page = sent(signed_in(cast.dsl), where, {name: value for name, value in said.items() if name != "device"})
    assert "Choose at least one." in page
    assert "Say what, who and until when." in page
    assert "That day is still to come." in page
    assert not FilteringCheck.objects.exists()


def test_a_sound_check_needs_nothing_to_do(cast: Cast) -> None:
    points(cast)
    empty = {"what": "", "owner": "", "due_on_day": "", "due_on_month": "", "due_on_year": ""}
    page = sent(signed_in(cast.dsl), here("filtering-check-add", cast.school), answers(cast, outcome="sound", **empty))
    assert "None: all worked as it should" in page


def test_the_list_is_begun_added_to_and_taken_out_of(cast: Cast) -> None:
    client = signed_in(cast.dsl)
    assert "Say first what you test" in text(client.get(here("filtering-check-add", cast.school)))
    sent(client, here("filtering-points-start", cast.school))
    page = sent(client, here("filtering-point-add", cast.school), {"kind": "device", "name": "Whiteboard"})
    assert "Whiteboard" in page
    row = FilteringPoint.objects.get(name="Whiteboard")
    page = sent(client, reverse("filtering-point-end", args=[cast.school.slug, row.uid]))
    assert "Taken out of the list: Whiteboard." in page
    again = client.post(reverse("filtering-point-end", args=[cast.school.slug, row.uid]))
    assert again.status_code == 404


def test_a_review_is_recorded_and_names_who_is_responsible(cast: Cast) -> None:
    client = signed_in(cast.headteacher)
    sent(
        client,
        here("filtering-call", cast.school),
        {"why": "risk", "words": "A proxy got round it.", **typed("due_on", cast.today + DAY)},
    )
    assert "A proxy got round it." in text(client.get(here("filtering-review-add", cast.school)))
    page = sent(
        client,
        here("filtering-review-add", cast.school),
        {
            **typed("on", cast.today),
            **typed("next_due_on", cast.today + 200 * DAY),
            "why": "risk",
            "leader": cast.senior_leader.uid,
            "governor": cast.governor.uid,
            "dsl": cast.dsl.uid,
            "findings": "The proxy is closed.",
            "check_months": "3",
        },
    )
    assert f"{cast.senior_leader.name} (senior leader) {cast.governor.name} (governor)" in page
    review = FilteringReview.objects.get()
    assert FilteringCall.objects.get().answered_by == review
    shown = text(client.get(reverse("filtering-review", args=[review.uid])))
    assert "It was asked for: A safeguarding risk was found. A proxy got round it." in shown


def test_something_to_do_is_added_and_done_by_whose_it_is(cast: Cast) -> None:
    check, review = a_check(cast), a_review(cast)
    said = {"what": "Close the proxy", "owner": cast.teacher.uid, **typed("due_on", cast.today)}
    for name, row in (("filtering-check-action", check), ("filtering-review-action", review)):
        page = sent(signed_in(cast.dsl), reverse(name, args=[row.uid]), said)
        assert "Close the proxy" in page
    for action in FilteringAction.objects.all():
        where = reverse("filtering-action", args=[action.uid])
        assert "Close the proxy" in text(signed_in(cast.teacher).get(where))
        sent(signed_in(cast.teacher), where, {"words": "Closed."})
    assert not FilteringAction.objects.filter(done_at=None).exists()
    assert "Closed." in text(signed_in(cast.dsl).get(reverse("filtering-check", args=[check.uid])))


def test_governors_read_and_print_but_record_nothing(cast: Cast) -> None:
    a_check(cast, to_do=[ToDo("=Close it", cast.teacher, cast.today)])
    a_review(cast)
    client = signed_in(cast.governor)
    assert "=Close it (Tessa Teacher" in text(client.get(here("filtering", cast.school)))
    told = client.get(here("filtering-csv", cast.school)).content.decode("utf-8-sig")
    assert told.startswith('"When","Who","What was tested","What was found","Resulting actions"\r\n')
    assert "\"'=Close it" in told
    made = client.get(here("filtering-pdf", cast.school))
    assert made.content.startswith(b"%PDF")
    for name in ("filtering-check-add", "filtering-review-add", "filtering-call", "filtering-points"):
        assert client.get(here(name, cast.school)).status_code == 404


def test_on_paper_no_day_is_broken_within_a_word(cast: Cast) -> None:
    all_points = points(cast)
    long = ToDo("Close the proxy that was found on the tablets of the older pupils", cast.teacher, cast.today)
    a_check(cast, on=date(2025, 9, 23), points=all_points, to_do=[long] * 3)
    drawn = runs_of(signed_in(cast.governor).get(here("filtering-pdf", cast.school)).content)
    assert [run for run in drawn if "September" in run]


def test_nobody_else_reads_it(cast: Cast) -> None:
    check = a_check(cast)
    for person in (cast.teacher, cast.administrator, cast.other_headteacher):
        client = signed_in(person)
        for where in (here("filtering", cast.school), reverse("filtering-check", args=[check.uid])):
            assert client.get(where).status_code == 404


def _queries(person: Person, where: str) -> int:
    client = signed_in(person)
    client.get(where)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def test_the_page_asks_as_much_of_many_checks_as_of_one(cast: Cast) -> None:
    a_check(cast, to_do=[ToDo("One", cast.teacher, cast.today)])
    a_review(cast)
    few = _queries(cast.dsl, here("filtering", cast.school))
    for number in range(10):
        a_check(cast, to_do=[ToDo(f"More {number}", cast.teacher, cast.today)])
        a_review(cast)
    assert _queries(cast.dsl, here("filtering", cast.school)) == few
    assert "11 checks" in text(signed_in(cast.dsl).get(here("filtering", cast.school)))
