"""What the clock and a wake-up start. All of it is safe to run twice, at once or again."""

from datetime import timedelta

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from foundation.jobs.models import Job, KeptTyping, Submission
from foundation.jobs.runner import run_next
from foundation.jobs.wake import AWAKE, wake_now

TYPING_KEPT = timedelta(days=1)
SUBMISSIONS_KEPT = timedelta(days=30)
JOBS_OF_NO_SCHOOL_KEPT = timedelta(days=92)  # a school's own are kept as long as its schedule says


@shared_task(name="jobs.run_owed")
def run_owed() -> None:
    """Try one owed job; while there are more, ask for the next run. Each minute, and whenever a change woke it."""
    cache.delete(AWAKE)
    if run_next(timezone.now) and Job.objects.owed(timezone.now()).exists():
        wake_now()


@shared_task(name="jobs.forget")
def forget() -> None:
    """Remove typing kept for a day, the marks of forms done a month ago, and jobs of no school done months ago."""
    now = timezone.now()
    KeptTyping.objects.filter(kept_at__lt=now - TYPING_KEPT).delete()
    Submission.objects.filter(at__lt=now - SUBMISSIONS_KEPT).delete()
    Job.objects.filter(school_uid=None, finished_at__lt=now - JOBS_OF_NO_SCHOOL_KEPT).delete()
