from uuid import uuid4

from django.db import models
from django.db.models import Q

from approvals.models.chain import Kind
from foundation.schools.models import Person, School


class Request(models.Model):
    """One thing that somebody asks for. `answers` is what they are writing; what was sent stands in its revisions."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Being written"
        IN_HAND = "in_hand", "In hand"
        RETURNED = "returned", "Returned for changes"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ENDED = "ended", "Ended"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.PositiveIntegerField("number at the school")
    requester = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requester_name = models.CharField(max_length=120)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    answers = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=0)  # of steps: a new one each time it is sent or its chain changes
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(fields=("school", "number"), name="request_number_once_per_school"),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "in_hand", "returned"), settled_at__isnull=True)
                | Q(status__in=("approved", "declined", "withdrawn", "ended"), settled_at__isnull=False),
                name="settled_request_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False) | ~Q(status="ended") & Q(ended_at__isnull=True),
                name="ended_request_has_its_moment",
            ),
        )
        indexes = (models.Index(fields=("school", "status"), name="request_by_school"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, no. {self.number}"


class Revision(models.Model):
    """A request as it was sent. Append-only; decisions are bound to its hash."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    content_hash = models.CharField(max_length=64)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("request", "number"), name="revision_number_once"),)

    def __str__(self) -> str:
        return f"{self.request}, as sent on {self.sent_at:%d %B %Y}"
