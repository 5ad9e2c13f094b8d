from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.states import Moves
from foundation.schools.models.person import Person
from foundation.schools.models.school import School


class RollImport(models.Model):
    """A file with the staff roll: looked over first, then brought in by a job, in chunks.

    `columns` says which column of the file is which field, `answers` what was answered to the questions the file
    raised. `plan` is what was confirmed, row by row; it is emptied when the file is done with. `done_count` is how far
    the job has come, saved with each chunk, so that it goes on where it stopped.
    """

    class Status(models.TextChoices):
        LOOKED_OVER = "looked_over", "Not brought in yet"
        CONFIRMED = "confirmed", "Being brought in"
        APPLIED = "applied", "Brought in"
        LEFT = "left", "Left"

    MOVES: ClassVar[Moves] = Moves(
        {
            "look_over": (frozenset({Status.LOOKED_OVER}), Status.LOOKED_OVER),
            "confirm": (frozenset({Status.LOOKED_OVER}), Status.CONFIRMED),
            "apply": (frozenset({Status.CONFIRMED}), Status.APPLIED),
            "leave": (frozenset({Status.LOOKED_OVER}), Status.LEFT),
        },
        "file",
    )

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.LOOKED_OVER)
    file_uid = models.UUIDField()
    file_name = models.CharField(max_length=150)
    columns = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    plan = models.JSONField(default=list, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    total_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="roll_import", editable=False)

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="roll_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("looked_over", "left"), confirmed_at__isnull=True)
                | Q(status__in=("confirmed", "applied"), confirmed_at__isnull=False),
                name="roll_confirmed_before_applied",
            ),
        )

    def __str__(self) -> str:
        return self.file_name
