"""What the clock starts. All of it is safe to run twice."""

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.core.keyring import KeyMissing
from incidents.models import Evidence
from incidents.transitions.exporting import MAKER, remove_old_exports
from incidents.transitions.overdue import chase
from incidents.transitions.purging import remove_left_bytes
from incidents.transitions.verifying import verify

log = logging.getLogger(__name__)
VERIFIED_FOR = timedelta(hours=20)
LONGEST_RUN = 200  # seconds; what is left is taken up by the next run of the night


@shared_task(name="incidents.verify_evidence")
def verify_evidence() -> None:
    """At night, every few minutes: what was not verified since the day before is opened and compared with its hash."""
    began, lost = time.monotonic(), set[str]()
    owed = Q(verified_at=None) | Q(verified_at__lt=timezone.now() - VERIFIED_FOR)
    rows = Evidence.objects.filter(owed, purged_at=None).order_by(F("verified_at").asc(nulls_first=True), "pk")
    for row in rows.select_related("case", "original", "working").iterator(chunk_size=50):
        if time.monotonic() - began > LONGEST_RUN:
            break
        try:
            verify(row, at=timezone.now())
        except KeyMissing as missing:  # the bytes may be whole: nothing is said of them
            lost.add(missing.key_id)
    for key_id in sorted(lost):
        log.error("Evidence cannot be verified: the key %s is not in the key ring.", key_id)


@shared_task(name="incidents.remove_old_exports")
def remove_exports_of_yesterday() -> None:
    """Each hour: exports of cases whose day is over, and what a machine that stopped left of what was destroyed."""
    remove_old_exports(by=MAKER, at=timezone.now())
    remove_left_bytes()


@shared_task(name="incidents.chase")
def chase_what_is_due() -> None:
    """Every few minutes: promises missed, first conversations, LADO and 72 hours over their time; each told once."""
    chase(by=Clock("Countersign"), at=timezone.now())
