"""A form sent twice is done once; typing survives a session that ended.

Every form carries a token. The first change that a request makes writes the token down, in its own transaction: when
the change is refused or fails, the form can be sent again; when it was done, the second sending is led to the answer
of the first. Two sendings at once meet at the unique token: one waits for the other.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.core.change import first_act, undo_with
from foundation.core.rules import USER
from foundation.jobs import typing_kept
from foundation.jobs.models import Submission

LONGEST_TOKEN, LONGEST_PATH = 64, 500
signer = Signer(salt="foundation.jobs.last-user")


class AlreadyDone(Exception):
    """This form was done already, or is being done right now by another request."""


@dataclass
class Sending:
    """The form that this request sends."""

    token: str
    user_uid: UUID
    path: str
    at: datetime
    is_marked: bool = False

    def unmark(self) -> None:
        self.is_marked = False


_sending: ContextVar[Sending | None] = ContextVar("sending", default=None)


@first_act
def mark() -> None:
    """Write down that the form of this request is done. Raises AlreadyDone when it was."""
    sending = _sending.get()
    if sending is None or sending.is_marked:
        return
    sending.is_marked = True
    undo_with(sending.unmark)
    try:
        Submission.objects.create(
            token=sending.token, user_uid=sending.user_uid, path=sending.path[:LONGEST_PATH], at=sending.at
        )
    except IntegrityError as error:
        raise AlreadyDone from error


class SubmissionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _sending.set(None)
        began_as = _uid(request)
        try:
            response = self.get_response(request)
            _keep_answer(request, response)
        finally:
            _sending.reset(before)
        _remember(request, response, began_as)
        if response.status_code < 500:
            typing_kept.forget(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, named: Any
    ) -> HttpResponse | None:
        """Before the view: bring back kept typing, lead a form that was done to its answer, keep what would be lost."""
        if request.method != "POST":
            return None
        user_uid, access = _uid(request), getattr(view, "access", None)
        if user_uid is None:
            needs_sign_in = access is not None and not access.public and access.asker == USER
            return _kept(request) if needs_sign_in and request.POST.get("token") else None
        typing_kept.bring_back(request, user_uid)
        token = request.POST.get("token", "")
        if not token or len(token) > LONGEST_TOKEN or "\0" in token:
            return None
        if Submission.objects.filter(token=token, user_uid=user_uid).exists():
            return _led_on(request, token, user_uid)
        _sending.set(Sending(token, user_uid, request.get_full_path(), timezone.now()))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The same form at the same moment: the other request does it."""
        sending = _sending.get()
        if not isinstance(exception, AlreadyDone) or sending is None:
            return None
        return _led_on(request, sending.token, sending.user_uid)


def _uid(request: HttpRequest) -> UUID | None:
    user = request.user
    return user.uid if user.is_authenticated else None


def _led_on(request: HttpRequest, token: str, user_uid: UUID) -> HttpResponse:
    """To where the first sending was led; while that is not known, to the page the form stood on."""
    done = Submission.objects.filter(token=token, user_uid=user_uid).first()
    return HttpResponseRedirect((done.answer if done else "") or _form_page(request))


def _form_page(request: HttpRequest) -> str:
    access = getattr(request.resolver_match and request.resolver_match.func, "access", None)
    if access is not None and "GET" in access.methods:
        return request.get_full_path()
    came_from = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if is_ours else "/"


def _keep_answer(request: HttpRequest, response: HttpResponse) -> None:
    sending, answer = _sending.get(), response.headers.get("Location", "")
    if sending is None or not sending.is_marked or not 0 < len(answer) <= LONGEST_PATH:
        return
    if url_has_allowed_host_and_scheme(answer, {request.get_host()}, request.is_secure()):
        Submission.objects.filter(token=sending.token, user_uid=sending.user_uid).update(answer=answer)


def _kept(request: HttpRequest) -> HttpResponse | None:
    """Keep what was typed for whoever was signed in here last, and ask to sign in."""
    try:
        user_uid = UUID(signer.unsign(request.COOKIES.get(_cookie(), "")))
    except (BadSignature, ValueError):
        return None
    kept = typing_kept.keep(request, user_uid, timezone.now())
    if kept is None:
        return None
    next_page = f"{reverse(settings.LOGIN_URL)}?next={reverse('carry-on', args=[kept.uid])}"
    return HttpResponseRedirect(next_page)


def _cookie() -> str:
    return f"{settings.COOKIES}last-user"


def _remember(request: HttpRequest, response: HttpResponse, began_as: UUID | None) -> None:
    """Name the user in a signed cookie while signed in; signing out takes it away, a session that ends does not."""
    now, kept = _uid(request), request.COOKIES.get(_cookie(), "")
    if now is None:
        if began_as is not None:
            response.delete_cookie(_cookie(), samesite="Lax")
    elif kept != (value := signer.sign(str(now))):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(_cookie(), value, httponly=True, samesite="Lax", secure=secure)
