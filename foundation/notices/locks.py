"""Told to the office: somebody's name is locked at the shared devices."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from foundation.core.rules import allows
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.notices.transitions import announce
from foundation.schools.models import Person, Pin, Role, RoleKind
from foundation.schools.signals import pin_locked

LOCK = "notices.pin_locked"
KEEPERS = (RoleKind.CLERK, RoleKind.ADMINISTRATOR)


def tell_the_office(sender: object, *, pin: Pin, at: datetime, **_: Any) -> None:
    """Tell clerk and administrator, once for each lock."""
    held = Role.objects.current(at.date()).filter(school=pin.school_id, kind__in=KEEPERS)
    keepers = Person.objects.filter(pk__in=held.values("person"))
    key = f"pin-locked:{pin.uid}:{at.isoformat()}"
    announce(LOCK, key=key, recipients=keepers, about=pin, school=pin.school, due_at=at)


def _pin(notice: Notice) -> Pin | None:
    return Pin.objects.select_related("person", "school").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    pin, user = _pin(notice), notice.recipient.user
    return pin is not None and (user is None or allows(user, "schools.keep_pin", pin.person))


def _render(notice: Notice) -> Mail:
    pin = _pin(notice)
    if pin is None or pin.locked_at is None:
        raise NoLongerOwed("The lock is lifted.")
    context = {"name": pin.person.name, "url": reverse("pin-set", args=[pin.person.uid])}
    return Mail(f"A name is locked at {pin.school.said}", "notices/email/pin_locked", context)


kinds.register(LOCK, Kind("A locked name", _may_know, _render))
pin_locked.connect(tell_the_office, dispatch_uid="notices.tell_the_office")
