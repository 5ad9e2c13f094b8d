from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from monitoring.models.check import Check

KEPT_UNREAD = timedelta(days=7)  # how long a file waits to be brought in before it is destroyed


class ColumnMapping(models.Model):
    """Which column of a filter's export is what, remembered for files with the same headings. It names no person."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    headings = models.CharField(max_length=64)  # SHA-256 over the headings
    layout = models.JSONField(default=dict)  # columns, date format, time zone, words that say blocked
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("school", "headings"), name="headings_remembered_once"),)

    def __str__(self) -> str:
        return f"Columns of a log, used {self.used_at:%d %B %Y}"


class UsageExtract(models.Model):
    """What was taken of one file for one check, and how many of its lines were not.

    The file lies sealed, in pieces, until it is brought in, and is destroyed then: only the extract is kept.
    """

    class Status(models.TextChoices):
        LOOKED_OVER = "looked_over", "Not brought in yet"
        READING = "reading", "Being brought in"
        KEPT = "kept", "Brought in"
        STOPPED = "stopped", "Stopped"
        LEFT = "left", "Left"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    of = models.ForeignKey(Check, models.PROTECT, related_name="extracts", db_column="check_id")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.LOOKED_OVER)
    file_name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()  # bytes, of the text as it is read
    sha256 = models.CharField(max_length=64)  # of the file as it came
    pieces = models.JSONField(default=list)  # uids of sealed files, in order; emptied when they are destroyed
    layout = models.JSONField(default=dict)
    user_names = SealedTextField()  # what the filter calls the employee, one on each line
    period_from = models.DateField(null=True, blank=True)  # of the check, and never older than logs are kept
    period_to = models.DateField(null=True, blank=True)
    offset = models.PositiveBigIntegerField(default=0)  # bytes read, saved with the rows that came of them
    line = models.PositiveBigIntegerField(default=0)  # lines read, the heading counted
    read_count = models.PositiveBigIntegerField(default=0)
    kept_count = models.PositiveBigIntegerField(default=0)
    other_people_count = models.PositiveBigIntegerField(default=0)
    other_days_count = models.PositiveBigIntegerField(default=0)
    left_out_count = models.PositiveBigIntegerField(default=0)
    unreadable_count = models.PositiveBigIntegerField(default=0)
    unreadable = models.JSONField(default=list)  # [line, why] of the first hundred
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="check", editable=False)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    read_count=F("kept_count")
                    + F("other_people_count")
                    + F("other_days_count")
                    + F("left_out_count")
                    + F("unreadable_count")
                ),
                name="extract_counts_every_line",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("looked_over", "left"))
                | Q(confirmed_at__isnull=False, period_from__isnull=False, period_to__isnull=False),
                name="extract_read_within_a_period",
            ),
        )
        indexes = (models.Index(fields=("of", "-uploaded_at"), name="extract_by_check"),)

    def __str__(self) -> str:
        return f"{self.file_name}, {self.uploaded_at:%d %B %Y}"


class UsageRow(models.Model):
    """One line of a log that concerns the employee and the days of the check: which site, when, and no further.

    Millions of them: no uid, no signals, nothing points here, and the database does not check the two keys row by row
    (extracts are never deleted before their rows). Addresses below the site and what was asked of it are not kept.
    """

    id = models.BigAutoField(primary_key=True)
    extract = models.ForeignKey(UsageExtract, models.PROTECT, related_name="rows", db_constraint=False, db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    host = models.CharField(max_length=253)
    category = models.CharField(max_length=80, blank=True)
    was_blocked = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("extract", "at"), name="usage_by_extract"),
            models.Index(fields=("school", "at"), name="usage_by_school"),
        )

    def __str__(self) -> str:
        return f"{self.host}, {self.at:%d %B %Y}"
