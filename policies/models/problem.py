from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import Person, School, SharedDevice
from policies.models.policy import Policy
from policies.models.version import Version


class Problem(models.Model):
    """“I have a problem with this”: an answer to being asked, that does not count as acknowledged.

    Its words are messages, by the reader and by who looks after the policy; nothing of them is changed. It is settled
    when the reader acknowledges the edition after all.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Waits for an answer"
        ANSWERED = "answered", "Answered"
        SETTLED = "settled", "Settled"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    anchor = models.SlugField(max_length=60, blank=True)
    clause = models.CharField("which clause", max_length=280, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    device = models.ForeignKey(SharedDevice, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    led_to = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-raised_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "policy", "edition"), condition=~Q(status="settled"), name="one_problem_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status="settled", settled_at__isnull=False)
                | (~Q(status="settled") & Q(settled_at__isnull=True)),
                name="settled_problem_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_name}: {self.policy}"


class ProblemMessage(models.Model):
    """One thing said about a problem. Append-only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="messages")
    position = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    words = models.TextField(max_length=2000)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("problem", "position"), name="problem_message_position_once"),)

    def __str__(self) -> str:
        return f"{self.by_name} on {self.at:%d %B %Y}"
