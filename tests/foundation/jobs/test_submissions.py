"""A form sent twice is done once; typing survives a session that ended."""

import re
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.core import keyring
from foundation.jobs.models import Job, KeptTyping, Submission
from foundation.jobs.tasks import forget
from tests.cast import Cast, signed_in
from tests.foundation.core.addresses import Gate

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.core.addresses")]


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


def noted() -> list[str]:
    return [re.findall(r'"text":"(.*?)"', entry.payload)[0] for entry in Entry.objects.filter(verb="noted")]


# Sent twice


def test_the_second_sending_is_led_to_the_answer_of_the_first(clerk: Client) -> None:
    token = uuid4().hex
    answers = [clerk.post("/note/", {"text": "chairs", "token": token}) for _ in range(3)]
    assert [answer["Location"] for answer in answers] == ["/noted/?text=chairs"] * 3
    assert noted() == ["chairs"]


def test_two_forms_are_two_forms(clerk: Client) -> None:
    for _ in range(2):
        clerk.post("/note/", {"text": "same", "token": uuid4().hex})
    assert noted() == ["same", "same"]


def test_a_form_with_a_mistake_is_not_used_up(clerk: Client) -> None:
    token = uuid4().hex
    assert "required" in clerk.post("/note/", {"text": "", "token": token}).content.decode()
    assert not Submission.objects.exists()
    assert clerk.post("/note/", {"text": "chairs", "token": token}).status_code == 302
    assert noted() == ["chairs"]


def test_a_form_that_was_refused_can_be_sent_again(clerk: Client) -> None:
    token = uuid4().hex
    assert "Not that." in clerk.post("/note/", {"text": "no", "token": token}).content.decode()
    assert not Submission.objects.exists()
    assert clerk.post("/note/", {"text": "yes", "token": token}).status_code == 302
    assert noted() == ["yes"]


def test_two_changes_of_one_request_are_one_form(clerk: Client) -> None:
    token = uuid4().hex
    clerk.post("/note-twice/", {"token": token})
    clerk.post("/note-twice/", {"token": token})
    assert noted() == ["first", "second"]
    assert Submission.objects.get().answer == "/noted/"


def test_a_second_press_of_a_button_leads_back_to_its_page_and_never_off_the_site(clerk: Client) -> None:
    form = {"token": uuid4().hex}
    clerk.post("/note-button/", form)
    assert Submission.objects.get().answer == ""
    back = clerk.post("/note-button/", form, headers={"referer": "http://testserver/note/"})
    assert back["Location"] == "http://testserver/note/"
    away = clerk.post("/note-button/", form, headers={"referer": "https://elsewhere.example/"})
    assert away["Location"] == "/"
    assert noted() == ["pressed"]


def test_somebody_elses_token_tells_nothing_and_does_nothing(cast: Cast, clerk: Client) -> None:
    form = {"text": "chairs", "token": uuid4().hex}
    clerk.post("/note/", form)
    answer = signed_in(cast.teacher).post("/note/", form)
    assert answer["Location"] == "/note/"
    assert noted() == ["chairs"]


@pytest.mark.parametrize("token", ["", "x" * 65, "nul\0"])
def test_a_form_without_a_proper_token_is_just_a_form(clerk: Client, token: str) -> None:
    assert clerk.post("/note/", {"text": "chairs", "token": token}).status_code in (200, 302)
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_the_same_form_twice_at_the_same_moment_is_done_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    both_inside = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(Gate, "wait", both_inside.wait)
    clients, token, answers = [signed_in(cast.clerk) for _ in range(2)], uuid4().hex, list[Any]()

    def send(client: Client) -> None:
        try:
            answers.append(client.post("/note/", {"text": f"turn-{turn}", "token": token}))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert f"/noted/?text=turn-{turn}" in {answer["Location"] for answer in answers}
    assert noted() == [f"turn-{turn}"]
    assert Submission.objects.count() == 1


# Signed out while typing


@pytest.fixture
def out_of_time(cast: Cast) -> Client:
    """The clerk's browser, whose session has ended while a page was open."""
    client = signed_in(cast.clerk)
    client.get("/note/")
    end_session(client)
    return client


def end_session(client: Client) -> None:
    del client.cookies["session"]


def signed_in_again(client: Client, person: Any) -> Client:
    client.force_login(person.user)
    return client


def typed(client: Client, path: str = "/note/", **more: Any) -> str:
    """Send a form without a session; the address to carry on at."""
    fields = {"text": "An hour's work", "token": "a" * 32, "csrfmiddlewaretoken": "c", "new_password": "s3cret", **more}
    answer = client.post(path, fields)
    found = re.fullmatch(r"/account/login/\?next=(/carry-on/[0-9a-f-]{36}/)", answer["Location"])
    assert found, answer["Location"]
    return found[1]


def carry_on(client: Client, address: str) -> Any:
    """Press the button of the page to carry on."""
    page = client.get(address).content.decode()
    [action] = re.findall(r'<form method="post" action="(/note.*?)"', page)
    [resume] = re.findall(r'name="resume" value="(.*?)"', page)
    return client.post(action, {"resume": resume})


