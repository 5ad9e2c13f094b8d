from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from incidents.models.case import Case


class Entry(models.Model):
    """One line of a case's timeline. Append-only: what was wrong is corrected by another that points at it."""

    class What(models.TextChoices):
        NOTE = "note", "Note"
        ACTION = "action", "Done"
        CONTACT = "contact", "Spoken or written"
        DECISION = "decision", "Decided"
        CORRECTION = "correction", "Correction"
        EVENT = "event", "Recorded"  # what a transition wrote down
        INNER = "inner", "Dealt with"  # telling, support, and procedures of the school's own: not for the police

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    what = models.CharField(max_length=20, choices=What.choices)
    words = SealedTextField()
    happened_at = models.DateTimeField()  # when it was done; `at` is when it was written down
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # none: the clock
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-happened_at", "-pk")
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(what="correction", corrects__isnull=False)
                | ~Q(what="correction") & Q(corrects__isnull=True),
                name="correction_corrects_an_entry",
            ),
        )
        indexes = (models.Index(fields=("case", "-happened_at"), name="entry_by_case"),)

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%d %B %Y}"

    @property
    def author(self) -> str:
        """Who wrote it, as a line begins; a clock has no capital in its name."""
        return self.by_name if self.by_id is not None else capfirst(self.by_name)
