from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.models.policy import Policy
from policies.models.version import Version


class Intake(models.Model):
    """A document on its way in: sealed, read by a job, shown beside its text, then confirmed by the clerk."""

    class Purpose(models.TextChoices):
        IN_FORCE = "in_force", "A policy that is in force already"
        DRAFT = "draft", "The text of a new version"

    class Status(models.TextChoices):
        READING = "reading", "Being read"
        READ = "read", "Read: please check"
        REFUSED = "refused", "Could not be read"
        CONFIRMED = "confirmed", "Taken in"
        DROPPED = "dropped", "Not taken in"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.READING)
    reading = models.JSONField(null=True, blank=True)
    refused_why = models.CharField(max_length=400, blank=True)
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    version = models.OneToOneField(Version, models.PROTECT, null=True, blank=True, related_name="intake")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("brought_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="confirmed", version__isnull=False)
                | (~Q(status="confirmed") & Q(version__isnull=True)),
                name="confirmed_intake_has_its_version",
            ),
            models.CheckConstraint(
                condition=Q(purpose="in_force") | Q(policy__isnull=False), name="draft_intake_names_its_policy"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file} ({self.get_status_display()})"
