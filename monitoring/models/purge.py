"""What was destroyed: when it was agreed, in which chunks, the certificate, and the mark each record leaves."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.core.states import Moves
from foundation.schools.models import Person, School


class GoingOn(models.Model):
    """What was stopped by an alarm goes on when one person says why and a second one agrees."""

    stopped_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField("why it stopped", max_length=300, blank=True)
    asked_on_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_on_by_name = models.CharField(max_length=120, blank=True)
    asked_on_at = models.DateTimeField(null=True, blank=True)
    asked_on_why = models.CharField(max_length=500, blank=True)
    gone_on_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    gone_on_by_name = models.CharField(max_length=120, blank=True)
    gone_on_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Night(GoingOn):
    """One night on which what falls due was looked for at a school, or not, as the clock could not be right."""

    class Status(models.TextChoices):
        RAN = "ran", "Looked for"
        WAITED = "waited", "Waited, as the site had been off"
        STOPPED = "stopped", "Stopped"
        WENT_ON = "went_on", "Went on"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RAN)
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    class Meta:
        ordering = ("-on",)
        constraints = (
            models.UniqueConstraint(fields=("school", "on"), name="one_night_a_day"),
            models.CheckConstraint(
                condition=~Q(status="went_on") | Q(asked_on_by__isnull=False, gone_on_by__isnull=False),
                name="night_went_on_by_two",
            ),
            models.CheckConstraint(
                condition=Q(gone_on_by__isnull=True) | ~Q(gone_on_by=F("asked_on_by")),
                name="night_went_on_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"The night of {self.on.day} {self.on:%B %Y}"


class Purge(GoingOn):
    """One destruction of what was due in one class of a school on one day.

    `due_on` is the day whose due records it destroys; later ones wait for the next. The rule is kept as it read.
    """

    class Status(models.TextChoices):
        FOUND = "found", "To be looked through"
        PROPOSED = "proposed", "Waiting for a second person"
        AGREED = "agreed", "Agreed, runs by itself"
        RUNNING = "running", "Under way"
        STOPPED = "stopped", "Stopped"
        REFUSED = "refused", "Not agreed"
        DONE = "done", "Done"

    MOVES: ClassVar[Moves] = Moves(
        {
            "propose": (frozenset((Status.FOUND,)), Status.PROPOSED),
            "agree": (frozenset((Status.PROPOSED,)), Status.AGREED),
            "refuse": (frozenset((Status.FOUND, Status.PROPOSED)), Status.REFUSED),
            "start": (frozenset((Status.AGREED, Status.RUNNING)), Status.RUNNING),
            "stop": (frozenset((Status.AGREED, Status.RUNNING)), Status.STOPPED),
            "ask_on": (frozenset((Status.STOPPED,)), Status.STOPPED),
            "go_on": (frozenset((Status.STOPPED,)), Status.AGREED),
            "finish": (frozenset((Status.RUNNING,)), Status.DONE),
        },
        "purge",
    )
    OPEN: ClassVar[tuple[str, ...]] = (
        Status.FOUND,
        Status.PROPOSED,
        Status.AGREED,
        Status.RUNNING,
        Status.STOPPED,
    )

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    record_class = models.CharField("class", max_length=40)
    due_on = models.DateField()
    until_on = models.DateField()  # what began to count after this day is not part of it
    rule = models.CharField("period", max_length=200)
    needs_second = models.BooleanField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.FOUND)
    found_count = models.PositiveBigIntegerField(default=0)
    found_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by_name = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_by_name = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.JSONField(default=dict, blank=True)  # label: the last primary key looked at
    swept_to = models.PositiveBigIntegerField(default=0)  # the last notice looked through
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    class Meta:
        ordering = ("-found_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "record_class"),
                condition=Q(status__in=("found", "proposed", "agreed", "running", "stopped")),
                name="one_purge_at_a_time_per_class",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(status="refused") | ~Q(agreed_by=F("proposed_by")),
                name="purge_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(status__in=("found", "proposed", "refused"))
                | Q(proposed_by__isnull=False, agreed_by__isnull=False),
                name="purge_runs_when_two_agreed",
            ),
            models.CheckConstraint(
                condition=Q(gone_on_by__isnull=True) | ~Q(gone_on_by=F("asked_on_by")),
                name="purge_went_on_by_a_second_person",
            ),
        )
        indexes = (models.Index(fields=("school", "status"), name="purge_by_school"),)

    def __str__(self) -> str:
        return f"{self.record_class}, {self.due_on.day} {self.due_on:%B %Y}"


class PurgeChunk(models.Model):
    """What one transaction of a purge destroyed. `filed_at`: when the file of tombstones had it too.

    Rows without a uid leave no tombstone each: their chunk says which model, between which keys and up to which day.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    purge = models.ForeignKey(Purge, models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    parts = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    first_key = models.PositiveBigIntegerField(null=True, blank=True)
    last_key = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    class Meta:
        ordering = ("purge", "number")
        constraints = (models.UniqueConstraint(fields=("purge", "number"), name="chunk_numbered_once"),)
        indexes = (models.Index(fields=("school",), condition=Q(filed_at__isnull=True), name="chunk_to_be_filed"),)

    def __str__(self) -> str:
        return f"{self.label}, {self.count}"


class Tombstone(models.Model):
    """The mark of one record that was destroyed: which kind and which uid, nothing else."""

    chunk = models.ForeignKey(PurgeChunk, models.PROTECT, related_name="tombstones")
    about_label = models.CharField(max_length=60)
    about_uid = models.UUIDField()
    is_root = models.BooleanField()
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("about_uid", "about_label"), name="one_tombstone_each"),)

    def __str__(self) -> str:
        return f"{self.about_label} {self.about_uid}"


class Certificate(models.Model):
    """That a purge ended: what class, how many, of which days, under which rule, who agreed, and a hash of uids."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    purge = models.OneToOneField(Purge, models.PROTECT, related_name="certificate")
    record_class = models.CharField("class", max_length=40)
    title = models.CharField(max_length=120)
    rule = models.CharField("period", max_length=200)
    count = models.PositiveBigIntegerField()
    parts = models.PositiveBigIntegerField()
    files = models.PositiveBigIntegerField()
    left = models.PositiveBigIntegerField(default=0)  # due, but held or still cited
    first_on = models.DateField()
    last_on = models.DateField()
    agreed_by_name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=("school", "number"), name="certificate_number_once_per_school"),)

    def __str__(self) -> str:
        return f"Certificate {self.number}"
