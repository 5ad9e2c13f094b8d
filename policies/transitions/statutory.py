"""The school's own list of statutory policies, and what the clerk says of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.models import Policy, StatutoryAnswer, StatutoryList
from policies.verbs import STATUTORY_LIST_MOVES, Verb


@dataclass(frozen=True)
class ListRead:
    """What was read of a file: the lines as they are kept, and what is wrong by row."""

    rows: Sequence[dict[str, Any]]
    problems: Sequence[tuple[int, str]]


def offer_statutory_list(
    school: School, file: File, read: ListRead, *, uid: UUID, by: Person, at: datetime
) -> StatutoryList:
    """Keep an uploaded list to be looked over; nothing changes until it is taken."""
    with change():
        offered = StatutoryList.objects.create(
            uid=uid,
            school=school,
            file=file,
            rows=list(read.rows),
            problems=[list(problem) for problem in read.problems],
            offered_by=by,
            offered_at=at,
        )
        about = {"name": file.name, "sha256": file.sha256, "lines": len(read.rows), "problems": len(read.problems)}
        trail.record(Verb.STATUTORY_LIST_OFFERED, offered, by=by, at=at, school=school, **about)
    return offered


def _held(offered: StatutoryList) -> StatutoryList:
    """The list, with its school held: two of them are never put in use at once."""
    School.objects.select_for_update().get(pk=offered.school_id)
    return StatutoryList.objects.select_related("school", "file").get(pk=offered.pk)


def take_statutory_list(offered: StatutoryList, *, by: Person, at: datetime) -> StatutoryList:
    """Put an uploaded list in use; the one before is kept. One with anything wrong in it is not taken."""
    with change():
        taken = _held(offered)
        status = STATUTORY_LIST_MOVES.check("take", taken.status)
        if taken.problems or not taken.rows:
            raise NotAllowed("Something is wrong in this file. Mend it there, and upload it again.")
        _replace(taken.school, by=by, at=at)
        taken.status, taken.taken_by, taken.taken_at = status, by, at
        taken.save(update_fields=["status", "taken_by", "taken_at"])
        trail.record(Verb.STATUTORY_LIST_TAKEN, taken, by=by, at=at, school=taken.school, sha256=taken.file.sha256)
    return taken


def use_shipped_list(school: School, *, by: Person, at: datetime) -> None:
    """Go back to the list that comes with the product; the school's own is kept."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        if not _replace(school, by=by, at=at):
            raise NotAllowed("The list that comes with Countersign is in use already.")


def _replace(school: School, *, by: Person, at: datetime) -> bool:
    current = StatutoryList.objects.filter(school=school, status=StatutoryList.Status.IN_USE).first()
    if current is None:
        return False
    current.status = STATUTORY_LIST_MOVES.check("replace", current.status)
    current.ended_by, current.ended_at = by, at
    current.save(update_fields=["status", "ended_by", "ended_at"])
    trail.record(Verb.STATUTORY_LIST_REPLACED, current, by=by, at=at, school=school)
    return True


def drop_statutory_list(offered: StatutoryList, *, by: Person, at: datetime) -> StatutoryList:
    """Decide not to take an uploaded list."""
    with change():
        dropped = _held(offered)
        dropped.status = STATUTORY_LIST_MOVES.check("drop", dropped.status)
        dropped.ended_by, dropped.ended_at = by, at
        dropped.save(update_fields=["status", "ended_by", "ended_at"])
        trail.record(Verb.STATUTORY_LIST_DROPPED, dropped, by=by, at=at, school=dropped.school)
    return dropped


def answer_statutory(
    school: School, key: str, *, policy: Policy | None = None, not_needed_why: str = "", by: Person, at: datetime
) -> StatutoryAnswer | None:
    """Say which policy a line of the list is, or why there is none; with neither, take back what was said."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        if policy is not None and policy.school_id != school.pk:
            raise NotAllowed("That policy is another school's.")
        before = StatutoryAnswer.objects.filter(school=school, key=key).select_related("policy").first()
        said = str(policy or not_needed_why)
        trail.record(
            Verb.STATUTORY_ANSWERED,
            policy or school,
            by=by,
            at=at,
            school=school,
            line=key,
            before=str(before.policy or before.not_needed_why) if before else "",
            after=said,
        )
        if not said or (policy is None and not not_needed_why):
            StatutoryAnswer.objects.filter(school=school, key=key).delete()
            return None
        about = {
            "policy": policy,
            "not_needed_why": "" if policy else not_needed_why,
            "answered_by": by,
            "answered_at": at,
        }
        answer, _ = StatutoryAnswer.objects.update_or_create(school=school, key=key, defaults=about)
    return answer
