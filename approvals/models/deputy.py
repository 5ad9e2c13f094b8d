from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Person, School


class Deputy(models.Model):
    """From a day to a day, somebody stands in for an approver: what waits for the one may be decided by the other."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="roll", editable=False)

    class Meta:
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) | Q(ended_at__isnull=False), name="deputy_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="deputy_ended_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}"
