"""What the clock starts for checks and logs. All of it is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from foundation.core.actors import Clock
from monitoring.models import Check
from monitoring.transitions.checks import forget_drafts
from monitoring.transitions.extracts import forget_logs
from monitoring.transitions.telling import chase

CHECKS, LOGS = Clock("checks"), Clock("logs that nobody went on with")


@shared_task(name="monitoring.chase_checks")
def chase_checks() -> None:
    """Each hour: where the employee is to be told now, those who answer for it are told, once."""
    rows = Check.objects.filter(way__in=(Check.Way.COVERT, Check.Way.POLICY), told_at=None, chased_at=None)
    for check in rows.exclude(status=Check.Status.WITHDRAWN).order_by("pk"):
        chase(check, by=CHECKS, at=timezone.now())


@shared_task(name="monitoring.forget_logs")
def forget_uploads() -> None:
    """Each night: files that wait for a week to be brought in are destroyed, and checks nobody sent for a month."""
    forget_logs(by=LOGS, at=timezone.now())
    forget_drafts(at=timezone.now())
