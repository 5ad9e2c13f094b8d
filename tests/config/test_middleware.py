"""Headers of every page, and how long a session lasts."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.addresses")]
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = "/who/"


def after(**spell: int) -> time_machine.travel:
    return time_machine.travel(NINE + timedelta(**spell), tick=False)


@pytest.fixture
def signed_in(client: Client) -> Client:
    with after(hours=0):
        client.force_login(get_user_model().objects.create_user("clerk@acresfield.example"))
    return client


def still_in(client: Client) -> bool:
    return client.get(PAGE).content != b"AnonymousUser"


def test_every_page_says_what_a_browser_may_do(client: Client) -> None:
    response = client.get(PAGE)
    policy = response["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


def test_a_page_shown_to_a_session_is_not_stored(signed_in: Client) -> None:
    with after(minutes=1):
        assert signed_in.get(PAGE)["Cache-Control"] == "no-store, private"


def test_a_forgotten_session_ends(signed_in: Client) -> None:
    with after(minutes=61):
        assert not still_in(signed_in)


def test_a_session_in_use_goes_on(signed_in: Client) -> None:
    for minutes in (50, 100, 150):
        with after(minutes=minutes):
            assert still_in(signed_in)


def test_a_session_in_use_ends_all_the_same_after_a_day_of_work(signed_in: Client) -> None:
    for minutes in range(50, 12 * 60, 50):
        with after(minutes=minutes):
            assert still_in(signed_in)
    with after(hours=12, minutes=1):
        assert not still_in(signed_in)


def test_a_mark_of_another_session_does_not_count(signed_in: Client) -> None:
    with after(minutes=50):
        assert still_in(signed_in)
    mark = signed_in.cookies[settings.IDLE_COOKIE_NAME].value
    other = Client()
    with after(minutes=1):
        other.force_login(get_user_model().objects.create_user("head@acresfield.example"))
    other.cookies[settings.IDLE_COOKIE_NAME] = mark
    with after(minutes=70):
        assert still_in(signed_in)
        assert not still_in(other)


@pytest.mark.parametrize("mark", ["", "nonsense", "a/b:c", "2026-03-02T10:00:00+00:00"])
def test_a_forged_mark_does_not_count(signed_in: Client, mark: str) -> None:
    signed_in.cookies[settings.IDLE_COOKIE_NAME] = mark
    with after(minutes=70):
        assert not still_in(signed_in)


def test_nobody_signs_up(rf: RequestFactory) -> None:
    assert not get_adapter().is_open_for_signup(rf.get("/"))
