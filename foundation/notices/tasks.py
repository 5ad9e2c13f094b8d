"""What the clock and a wake-up start. All of it is safe to run twice, at once or again."""

from datetime import timedelta

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from foundation.notices.delivery import drain
from foundation.notices.digests import remind
from foundation.notices.wake import AWAKE, wake_now
from foundation.schools.models import School

AT_ONCE = timedelta(seconds=45)  # then the worker looks after other work before it goes on


@shared_task(name="notices.deliver")
def deliver() -> None:
    """Send what is owed; each minute, and whenever a change woke it."""
    cache.delete(AWAKE)
    if drain(timezone.now, until=timezone.now() + AT_ONCE):
        wake_now()


@shared_task(name="notices.remind_schools")
def remind_schools() -> None:
    """Each morning: one task for each school."""
    for pk in School.objects.order_by("pk").values_list("pk", flat=True):
        remind_school.delay(pk)


@shared_task(name="notices.remind_school")
def remind_school(pk: int) -> None:
    """The day's digests of one school."""
    remind(School.objects.get(pk=pk), on=timezone.localdate(), at=timezone.now())
