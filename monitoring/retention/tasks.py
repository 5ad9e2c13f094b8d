"""What the clock starts. All of it is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from foundation.schools.models import School
from monitoring.retention.alarms import database_time
from monitoring.retention.filed import file_what_is_not
from monitoring.retention.replay import replay
from monitoring.retention.run import look_over


@shared_task(name="monitoring.retention_night")
def retention_night() -> None:
    """Each hour of the night: what a restored database brought back goes again; then what falls due, once a day."""
    now = timezone.now()
    file_what_is_not(now)
    replay(at=now)
    for school in School.objects.order_by("pk"):
        look_over(school, at=now, database_at=database_time())
