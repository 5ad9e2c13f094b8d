from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.models.policy import Policy


class StatutoryList(models.Model):
    """A school's own list of the policies it must have, from a file. Until one is in use, the list we ship holds."""

    class Status(models.TextChoices):
        OFFERED = "offered", "To be looked over"
        IN_USE = "in_use", "In use"
        REPLACED = "replaced", "Replaced"
        DROPPED = "dropped", "Not taken"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OFFERED)
    rows = models.JSONField(default=list, help_text="The lines as they were read.")
    problems = models.JSONField(default=list, help_text="What is wrong, as pairs of the row's number and a sentence.")
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("-offered_at",)
        constraints = (
            models.UniqueConstraint(fields=("school",), condition=Q(status="in_use"), name="one_statutory_list_in_use"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="statutory_list_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="statutory_list_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("in_use", "replaced")) | Q(taken_at__isnull=False),
                name="statutory_list_in_use_was_taken",
            ),
        )

    def __str__(self) -> str:
        return self.file.name


class StatutoryAnswer(models.Model):
    """What the clerk said of one line of the list: which policy it is, or why the school needs none."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, related_name="statutory_answers")
    not_needed_why = models.CharField("why there is none", max_length=300, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("school", "key"), name="statutory_line_answered_once"),
            models.CheckConstraint(
                condition=Q(policy__isnull=False, not_needed_why="") | (Q(policy__isnull=True) & ~Q(not_needed_why="")),
                name="statutory_answer_is_a_policy_or_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.policy or self.not_needed_why}"
