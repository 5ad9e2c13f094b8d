"""Who asks at a shared device: nobody is signed in, but the browser is known, and somebody may have given their PIN.

The browser keeps a long random key (the database its hash). Who is there now is a row of the device; how long ago they
last asked for a page stands in a signed cookie bound to that row, so that reading writes nothing. A forgotten tablet is
handed over by itself: the cookie is too old, and the list of names is shown again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.schools.models import DeviceSession, Person, SharedDevice

LONGEST = timedelta(hours=1)
KEY_DAYS = 400  # as long as a browser keeps a cookie at most
signer = Signer(salt="foundation.schools.devices")


@dataclass
class AtDevice:
    """A shared device, and who gave their PIN there. It holds the permissions that are for such a device, no others."""

    device: SharedDevice
    session: DeviceSession | None = None
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def asks_as(self) -> str:
        return "device" if self.session is None else "at_device"

    @property
    def person(self) -> Person:
        """Who is there. Raises LookupError while nobody is."""
        if self.session is None:
            raise LookupError("Nobody gave their PIN here.")
        return self.session.person

    @property
    def minutes(self) -> int:
        """How long it may be left alone."""
        return minutes_of(self.device)


def minutes_of(device: SharedDevice) -> int:
    """After how many minutes without a touch the device is handed over (house rule)."""
    return device.school.rules.device_minutes


def key_hash(key: str) -> str:
    """What is kept of a device's key: long and random, so that a plain hash is enough."""
    return sha256(key.encode()).hexdigest()


class DeviceMiddleware:
    """Finds the shared device by its key (`request.device`) and who is there (`request.at_device`), else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asker: Any = request
        asker.device, asker.at_device = _found(request, timezone.now())
        response = self.get_response(request)
        if asker.at_device is not None:
            set_cookie(response, settings.DEVICE_SEEN_COOKIE_NAME, _seen(asker.at_device.session, timezone.now()))
        elif asker.device is not None and settings.DEVICE_SEEN_COOKIE_NAME in request.COOKIES:
            response.delete_cookie(settings.DEVICE_SEEN_COOKIE_NAME, samesite="Strict")
        return response


def set_cookie(response: HttpResponse, name: str, value: str, *, days: int | None = None) -> None:
    """A cookie that no script reads and no other site sends."""
    age = days * 24 * 3600 if days else None
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="Strict", secure=secure)


def _found(request: HttpRequest, now: datetime) -> tuple[AtDevice | None, AtDevice | None]:
    key = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    known = SharedDevice.objects.filter(key_hash=key_hash(key), revoked_at=None) if key else SharedDevice.objects.none()
    device = known.select_related("school__rules", "session__person").first()
    if device is None:
        return None, None
    session: DeviceSession | None = getattr(device, "session", None)
    if session is None or not _is_there(request, session, minutes_of(device), now):
        return AtDevice(device), None
    return AtDevice(device), AtDevice(device, session)


def _seen(session: DeviceSession, now: datetime) -> str:
    return signer.sign(f"{session.uid}/{now.isoformat()}")


def _is_there(request: HttpRequest, session: DeviceSession, minutes: int, now: datetime) -> bool:
    """Whether this browser is the one in which the PIN was given, and was not left alone since."""
    try:
        uid, _, seen = signer.unsign(request.COOKIES.get(settings.DEVICE_SEEN_COOKIE_NAME, "")).partition("/")
    except BadSignature:
        return False
    idle = now - datetime.fromisoformat(seen)
    return uid == str(session.uid) and idle <= timedelta(minutes=minutes) and now - session.started_at <= LONGEST
