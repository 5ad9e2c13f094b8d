"""What the clock starts of subject access. Safe to run twice."""

from celery import shared_task
from django.utils import timezone

from monitoring.transitions.subject_items import destroy_old_archives


@shared_task(name="monitoring.destroy_subject_archives")
def destroy_subject_archives() -> None:
    """Each hour: archives of subject requests whose days are over."""
    destroy_old_archives(at=timezone.now())
