"""The job that brings in a file with the roll, in chunks, safe to run twice and to stop in the middle."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.jobs.kinds import JobAgain, JobRefused, Progress, job
from foundation.jobs.models import Job
from foundation.jobs.transitions import ask
from foundation.schools.models import Person, RollImport
from foundation.schools.roll.keeping import discard
from foundation.schools.roll.plan import Plan
from foundation.schools.transitions.roll import apply_chunk, confirm_roll, leave_roll

KIND = "schools.roll"
CHUNKS_AT_ONCE = 40  # then the worker is free for others, and goes on


def bring_in(roll: RollImport, plan: Plan, *, by: Person, at: datetime) -> Job:
    """Confirm what the preview showed and ask for it to be done. Raises NotAllowed while questions are open."""
    if plan.asks_day_order or plan.asks_groups:
        raise NotAllowed("Answer first what the file leaves open.")
    with change():
        roll = confirm_roll(roll, items=plan.items, by=by, at=at)
        return ask(KIND, key=f"{KIND}:{roll.uid}", payload={"roll": str(roll.uid)}, school=roll.school, by=by, at=at)


def put_away(roll: RollImport, *, by: Person, at: datetime) -> None:
    """Leave a file without bringing it in, and destroy it."""
    with change():
        leave_roll(roll, by=by, at=at)
        discard(roll, by=by, at=at)


def _result_url(asked: Job) -> str:
    return reverse("roll-preview", args=[asked.payload["roll"]])


@job(KIND, "Bringing in the roll", result_url=_result_url)
def do_roll(asked: Job, progress: Progress) -> dict[str, Any]:
    """Bring in a confirmed file, as long as who confirmed it still keeps the roll."""
    roll = RollImport.objects.select_related("school", "confirmed_by__user").get(uid=asked.payload["roll"])
    by = roll.confirmed_by
    if by is None or by.user is None or not by.user.has_perm("schools.keep_roll", roll.school):
        raise JobRefused("Whoever confirmed this file does not keep the roll any more. Send it again.")
    for _ in range(CHUNKS_AT_ONCE):
        roll = apply_chunk(roll, at=timezone.now())
        progress(roll.done_count, roll.total_count, f"{roll.done_count} of {roll.total_count} steps")
        if roll.status == RollImport.Status.APPLIED:
            discard(roll, by=by, at=timezone.now())
            return {"roll": str(roll.uid)}
    raise JobAgain
