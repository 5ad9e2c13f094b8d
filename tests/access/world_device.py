"""A shared device in the world of the access tests, with somebody who gave their PIN there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from foundation.schools.devices import _seen
from foundation.schools.pins import set_up_code
from foundation.schools.transitions.devices import give_code, name_device, set_up_device
from foundation.schools.transitions.pins import give_pin, give_slips, set_pin
from policies.models import Problem
from policies.transitions import answer_problem, raise_problem, reply_to_problem

if TYPE_CHECKING:
    from tests.access.world import World

PIN = "482951"


def add_device(world: World) -> None:
    """A device that is set up and has a new code besides; the teacher is there, and has a slip."""
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    device = name_device(cast.school, name="Kitchen tablet", groups=(cast.teachers, cast.midday), **by)
    device, world.words["device_key"] = set_up_device(set_up_code(device), at=cast.at)
    set_pin(cast.teacher, PIN, **by)
    give_slips([cast.teacher], **by)
    session = give_pin(device, cast.teacher, PIN, at=cast.at).session
    device = give_code(device, **by)
    world.rows |= {"device": device, "device_session": session, "problem": _problem(world)}
    world.words["device_code"] = set_up_code(device)


def _problem(world: World) -> Problem:
    """What the teacher has against the policy in force, answered by its owner, and what they said then."""
    cast, version = world.cast, world.rows["version"]
    clause = version.clauses.get(anchor="2-lost-keys")
    seen = version.content_hash
    problem = raise_problem(version, words="There is no book.", clause=clause, seen=seen, by=cast.teacher, at=cast.at)
    answer_problem(problem, words="There will be.", seen=1, by=world.owner, at=cast.at)
    return reply_to_problem(problem, words="When?", seen=2, by=cast.teacher, at=cast.at)


def at_the_device(world: World) -> Client:
    """The browser of the device, at which the teacher gave the PIN."""
    client = world.client(None)
    client.cookies[settings.DEVICE_COOKIE_NAME] = world.words["device_key"]
    client.cookies[settings.DEVICE_SEEN_COOKIE_NAME] = _seen(world.rows["device_session"], timezone.now())
    return client
