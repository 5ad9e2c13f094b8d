from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models.school import School


class Season(models.TextChoices):
    AUTUMN = "autumn", "Autumn"
    SPRING = "spring", "Spring"
    SUMMER = "summer", "Summer"


class Term(models.Model):
    """A school term, first day to last day."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="terms")
    season = models.CharField(max_length=10, choices=Season.choices)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")

    class Meta:
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_start"),
            models.UniqueConstraint(fields=("school", "starts_on"), name="term_starts_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_season_display()} term {self.starts_on.year}"


class Closure(models.Model):
    """Days in a term on which pupils stay at home: half-term, training days, snow."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "Holiday, such as half-term"
        TRAINING = "training", "Training day: staff are in, pupils are not"
        CLOSED = "closed", "Closed, such as for snow or an election"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="closures")
    kind = models.CharField("what it is", max_length=10, choices=Kind.choices, default=Kind.HOLIDAY)
    reason = models.CharField(max_length=60)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")

    class Meta:
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="closure_ends_after_start"),
        )

    def __str__(self) -> str:
        return self.reason
