"""Shared devices: naming them, setting them up, and taking them away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.devices import key_hash
from foundation.schools.models import DeviceSession, Person, School, SharedDevice, StaffGroup
from foundation.schools.pins import is_code, set_up_code
from foundation.schools.transitions.changes import said, set_fields
from foundation.schools.verbs import Verb

CODE_LASTS = timedelta(days=1)
AT_THE_DEVICE = Clock("shared device")  # nobody is signed in there


def name_device(school: School, *, name: str, groups: Sequence[StaffGroup], by: Person, at: datetime) -> SharedDevice:
    """Name a shared device and say for whom it is; its set-up code is good for a day."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _check_name(school, name)
        device = SharedDevice(school=school, name=name, added_by=by, added_at=at, code_number=1)
        device.code_until = at + CODE_LASTS
        device.save()
        device.groups.set(groups)
        trail.record(Verb.DEVICE_NAMED, device, by=by, at=at, school=school, name=name, groups=said(groups))
    return device


def change_device(
    device: SharedDevice, *, name: str, groups: Sequence[StaffGroup], by: Actor, at: datetime
) -> SharedDevice:
    """Rename a device or say anew for whom it is."""
    with change():
        device = _held(device)
        before = said(device.groups.all())
        changed = set_fields(device, {"name": name})
        if before != said(groups):
            changed["groups"] = [before, said(groups)]
        if not changed:
            return device
        _check_name(device.school, name, but=device)
        device.save(update_fields=["name"])
        device.groups.set(groups)
        trail.record(Verb.DEVICE_CHANGED, device, by=by, at=at, school=device.school, changed=changed)
    return device


def give_code(device: SharedDevice, *, by: Actor, at: datetime) -> SharedDevice:
    """A new set-up code, good for a day and once; the one before is no good any more."""
    with change():
        device = _held(device)
        device.code_number += 1
        device.code_until = at + CODE_LASTS
        device.save(update_fields=["code_number", "code_until"])
        trail.record(Verb.DEVICE_CODE_GIVEN, device, by=by, at=at, school=device.school, name=device.name)
    return device


def set_up_device(code: str, *, at: datetime) -> tuple[SharedDevice, str]:
    """Make the browser in which the code was typed the device; returns the key that it keeps.

    A browser that was this device before is it no longer. Raises NotAllowed for a code that is not good.
    """
    with change():
        waiting = SharedDevice.objects.select_for_update(of=("self",)).filter(revoked_at=None, code_until__gt=at)
        device = next((one for one in waiting.select_related("school") if is_code(code, set_up_code(one))), None)
        if device is None:
            raise NotAllowed("This code is not good, or not any more. Ask the office for a new one.")
        key = token_urlsafe(32)
        device.key_hash, device.set_up_at, device.code_until = key_hash(key), at, None
        device.save(update_fields=["key_hash", "set_up_at", "code_until"])
        DeviceSession.objects.filter(device=device).delete()
        trail.record(Verb.DEVICE_SET_UP, device, by=AT_THE_DEVICE, at=at, school=device.school, name=device.name)
    return device, key


def revoke_device(device: SharedDevice, *, by: Person, at: datetime) -> SharedDevice:
    """Take a device away: lost, sold, or in the wrong hands. From this moment on its browser is nobody."""
    with change():
        device = _held(device)
        device.key_hash, device.code_until, device.revoked_by, device.revoked_at = "", None, by, at
        device.save(update_fields=["key_hash", "code_until", "revoked_by", "revoked_at"])
        DeviceSession.objects.filter(device=device).delete()
        trail.record(Verb.DEVICE_REVOKED, device, by=by, at=at, school=device.school, name=device.name)
    return device


def leave_device(device: SharedDevice, *, at: datetime) -> None:
    """“I have finished”: nobody is at the device any more."""
    with change():
        DeviceSession.objects.filter(device=device, started_at__lte=at).delete()


def _held(device: SharedDevice) -> SharedDevice:
    device = SharedDevice.objects.select_for_update(of=("self",)).select_related("school").get(pk=device.pk)
    if device.revoked_at is not None:
        raise NotAllowed("This device was taken away. Name a new one.")
    return device


def _check_name(school: School, name: str, but: SharedDevice | None = None) -> None:
    named = SharedDevice.objects.filter(school=school, revoked_at=None, name__iexact=name)
    if named.exclude(pk=but.pk if but else 0).exists():
        raise NotAllowed(f"This school has a shared device called {name} already.")
