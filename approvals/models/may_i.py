from uuid import uuid4

from django.db import models

from foundation.schools.models import School
from policies.models import Policy


class CitedClause(models.Model):
    """Which clause stands behind the school's answer to a question of "May I ...?" (ALL-04).

    It names a policy and the anchor of the clause, so that it goes along from version to version: what is cited is the
    clause as it stands in the version in force.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    question = models.SlugField(max_length=40)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    anchor = models.SlugField(max_length=60)

    class Meta:
        ordering = ("question",)
        constraints = (models.UniqueConstraint(fields=("school", "question"), name="one_clause_behind_an_answer"),)

    def __str__(self) -> str:
        return f"{self.question}: {self.policy}"
