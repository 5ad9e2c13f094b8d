"""Subject access in pages: from the request to the archive, and who finds which page."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from foundation.audit.models import Look
from foundation.core.change import change
from foundation.documents import files
from foundation.schools.models import Absence
from incidents.models import Entry as CaseEntry
from incidents.transitions.cases import write
from monitoring.models import ItemStatus, SubjectRequest
from monitoring.subject.archive import SUMS
from tests.cast import Cast, signed_in
from tests.incidents.reported import affected, in_hand
from tests.monitoring.subject.asking import asked, data_protection_lead, gathered, item_of, opened, packed, worked

pytestmark = pytest.mark.django_db
Status = SubjectRequest.Status


def text(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def token(client: Client, path: str) -> dict[str, str]:
    form = client.get(path).context["form"]
    return {name: str(form[name].value() or "") for name in ("token", "seen") if name in form.fields}


def sent(client: Client, name: str, uid: Any, **data: Any) -> Any:
    path = reverse(name, args=[uid])
    return client.post(path, {**token(client, path), **data})


def on(day: Any, name: str = "on") -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_a_request_is_followed_from_its_receipt_to_the_archive(cast: Cast) -> None:
    client = signed_in(data_protection_lead(cast))
    path = reverse("subject-request-add", args=[cast.school.slug])
    data = {"whose": "roll", "person": str(cast.teacher.uid), "received_how": "email", "identity": "confirm"}
    answer = client.post(path, {**token(client, path), **data, **on(cast.today, "received_on"), "wants": "All of it."})
    found = SubjectRequest.objects.get()
    assert answer["Location"] == reverse("subject-request", args=[found.uid])
    assert found.wants == "All of it."
    assert "The month begins when identity is confirmed" in text(client, "subject-request", found.uid)
    sent(client, "subject-identity", found.uid, how="Came in person", **on(cast.today))
    assert "Find what names them" in text(client, "subject-request", found.uid)
    client.post(reverse("subject-act", args=[found.uid, "gather"]))
    assert "Look again" in text(client, "subject-request", found.uid)
    worked()
    found.refresh_from_db()
    assert found.status == Status.REVIEW
    client.post(reverse("subject-review", args=[found.uid]), {"what": "include"})
    assert not found.items.filter(status=ItemStatus.INCLUDED, names_others=True).exists()
    assert found.items.filter(status=ItemStatus.TO_REVIEW, guard_label="", names_others=True).exists()
    client.post(reverse("subject-review", args=[found.uid]), {"what": "bar"})
    assert not found.items.filter(status=ItemStatus.TO_REVIEW, guard_label="").exists()
    client.post(reverse("subject-act", args=[found.uid, "pack"]))
    worked()
    assert "Download the archive" in text(client, "subject-request", found.uid)
    answer = client.get(reverse("subject-archive", args=[found.uid]))
    assert answer["Content-Type"] in ("application/zip", "application/octet-stream")
    assert Look.objects.filter(about_uid=found.uid, how="downloaded the archive").count() == 1
    found.refresh_from_db()
    assert SUMS in opened(found)
    sent(client, "subject-send", found.uid, how="Handed over", **on(cast.today))
    found.refresh_from_db()
    assert (found.status, found.sent_on) == (Status.SENT, cast.today)


def test_the_clock_is_stopped_started_and_extended_on_pages(cast: Cast) -> None:
    client = signed_in(data_protection_lead(cast))
    found = asked(cast, received_on=cast.today - timedelta(days=5))
    sent(client, "subject-question", found.uid, what="Which years?", **on(cast.today - timedelta(days=3)))
    assert "The clock stands still until they answer" in text(client, "subject-request", found.uid)
    sent(client, "subject-answer", found.uid, **on(cast.today))
    sent(client, "subject-extend", found.uid, why="Many records.", **on(cast.today))
    page = text(client, "subject-request", found.uid)
    assert "By two months" in page
    assert "Which years?" in page
    sent(client, "subject-look-for", found.uid, also_known_as="Tessa Maiden-Name")
    found.refresh_from_db()
    assert found.also_known_as == "Tessa Maiden-Name"


def test_who_keeps_it_sees_that_something_waits_for_others_and_not_what(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.teacher)])
    with change():
        line = write(case, CaseEntry.What.NOTE, "Tessa Teacher: the-secret-marker", by=cast.headteacher, at=cast.at)
    found = gathered(cast)
    item = item_of(found, line)
    lead, head = signed_in(data_protection_lead(cast)), signed_in(cast.headteacher)
    assert "for whoever leads a case or a check" in text(lead, "subject-request", found.uid)
    for query in ("", "?kind=incidents.Entry", "?status=to_review"):
        assert "the-secret-marker" not in text(lead, "subject-review", found.uid, query=query)
    assert lead.get(reverse("subject-item", args=[item.uid])).status_code == 404
    assert "the-secret-marker" in text(head, "subject-item", item.uid)
    assert Look.objects.filter(about_uid=item.uid, how="looked over").count() == 1
    assert "for you to look over" in head.get("/").content.decode()
    form = {"status": "left_out", "exemption": "safeguarding", "why": "It would harm."}
    assert sent(head, "subject-item", item.uid, **form).status_code == 302
    item.refresh_from_db()
    assert item.status == ItemStatus.LEFT_OUT
    log = text(lead, "subject-log", found.uid)
    assert "It would harm." not in log
    assert "1 more decision" in log
    assert "It would harm." in text(head, "subject-log", found.uid)
    packed(cast, found)
    assert "Nothing can be decided now" in text(head, "subject-item", item.uid)
    assert lead.get(reverse("subject-item", args=[item.uid])).status_code == 404


def test_whose_request_it_is_finds_no_page_of_it_nor_a_line(cast: Cast) -> None:
    found = gathered(cast, person=cast.headteacher)
    client = signed_in(cast.headteacher)
    for name in ("subject-request", "subject-review", "subject-log", "subject-send", "subject-archive"):
        assert client.get(reverse(name, args=[found.uid])).status_code == 404, name
    assert client.get(reverse("subject-item", args=[found.items.first().uid])).status_code == 404  # type: ignore[union-attr]
    assert found.reference not in text(client, "subject-requests", cast.school.slug)
    assert found.reference not in client.get("/").content.decode()


def test_nobody_else_finds_the_pages(cast: Cast) -> None:
    found = gathered(cast)
    for person in (cast.clerk, cast.teacher, cast.administrator, cast.governor, cast.other_headteacher):
        client = signed_in(person)
        assert client.get(reverse("subject-requests", args=[cast.school.slug])).status_code == 404
        assert client.get(reverse("subject-request", args=[found.uid])).status_code == 404
        assert client.get(reverse("subject-review", args=[found.uid])).status_code == 404


def test_an_item_is_blacked_out_on_its_page_and_a_word_that_would_be_left_is_said(cast: Cast) -> None:
    absence = Absence.objects.create(
        school=cast.school, person=cast.teacher, starts_on=cast.today, entered_by=cast.clerk, entered_at=cast.at
    )
    found = gathered(cast)
    item, client = item_of(found, absence), signed_in(data_protection_lead(cast))
    page = text(client, "subject-item", item.uid)
    assert cast.clerk.name in page
    refused = sent(client, "subject-item", item.uid, status="blacked_out", exemption="third_party")
    assert "Say which words are blacked out" in refused.content.decode()
    sent(client, "subject-item", item.uid, status="blacked_out", exemption="third_party", bars=[cast.clerk.name])
    item.refresh_from_db()
    assert (item.status, item.bars) == (ItemStatus.BLACKED_OUT, cast.clerk.name)


def test_a_file_is_looked_over_and_a_copy_uploaded(cast: Cast) -> None:
    with change():
        file = files.seal(
            "note.txt",
            b"the-original",
            media_type="text/plain",
            owner=cast.teacher,
            school=cast.school,
            by=cast.clerk,
            at=cast.at,
        )
    found = gathered(cast)
    item, client = item_of(found, file), signed_in(data_protection_lead(cast))
    answer = client.get(reverse("subject-item-file", args=[item.uid]))
    assert answer.content == b"the-original"
    copy = SimpleUploadedFile("copy.txt", b"the copy, blacked out")
    sent(client, "subject-item", item.uid, status="blacked_out", exemption="third_party", copy=copy)
    item.refresh_from_db()
    assert item.copy is not None
    assert b"the-original" not in b"".join(packed(cast, found).values())


def test_refused_and_taken_back_on_pages(cast: Cast) -> None:
    client = signed_in(data_protection_lead(cast))
    first, second = asked(cast), asked(cast, who="Walter Without-A-Role")
    sent(client, "subject-refuse", first.uid, ground="unfounded", why="To annoy, as they wrote.")
    sent(client, "subject-withdraw", second.uid, why="Not any more.")
    assert "To annoy, as they wrote." in text(client, "subject-request", first.uid)
    listed = text(client, "subject-requests", cast.school.slug, query="?status=all")
    assert "Walter Without-A-Role" in listed
    assert "No requests here" in text(client, "subject-requests", cast.school.slug)


def test_pages_cost_as_much_for_many_items_as_for_few(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        asked(cast)
    client, found = signed_in(data_protection_lead(cast)), gathered(cast)
    for number in range(20):
        Absence.objects.create(
            school=cast.school,
            person=cast.teacher,
            starts_on=cast.today - timedelta(days=number),
            entered_by=cast.clerk,
            entered_at=timezone.now(),
        )
    found = gathered(cast, found)
    client.get("/")
    for path, most in (
        (reverse("subject-requests", args=[cast.school.slug]), 14),
        (reverse("subject-request", args=[found.uid]), 16),
        (reverse("subject-review", args=[found.uid]) + "?kind=schools.Absence", 18),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
