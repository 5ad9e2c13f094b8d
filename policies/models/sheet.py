from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.states import Moves
from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.models.acknowledgement import Acknowledgement
from policies.models.policy import Policy
from policies.models.version import Version


class Sheet(models.Model):
    """A sheet of paper on which people sign one edition of a policy, each on a line of their own (ACR-05).

    `words` is the sentence printed on it, to which they put their names.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=300)
    about = models.CharField("for", max_length=120, blank=True, help_text="Such as the group it was made for.")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.policy}, sheet of {self.made_at:%Y-%m-%d}"


class SheetLine(models.Model):
    """One person's line on a sheet. Its code says nothing of them, and names them, the edition and the school here."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    code = models.CharField(max_length=12, unique=True)
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("sheet", "person"), name="one_line_per_person_and_sheet"),
            models.UniqueConstraint(fields=("sheet", "position"), name="sheet_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_name}, line {self.position}"


class SheetScan(models.Model):
    """Signed sheets that came back, as one file: sealed, read for codes by a job, then recorded by somebody."""

    class Status(models.TextChoices):
        READING = "reading", "Being read"
        READ = "read", "To look through"
        REFUSED = "refused", "Could not be read"
        RECORDED = "recorded", "Recorded"
        PUT_ASIDE = "put_aside", "Put aside"

    MOVES: ClassVar[Moves] = Moves(
        {
            "read": (frozenset({Status.READING}), Status.READ),
            "refuse": (frozenset({Status.READING}), Status.REFUSED),
            "type_code": (frozenset({Status.READ}), Status.READ),
            "record": (frozenset({Status.READ}), Status.RECORDED),
            "put_aside": (frozenset({Status.READING, Status.READ, Status.REFUSED}), Status.PUT_ASIDE),
        },
        "scan",
    )

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.READING)
    refused_why = models.CharField(max_length=400, blank=True)
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    witness = models.CharField(max_length=120, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-brought_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=("recorded", "put_aside"), settled_at__isnull=False, settled_by__isnull=False)
                | Q(status__in=("reading", "read", "refused"), settled_at__isnull=True, settled_by__isnull=True),
                name="scan_settled_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(status="recorded") | ~Q(witness=""), name="recorded_scan_has_witness"),
        )

    def __str__(self) -> str:
        return f"{self.file} ({self.get_status_display()})"


class ScanPage(models.Model):
    """One page of a scan, as a picture to look at beside its lines."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    scan = models.ForeignKey(SheetScan, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    picture = models.ForeignKey(File, models.PROTECT, related_name="+")
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("scan", "number"), name="scan_page_once"),)

    def __str__(self) -> str:
        return f"Page {self.number}"


class FoundCode(models.Model):
    """A code on a scan, read there or typed by somebody; with the line it names, where it is one of this school."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    scan = models.ForeignKey(SheetScan, models.CASCADE, related_name="codes")
    page_number = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    line = models.ForeignKey(SheetLine, models.PROTECT, null=True, blank=True, related_name="+")
    typed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledgement = models.OneToOneField(
        Acknowledgement, models.PROTECT, null=True, blank=True, related_name="found_code"
    )
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("scan", "code"), name="code_once_per_scan"),
            models.CheckConstraint(
                condition=Q(acknowledgement__isnull=True) | Q(line__isnull=False), name="recorded_code_has_a_line"
            ),
        )

    def __str__(self) -> str:
        return self.code
