"""What holds for everyone signed in: pages are not kept by the browser, and a forgotten session ends."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, user_logged_in
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.keyring import KeyringError

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT = "signed_in_at"
REFRESH = timedelta(minutes=1)


class NoStoreMiddleware:
    """A page shown to a session is never stored: the next person at a shared computer cannot go back to it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        own = {settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME}
        if own & request.COOKIES.keys() or response.cookies:
            response["Cache-Control"] = "no-store, private"
        return response


def keep_the_beginning(request: HttpRequest, **_: Any) -> None:
    """A session ends so many hours after it began, used or not."""
    now = timezone.now()
    request.session[SIGNED_IN_AT] = now.isoformat()
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))


user_logged_in.connect(keep_the_beginning, dispatch_uid="config.keep_the_beginning")


class IdleMiddleware:
    """Signs out who has not asked for a page for SESSION_IDLE.

    When the last page was asked for stands in a signed cookie bound to the session, so that reading writes nothing
    to the database. Without the cookie the session counts as last used when it began.
    """

    signer = Signer(salt="config.idle")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SIGNED_IN_AT not in request.session:
            return self.get_response(request)
        idle = self._idle(request)
        if idle > settings.SESSION_IDLE:
            logout(request)
            return self.get_response(request)
        response = self.get_response(request)
        if idle > REFRESH and SIGNED_IN_AT in request.session:
            self._mark(request, response)
        return response

    def _idle(self, request: HttpRequest) -> timedelta:
        now = timezone.now()
        idle = now - datetime.fromisoformat(request.session[SIGNED_IN_AT])
        try:
            key, _, seen = self.signer.unsign(request.COOKIES.get(settings.IDLE_COOKIE_NAME, "")).partition("/")
        except BadSignature:
            return idle
        if key != self._own(request):
            return idle
        return min(idle, now - datetime.fromisoformat(seen))

    def _own(self, request: HttpRequest) -> str:
        """Names the session by whose it is and when it began."""
        return self.signer.signature(f"{request.session[SESSION_KEY]} {request.session[SIGNED_IN_AT]}")

    def _mark(self, request: HttpRequest, response: HttpResponse) -> None:
        value = self.signer.sign(f"{self._own(request)}/{timezone.now().isoformat()}")
        response.set_cookie(
            settings.IDLE_COOKIE_NAME, value, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


class SealedMiddleware:
    """What is kept encrypted and cannot be opened is not shown, and the page says so: no half of it, no guess."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, KeyringError):
            return None
        log.error("A page cannot be shown: %s", exception)
        return render(request, "documents/sealed.html", status=500)
