from uuid import uuid4

from django.db import models

from foundation.schools.models import Person, School
from policies.models.policy import Policy


class StarterPolicy(models.Model):
    """A policy on the school's starters' list. A school that names none has starters read all that address them."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("school", "policy"), name="once_on_the_starters_list"),)

    def __str__(self) -> str:
        return str(self.policy)


class StartingConfirmation(models.Model):
    """What somebody confirmed before they started: each sentence in the words it had (COR-02). Append-only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    first_day = models.DateField()
    statements = models.JSONField(default=list)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("person", "first_day"), name="starting_confirmed_once"),)

    def __str__(self) -> str:
        return f"{self.person_name} starts"
