"""What the clock starts. All of it is safe to run twice."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from approvals.models import Request
from approvals.transitions.alerts import see_to_school
from approvals.transitions.ending import announce_endings, end_request
from approvals.transitions.late import keep_moving
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from foundation.schools.models import School


@shared_task(name="approvals.see_to_sites")
def see_to_all_sites() -> None:
    """Each morning, school by school: whose people went, what is overdue, and which site is well again."""
    now = timezone.now()
    for school in School.objects.order_by("pk"):
        see_to_school(school, on=timezone.localdate(now), at=now)


@shared_task(name="approvals.keep_moving")
def keep_all_moving() -> None:
    """Every few minutes, school by school: a step that nobody holds any more moves, and newcomers are told."""
    now, clock = timezone.now(), Clock("requests under way")
    waiting = Request.objects.filter(status=Request.Status.IN_HAND)
    for school in School.objects.filter(pk__in=waiting.values("school")).order_by("pk"):
        keep_moving(school, by=clock, at=now)


@shared_task(name="approvals.end_requests")
def end_requests() -> None:
    """Each hour, first just after midnight: what was approved until yesterday has come to its end."""
    now, clock = timezone.now(), Clock("ends of requests")
    over = Request.objects.filter(status=Request.Status.APPROVED, ends_on__lt=timezone.localdate(now))
    for request in over.order_by("pk"):
        with suppress(NotAllowed):  # another worker ended it a moment ago
            end_request(request, by=clock, at=now)


@shared_task(name="approvals.announce_endings")
def announce_all_endings() -> None:
    """Each morning, school by school: what was approved until a day that comes near."""
    now = timezone.now()
    ends = Request.objects.filter(status=Request.Status.APPROVED, ends_on__isnull=False)
    for school in School.objects.filter(pk__in=ends.values("school")).order_by("pk"):
        announce_endings(school, on=timezone.localdate(now), at=now)
