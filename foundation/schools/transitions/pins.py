"""PINs at shared devices: slips, setting one, giving it, and the lock after too many wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import DeviceSession, Person, Pin, SharedDevice
from foundation.schools.pins import (
    FORGOTTEN,
    LOCKED_AFTER,
    close_pin,
    device_free_at,
    free_at,
    is_code,
    is_right,
    slip_code,
    too_easy,
)
from foundation.schools.signals import pin_locked
from foundation.schools.transitions.devices import AT_THE_DEVICE
from foundation.schools.verbs import Verb

SLIP_LASTS = timedelta(days=14)
WRONG = "That is not the PIN for this name."
WRONG_SLIP = "That is not the code of a slip for this name."
LOCKED = "Too many wrong PINs: this name is locked. Ask the office to lift the lock."


@dataclass(frozen=True)
class Given:
    """The answer to a PIN: who is at the device now, or a sentence. A wrong one is kept, so it is not an error."""

    session: DeviceSession | None = None
    sentence: str = ""


def set_pin(person: Person, typed: str, *, by: Person, at: datetime) -> Pin:
    """Set somebody's PIN; a lock is lifted with it. Raises NotAllowed for one that is too easy."""
    with change():
        pin = _held(person)
        _check(pin.person, typed)
        _keep(pin, typed, by, at)
        trail.record(Verb.PIN_SET, pin, by=by, at=at, school=pin.school, name=pin.person.name)
    return pin


def give_slips(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Have a slip for each of these people, with which they choose their PIN themselves; an earlier one is no good."""
    with change():
        for person in people:
            pin = _held(person)
            pin.slip_number += 1
            pin.slip_until = at + SLIP_LASTS
            pin.save(update_fields=["slip_number", "slip_until"])
            trail.record(Verb.SLIP_GIVEN, pin, by=by, at=at, school=pin.school, name=pin.person.name)
    return len(people)


def lift_lock(person: Person, *, by: Actor, at: datetime) -> Pin:
    """Let somebody try their PIN again after too many wrong ones."""
    with change():
        pin = _held(person)
        pin.locked_at, pin.wrong, pin.wrong_at = None, 0, None
        pin.save(update_fields=["locked_at", "wrong", "wrong_at"])
        trail.record(Verb.PIN_LIFTED, pin, by=by, at=at, school=pin.school, name=pin.person.name)
    return pin


def give_pin(device: SharedDevice, person: Person, typed: str, *, at: datetime) -> Given:
    """Somebody chose this name and typed this PIN: from now on they are at the device, and nobody else is."""
    with change():
        device, pin = _device(device), _held(person)
        refused = _refused(device, pin, at)
        if refused:
            return Given(sentence=refused)
        if not is_right(pin, typed):
            return Given(sentence=_count_wrong(device, pin, WRONG, at))
        return _let_in(device, pin, at)


def use_slip(device: SharedDevice, person: Person, code: str, typed: str, *, at: datetime) -> Given:
    """Choose one's own PIN with a slip, once; wrong codes count like wrong PINs."""
    with change():
        device, pin = _device(device), _held(person)
        refused = _refused(device, pin, at)
        if refused:
            return Given(sentence=refused)
        is_out = pin.slip_until is not None and pin.slip_until > at
        if not is_code(code, slip_code(pin)) or not is_out:
            return Given(sentence=_count_wrong(device, pin, WRONG_SLIP, at))
        easy = too_easy(typed, digits=pin.school.rules.pin_digits, reference=pin.person.reference)
        if easy:
            return Given(sentence=easy)
        _keep(pin, typed, pin.person, at)
        trail.record(Verb.PIN_SET, pin, by=pin.person, at=at, school=pin.school, name=pin.person.name)
        return _let_in(device, pin, at)


def _device(device: SharedDevice) -> SharedDevice:
    return SharedDevice.objects.select_for_update(of=("self",)).select_related("school").get(pk=device.pk)


def _held(person: Person) -> Pin:
    """The person's row, made where there is none, held for this change."""
    Pin.objects.get_or_create(person=person, defaults={"school_id": person.school_id})
    held = Pin.objects.select_for_update(of=("self",)).select_related("person", "school__rules")
    return held.get(person=person)


def _check(person: Person, typed: str) -> None:
    easy = too_easy(typed, digits=person.school.rules.pin_digits, reference=person.reference)
    if easy:
        raise NotAllowed(easy)


def _keep(pin: Pin, typed: str, by: Person, at: datetime) -> None:
    pin.closed, pin.set_by, pin.set_at, pin.slip_until = close_pin(pin.person, typed), by, at, None
    pin.locked_at, pin.wrong, pin.wrong_at = None, 0, None
    pin.save(update_fields=["closed", "set_by", "set_at", "slip_until", "locked_at", "wrong", "wrong_at"])


def _let_in(device: SharedDevice, pin: Pin, at: datetime) -> Given:
    pin.wrong, pin.wrong_at = 0, None
    pin.save(update_fields=["wrong", "wrong_at"])
    device.used_at = at
    device.save(update_fields=["used_at"])
    DeviceSession.objects.filter(device=device).delete()
    session = DeviceSession(school=device.school, device=device, person=pin.person, started_at=at)
    session.save()
    return Given(session)


def _refused(device: SharedDevice, pin: Pin, at: datetime) -> str:
    """Why no PIN is taken now, whatever it is; the same for a name without a PIN."""
    if pin.locked_at is not None:
        return LOCKED
    for free, where in ((free_at(pin), "for this name"), (device_free_at(device), "at this device")):
        if free is not None and at < free:
            left = ceil((free - at) / timedelta(minutes=1))
            return f"Too many wrong PINs {where}. Try again in {left} minute{'s' if left > 1 else ''}."
    return ""


def _count_wrong(device: SharedDevice, pin: Pin, sentence: str, at: datetime) -> str:
    """Count it for the name and for the device; the tenth in a row for a name locks it, and the office is told."""
    long_ago = device.wrong_at is None or at - device.wrong_at > FORGOTTEN
    device.wrong, device.wrong_at = 1 if long_ago else device.wrong + 1, at
    device.save(update_fields=["wrong", "wrong_at"])
    pin.wrong, pin.wrong_at = pin.wrong + 1, at
    if pin.wrong >= LOCKED_AFTER:
        pin.locked_at = at
        trail.record(Verb.PIN_LOCKED, pin, by=AT_THE_DEVICE, at=at, school=pin.school, device=device.name)
        pin_locked.send(Pin, pin=pin, at=at)
        sentence = LOCKED
    pin.save(update_fields=["wrong", "wrong_at", "locked_at"])
    return sentence
