from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.documents.models import File
from foundation.schools.models import Person, School
from incidents.models.case import Case


class CaseExport(models.Model):
    """A whole case as one archive, for the police or a solicitor, or the file of a long case as PDF.

    It lies here for a day, for who asked for it.
    """

    class What(models.TextChoices):
        ARCHIVE = "archive", "Everything as one archive"
        FULL = "full", "Case file in full"
        POLICE = "police", "Case file for the police"

    class Status(models.TextChoices):
        WAITING = "waiting", "Being put together"
        READY = "ready", "Ready"
        REMOVED = "removed", "Removed"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="exports")
    what = models.CharField(max_length=10, choices=What.choices, default=What.ARCHIVE)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="ready", file__isnull=False) | ~Q(status="ready"), name="export_ready_with_its_file"
            ),
        )
        indexes = (models.Index(fields=("until",), condition=Q(status="ready"), name="export_to_be_removed"),)

    def __str__(self) -> str:
        return f"Export of {self.case}"
