from uuid import uuid4

from django.db import models

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from incidents.models.report import Report


class Answer(models.Model):
    """What somebody is told who asked whether a communication is all right (COR-04). Append-only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="answers")
    words = SealedTextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Answer of {self.at:%d %B %Y}"
