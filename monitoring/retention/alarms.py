"""What cannot be right: a clock that jumped, or a share of a class that is too large. Both stop a purge."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime

from foundation.audit.models import Entry
from foundation.schools.models import School
from monitoring.models import Night, RetentionRules
from monitoring.retention import due
from monitoring.retention.classes import RecordClass

LONGEST_JUMP = timedelta(days=2)
LONGEST_REST = timedelta(days=60)  # the summer holidays and some
NIGHTS_WAITED = 3
LARGEST_DIFFERENCE = timedelta(hours=1)


def database_time() -> datetime | None:
    """What time the database says it is (its own machine's, where it has one)."""
    return School.objects.annotate(now=Now()).values_list("now", flat=True).first()


def clock_trouble(school: School, *, at: datetime, database_at: datetime | None = None) -> str:
    """Why this cannot be the time, or nothing.

    It is compared with the last night, where there was none with the newest entry of the trail, and with the
    database's own clock. A server that was off for longer than any holiday is stopped too: nobody can tell it from a
    wrong clock. One that was off for less waits (`rest`).
    """
    if database_at is not None and abs(at - database_at) > LARGEST_DIFFERENCE:
        return "The clock of this machine and that of the database differ by more than an hour."
    seen = _last_seen(school)
    if seen is None:
        return ""
    if at - seen > LONGEST_REST:
        days = (at - seen).days
        return f"{days} days have gone by since this was last looked at. The clock may be wrong, or the site was off."
    if seen - at > LONGEST_JUMP:
        return "The clock says an earlier day than records that are here already."
    return ""


def rest(school: School, *, at: datetime) -> str:
    """Why nothing is destroyed yet after the site was off, or nothing; three nights running make up for it.

    A clock that is wrong is put right in these nights, before anything goes too early; after holidays nobody has to do
    anything.
    """
    seen = _last_seen(school)
    if seen is None:
        return ""
    nights = Night.objects.filter(school=school).exclude(status=Night.Status.STOPPED).order_by("-at")
    before = list(nights.values_list("status", "trouble")[:NIGHTS_WAITED])
    is_waiting = len(before) > 0 and before[0][0] == Night.Status.WAITED
    if at - seen > LONGEST_JUMP:
        since = f"{(at - seen).days} days from {date_format(localtime(seen), 'j F Y')}"
        return f"The site was off for {since}. Destroying begins again after {NIGHTS_WAITED} nights."
    if is_waiting and before != before[:1] * NIGHTS_WAITED:
        return str(before[0][1])
    return ""


def _last_seen(school: School) -> datetime | None:
    night = Night.objects.filter(school=school).exclude(status=Night.Status.STOPPED).order_by("-at").first()
    if night is not None:
        return night.at
    entry = Entry.objects.filter(school_uid=school.uid).order_by("-number").first()
    return entry.at if entry else None


def share_trouble(record_class: RecordClass, school: School, number: int, agreed: int | None = None) -> str:
    """Why so many at once cannot be right, or nothing; what two people agreed to (`agreed`) is right."""
    rules = RetentionRules.objects.filter(pk=school.pk).first() or RetentionRules(school=school)
    if number < rules.stop_from or (agreed is not None and number <= agreed):
        return ""
    every = sum(_number(due.roots(root, school)) for root in record_class.roots)
    if number * 100 <= every * rules.stop_share:
        return ""
    return f"{number:,} of {every:,} records would be destroyed at once: more than {rules.stop_share} per cent."


def _number(rows: Any) -> int:
    return int(rows.count())
