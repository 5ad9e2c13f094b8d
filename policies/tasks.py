"""What the clock starts. All of it is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from foundation.schools.models import School
from policies.reviews import announce_reviews


@shared_task(name="policies.announce_reviews")
def announce_all_reviews() -> None:
    """Each morning, school by school: reviews that come up or are overdue."""
    now = timezone.now()
    for school in School.objects.select_related("rules").filter(rules__isnull=False).order_by("pk"):
        announce_reviews(school, on=timezone.localdate(now), at=now)
