"""The pages of retention, as those use them who keep it: the journey through a change, a purge and a hold."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.jobs.runner import run_next
from foundation.schools.models import Person, RoleKind
from incidents.models import Case
from monitoring.models import Certificate, Hold, Purge, RetentionRule
from monitoring.retention.classes import register
from monitoring.retention.run import look_over
from tests.cast import Cast, a_person, a_role, signed_in
from tests.monitoring.retention.kept import a_closed_case, purged

LONG_AGO = date(2019, 3, 4)
FROM = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2026"}


@pytest.fixture
def lead(cast: Cast) -> Person:
    """The data protection lead."""
    person = a_person(cast.school, "Delia Data-Protection-Lead")
    a_role(person, RoleKind.DATA_PROTECTION_LEAD)
    return person


def words(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(unescape(answer.content.decode()).split())


def sent(client: Client, name: str, *args: Any, **typed: Any) -> Any:
    """The form of a page, sent as it was shown with what was typed."""
    url = reverse(name, args=args)
    form = client.get(url).context["form"]
    hidden = {"seen": form.fields["seen"].initial} if "seen" in form.fields else {}
    answer = client.post(url, {**hidden, **typed})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def test_the_schedule_shows_every_class_with_its_period(cast: Cast, lead: Person) -> None:
    shown = words(signed_in(lead), "retention", cast.school.slug)
    for record_class in register:
        assert record_class.title in shown
    assert "6 years" in shown
    assert "365 days" in shown


def test_the_schedule_and_a_certificate_are_printed_as_pdf(cast: Cast, lead: Person) -> None:
    a_closed_case(cast, LONG_AGO)
    certificate = purged(cast, "incident_other")
    assert certificate is not None
    client = signed_in(lead)
    for url in (
        reverse("retention-pdf", args=[cast.school.slug]),
        reverse("certificate-pdf", args=[certificate.uid]),
    ):
        answer = client.get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        with pikepdf.open(BytesIO(answer.content)) as read:
            assert "/StructTreeRoot" in read.Root


def test_a_change_is_shown_before_it_is_proposed_and_agreed_by_a_second_person(cast: Cast, lead: Person) -> None:
    a_closed_case(cast, date(2024, 3, 4))
    client, of = signed_in(lead), (cast.school.slug, "incident_other")
    typed = {"length": "12", "counted_from": "day", "why": "Short is better."}
    answer = client.post(reverse("retention-change", args=of), {**typed, "show": "Show what it would do"})
    assert answer.status_code == 200
    assert (answer.context["effects"].at_once, RetentionRule.objects.count()) == (1, 0)
    sent(client, "retention-change", *of, **typed, send="Propose it")
    rule = RetentionRule.objects.get()
    assert "Agree or not" in words(signed_in(cast.chair), "desk")
    assert client.post(reverse("retention-period", args=[rule.uid]), {"answer": "yes"}).status_code == 404
    sent(signed_in(cast.chair), "retention-period", rule.uid, answer="yes")
    assert "12 months" in words(client, "retention-class", *of) or "1 year" in words(client, "retention-class", *of)
    assert "s own)" in words(client, "retention", cast.school.slug)


def test_what_is_due_is_looked_through_agreed_by_a_second_person_and_gone(cast: Cast, lead: Person) -> None:
    a_closed_case(cast, LONG_AGO)
    look_over(cast.school, at=cast.at)
    purge = Purge.objects.get()
    assert "1 due to be destroyed" in words(signed_in(lead), "desk")
    assert "Would be destroyed" in words(signed_in(lead), "purge", purge.uid)
    sent(signed_in(lead), "purge", purge.uid, answer="yes")
    assert "agree that 1 are destroyed" in words(signed_in(cast.chair), "desk")
    sent(signed_in(cast.chair), "purge", purge.uid, answer="yes")
    while run_next(timezone.now):
        pass
    assert not Case.objects.exists()
    certificate = Certificate.objects.get()
    shown = words(signed_in(lead), "certificate", certificate.uid)
    for said in ("Delia Data-Protection-Lead and Charlie Chair", certificate.sha256, "4 March 2019", "6 years"):
        assert said in shown
    assert "Certificate 1" in words(signed_in(cast.headteacher), "certificate-list", cast.school.slug)


def test_a_hold_is_placed_by_the_address_of_a_record_and_ended_with_a_reason(cast: Cast, lead: Person) -> None:
    case = a_closed_case(cast, LONG_AGO)
    client = signed_in(lead)
    typed = {
        "kind": "legal",
        "record": f"https://countersign.example/case/{case.uid}/",
        "why": "A letter came.",
        **FROM,
    }
    sent(client, "hold-add", cast.school.slug, **typed)
    hold = Hold.objects.get()
    assert (hold.about_label, hold.about_uid, hold.why) == ("incidents.Case", case.uid, "A letter came.")
    assert "A letter came." in words(client, "hold", hold.uid)
    assert "held by hand" in words(client, "retention-class", cast.school.slug, "incident_other")
    sent(client, "hold", hold.uid, why="It was settled.")
    assert "It was settled." in words(client, "hold", hold.uid)


def test_a_hold_names_one_thing_and_a_record_of_this_school(cast: Cast, lead: Person) -> None:
    client, url = signed_in(lead), reverse("hold-add", args=[cast.school.slug])
    typed = {"kind": "legal", "why": "A letter came.", **FROM}
    for more in ({}, {"person": cast.teacher.pk, "record_class": "look"}, {"record": "/case/12/"}):
        answer = client.post(url, {**typed, **more})
        assert answer.status_code == 200
    assert not Hold.objects.exists()


def test_nobody_sees_a_hold_on_their_own_records(cast: Cast, lead: Person) -> None:
    a_role(cast.teacher, RoleKind.DATA_PROTECTION_LEAD)
    hold = Hold.objects.create(
        school=cast.school,
        kind="subject_access",
        person=cast.teacher,
        starts_on=LONG_AGO,
        placed_by=lead,
        placed_by_name=lead.name,
        placed_at=cast.at,
    )
    assert signed_in(cast.teacher).get(reverse("hold", args=[hold.uid])).status_code == 404
    assert "Tessa" not in words(signed_in(cast.teacher), "hold-list", cast.school.slug).split("<main")[1]
    assert signed_in(lead).get(reverse("hold", args=[hold.uid])).status_code == 200


def test_the_administrator_sees_that_a_purge_stopped_and_no_schedule_or_hold(cast: Cast, lead: Person) -> None:
    look_over(cast.school, at=cast.at)
    night = look_over(cast.school, at=cast.at + timedelta(days=90))
    assert night is not None
    client = signed_in(cast.administrator)
    assert "the clock may be wrong" in words(client, "desk")
    assert "90 days have gone by" in words(client, "retention-night", night.uid)
    for name in ("retention", "retention-due", "hold-list", "certificate-list"):
        assert client.get(reverse(name, args=[cast.school.slug])).status_code == 404
    sent(signed_in(lead), "retention-night", night.uid, why="It was off over Christmas.")
    sent(signed_in(cast.chair), "retention-night", night.uid)
    night.refresh_from_db()
    assert night.status == "went_on"


def test_a_teacher_sees_nothing_of_it(cast: Cast) -> None:
    for name in ("retention", "retention-pdf", "retention-due", "hold-list", "hold-add", "certificate-list"):
        assert signed_in(cast.teacher).get(reverse(name, args=[cast.school.slug])).status_code == 404


@pytest.mark.parametrize("name", ["retention", "retention-due", "certificate-list", "hold-list"])
def test_a_page_asks_as_often_whatever_there_is(cast: Cast, lead: Person, name: str) -> None:
    client, url = signed_in(lead), reverse(name, args=[cast.school.slug])

    def more() -> None:
        a_closed_case(cast, LONG_AGO)
        purged(cast, "incident_other")
        who = {"person": cast.line_manager, "placed_by": lead, "placed_by_name": "x", "placed_at": cast.at}
        Hold.objects.create(school=cast.school, kind="legal", starts_on=cast.today, **who)

    more()
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(3):
        more()
    a_closed_case(cast, LONG_AGO)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_what_is_due_can_be_counted_again_before_a_second_person_is_asked(cast: Cast, lead: Person) -> None:
    case = a_closed_case(cast, LONG_AGO)
    look_over(cast.school, at=cast.at)
    purge = Purge.objects.get()
    other = a_closed_case(cast, LONG_AGO)
    assert case != other
    answer = signed_in(lead).post(reverse("purge-look-again", args=[purge.uid]))
    assert answer.status_code == 302
    purge.refresh_from_db()
    assert (purge.found_count, purge.status) == (2, "found")