def test_what_was_typed_comes_back_to_who_typed_it_and_can_be_sent(cast: Cast, out_of_time: Client) -> None:
    address = typed(out_of_time, path="/note/?tab=2")
    client = signed_in_again(out_of_time, cast.clerk)
    shown = carry_on(client, address)
    assert shown.status_code == 200
    assert "An hour&#x27;s work" in shown.content.decode()
    assert "You were signed out while typing" in shown.content.decode()
    assert noted() == []
    assert not KeptTyping.objects.exists()
    [token] = re.findall(r'name="token" value="(.*?)"', shown.content.decode())
    assert client.post("/note/?tab=2", {"text": "An hour's work", "token": token}).status_code == 302
    assert noted() == ["An hour's work"]


def test_a_session_that_was_left_idle_keeps_what_is_then_typed(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    client.get("/note/")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        typed(client)
    assert cast.clerk.user is not None
    assert KeptTyping.objects.get().for_user_uid == cast.clerk.user.uid


def test_nobody_else_gets_it(cast: Cast, out_of_time: Client) -> None:
    address = typed(out_of_time)
    uid = address.split("/")[2]
    client = signed_in_again(out_of_time, cast.teacher)
    assert client.get(address).status_code == 404
    assert client.post("/note/", {"resume": uid}).status_code == 404
    assert KeptTyping.objects.count() == 1


def test_it_is_kept_encrypted_without_passwords_and_files(out_of_time: Client) -> None:
    typed(out_of_time, scan=SimpleUploadedFile("scan.pdf", b"%PDF-1.7"))
    data = bytes(KeptTyping.objects.get().data)
    assert b"hour" not in data
    from_ring = keyring.open_text(data, about=f"kept-typing:{KeptTyping.objects.get().uid}")
    assert "An hour's work" in from_ring
    for left_out in ("s3cret", "scan", "csrf"):
        assert left_out not in from_ring


def test_it_goes_back_to_the_form_it_came_from_and_nowhere_else(cast: Cast, out_of_time: Client) -> None:
    uid = typed(out_of_time).split("/")[2]
    client = signed_in_again(out_of_time, cast.clerk)
    assert client.post("/note-elsewhere/", {"resume": uid}).status_code == 404
    for nonsense in ("", "x", str(uuid4())):
        assert client.post("/note/", {"resume": nonsense}).status_code == 404
    assert KeptTyping.objects.count() == 1


def test_after_signing_out_nothing_is_kept(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    client.get("/note/")
    client.post("/account/logout/")
    answer = client.post("/note/", {"text": "the next person's", "token": "a" * 32})
    assert answer["Location"] == "/account/login/?next=/note/"
    assert not KeptTyping.objects.exists()


@pytest.mark.parametrize("cookie", ["", "nonsense", "00000000-0000-0000-0000-000000000001:forged"])
def test_a_browser_that_nobody_was_signed_in_with_keeps_nothing(client: Client, cookie: str) -> None:
    client.cookies["last-user"] = cookie
    answer = client.post("/note/", {"text": "anything", "token": "a" * 32})
    assert answer["Location"] == "/account/login/?next=/note/"
    assert not KeptTyping.objects.exists()


def test_a_public_form_is_answered_as_ever(out_of_time: Client) -> None:
    assert out_of_time.post("/noted/", {"text": "x", "token": "a" * 32}).status_code == 200
    assert not KeptTyping.objects.exists()


def test_the_cookie_is_out_of_reach_of_scripts_and_set_once(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    first = client.get("/note/").cookies["last-user"]
    assert (first["httponly"], first["samesite"]) == (True, "Lax")
    assert "last-user" not in client.get("/note/").cookies


def test_of_one_log_in_the_last_five_are_kept_and_for_a_day(out_of_time: Client) -> None:
    first = timezone.now()
    for number in range(7):
        with time_machine.travel(first + timedelta(minutes=number), tick=False):
            typed(out_of_time, text=f"number {number}")
    assert KeptTyping.objects.count() == 5
    with time_machine.travel(first + timedelta(days=1, minutes=4, seconds=30), tick=False):
        forget()
    assert KeptTyping.objects.count() == 2


def test_the_marks_of_forms_are_forgotten_after_a_month(clerk: Client) -> None:
    clerk.post("/note/", {"text": "chairs", "token": uuid4().hex})
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        forget()
    assert Submission.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        forget()
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_jobs_of_no_school_are_forgotten_after_three_months() -> None:
    now = timezone.now()
    for days, school in ((100, None), (80, None), (100, uuid4())):
        Job.objects.create(
            kind="x",
            key=str(uuid4()),
            school_uid=school,
            asked_by_uid=uuid4(),
            asked_by_name="Somebody",
            status="done",
            created_at=now - timedelta(days=days),
            due_at=now - timedelta(days=days),
            finished_at=now - timedelta(days=days),
        )
    forget()
    left = Job.objects.order_by("pk")
    assert [(now - job.finished_at).days for job in left if job.finished_at] == [80, 100]
    assert [job.school_uid is None for job in left] == [True, False]
