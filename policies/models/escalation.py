from uuid import uuid4

from django.db import models

from foundation.schools.models import Person, School
from policies.models.policy import Policy


class Escalation(models.Model):
    """That what somebody had not confirmed in time went to their line manager, to the headteacher, or above them.

    One row for each person, policy, edition and stage: it is never told twice, whatever runs again.
    """

    class Stage(models.TextChoices):
        MANAGER = "manager", "Line manager"
        HEADTEACHER = "headteacher", "Headteacher"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, choices=Stage.choices)
    to = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    retention_class = models.CharField(max_length=40, default="notice", editable=False)

    class Meta:
        ordering = ("-on",)
        constraints = (
            models.UniqueConstraint(fields=("person", "policy", "edition", "stage"), name="escalated_once_per_stage"),
            models.CheckConstraint(condition=~models.Q(person=models.F("to")), name="escalated_to_somebody_else"),
        )
        indexes = (models.Index(fields=("to", "on"), name="escalated_to"),)

    def __str__(self) -> str:
        return f"{self.policy} of {self.person}"
