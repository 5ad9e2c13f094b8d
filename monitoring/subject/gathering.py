"""The job that finds everything that names somebody, and says of each who looks it over and whom else it names."""

import time
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.keyring import KeyringError
from foundation.jobs.kinds import JobAgain, JobRefused, Progress, job
from foundation.jobs.models import Job
from monitoring.models import Exemption, ItemStatus, SubjectItem, SubjectRequest
from monitoring.subject.content import content, hash_of, text_of
from monitoring.subject.finding import Hit, Search
from monitoring.subject.guards import guard_of, is_their_draft, is_theirs_alone
from monitoring.subject.needles import Roll
from monitoring.transitions.subject_items import (
    GATHER,
    GONE,
    THEIRS_ALONE,
    add_items,
    finish_gather,
    note_searched,
    settle,
)

AT_ONCE = 200  # items kept in one change
LONGEST = 120  # seconds of one try; a worker's own limit is more than twice that
NOT_OPENED = (
    "Something that is kept encrypted cannot be opened: its key is missing. Tell whoever looks after this site."
)


def request_of(asked: Job) -> SubjectRequest:
    """The request that a job is for."""
    rows = SubjectRequest.objects.select_related("school", "person__user")
    return rows.get(uid=asked.payload["request"])


def request_url(asked: Job) -> str:
    return reverse("subject-request", args=[asked.payload["request"]])


@job(GATHER, "Finding everything that names somebody", result_url=request_url)
def gather(asked: Job, progress: Progress) -> dict[str, Any]:
    """Search all that is kept at the school; safe to run twice, because each row is an item once."""
    request = request_of(asked)
    if request.status != SubjectRequest.Status.GATHERING:
        return {"request": str(request.uid)}

    def far(done: int, total: int) -> None:
        progress(done, total, "Looking through what is kept")

    search = Search(request, far, searched=request.searched)
    try:
        _keep_all(request, search, time.monotonic() + LONGEST)
    except KeyringError as lost:
        raise JobRefused(NOT_OPENED) from lost
    finish_gather(request, at=timezone.now())
    return {"request": str(request.uid)}


def _keep_all(request: SubjectRequest, search: Search, until: float) -> None:
    """Keep what is found, some at a time. Raises JobAgain when this try took long enough: the next goes on there."""
    waiting = list[SubjectItem]()
    search.seen |= set(request.items.values_list("about_label", "about_pk"))
    roll = Roll.of(request.school_id, but=search.needles)

    def keep() -> None:
        add_items(request, waiting, at=timezone.now())
        waiting.clear()
        note_searched(request, search.searched)
        search.progress(*search.place)
        if time.monotonic() > until:
            raise JobAgain

    search.after_model = keep
    for hit in search.hits():
        waiting.append(item_of(request, hit, roll))
        if len(waiting) >= AT_ONCE:
            keep()
    add_items(request, waiting, at=timezone.now())


def item_of(request: SubjectRequest, hit: Hit, roll: Roll) -> SubjectItem:
    """An item as it is first kept: to be looked at, but for what nobody may look at."""
    said, guard = content(hit.row), guard_of(hit.row)
    others = roll.named_in(text_of(said))
    label, uid = guard if guard is not None else ("", None)
    item = SubjectItem(
        school=request.school,
        request=request,
        about_label=hit.row._meta.label,
        about_pk=int(hit.row.pk),
        about_uid=getattr(hit.row, "uid", None),
        found=hit.found,
        where=hit.where[:200],
        guard_label=label,
        guard_uid=uid,
        others="\n".join(others),
        names_others=bool(others),
    )
    is_certain = hit.found in (SubjectItem.Found.KEY, SubjectItem.Found.TRAIL, SubjectItem.Found.LOOK)
    if is_their_draft(label, uid, request.person) or (is_certain and is_theirs_alone(hit.row)):
        settle(item, ItemStatus.INCLUDED, THEIRS_ALONE, at=timezone.now())
        item.content_hash = hash_of(said)
    elif guard is None:
        settle(item, ItemStatus.LEFT_OUT, GONE, at=timezone.now())
        item.exemption = Exemption.NOT_THEIRS
    return item
