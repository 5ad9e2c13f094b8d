"""Posts in the world of the access tests: one that is written, with a picture; approved; published.

The colleague (“audience”) may post on the live site, the teacher (“self”) and the headteacher have it in hand, and by
the usual house rule senior leaders post without asking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from approvals import transitions
from approvals.models import Attachment, Kind, Request, Step
from approvals.transitions import Answer
from approvals.transitions.asking import hash_of
from approvals.transitions.attaching import Pictures, attach
from approvals.transitions.publishing import Published, record_published
from foundation.documents.uploads import Checked
from tests.access.sheets import PNG

if TYPE_CHECKING:
    from foundation.schools.models import Person
    from tests.access.world import World


def add_posts(world: World) -> None:
    """Add the rows to the world."""
    cast = world.cast
    draft, picture = _written(world, world.owner)
    approved, _ = _approved(world)
    published, shown = _approved(world)
    there = Published("https://chalkboard.example/kites/0", cast.at)
    record_published(published, there, by=cast.senior_leader, at=cast.at)
    world.rows |= {
        "pictured_request": draft,
        "picture": picture,
        "draft_picture_file": picture.file,
        "approved_post": approved,
        "published_post": published,
        "post_picture_file": shown.file,
    }


def _written(world: World, by: Person) -> tuple[Request, Attachment]:
    at, site = world.cast.at, world.rows["site"]
    request = transitions.start_request(world.cast.school, Kind.POST, by=by, at=at)
    pictures = Pictures("picture", "Kites", [Checked("kites.png", PNG, "image/png", ("place",))])
    (picture,) = attach(request, pictures, by=by, at=at)
    request.refresh_from_db()
    answers: dict[str, Any] = {"site": str(site.uid), "text": "Kites fly.", "publish_on": world.cast.today.isoformat()}
    seen = hash_of(request.kind, request.answers)
    return transitions.write_request(request, answers | {"checks": ["links"]}, seen=seen, by=by, at=at), picture


def _approved(world: World) -> tuple[Request, Attachment]:
    cast = world.cast
    request, picture = _written(world, cast.teacher)
    seen = hash_of(request.kind, request.answers)
    transitions.send_request(request, seen=seen, by=cast.teacher, at=cast.at)
    step = Step.objects.select_related("revision", "request").get(request=request, status=Step.Status.OPEN)
    seen = step.revision.content_hash
    transitions.answer_step(step, Answer("approved", "It is true."), seen=seen, by=cast.senior_leader, at=cast.at)
    return Request.objects.get(pk=request.pk), picture
