from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import Person, School
from policies.models.decision import Decision
from policies.models.meeting import Meeting
from policies.models.version import Version


class AgendaItem(models.Model):
    """One item of a meeting: a version to decide, a review that falls due, or a decision that is reported.

    It names the text as it was when it was put on the agenda: the meeting decides on that text and no other.
    """

    class Kind(models.TextChoices):
        DECIDE = "decide", "To decide"
        REVIEW = "review", "Review"
        REPORT = "report", "To report"

    class Outcome(models.TextChoices):
        APPROVED = "approved", "Approved"
        REVIEWED = "reviewed", "Reviewed without change"
        NOTED = "noted", "Reported and noted"
        RETURNED = "returned", "Returned for changes"
        DEFERRED = "deferred", "Deferred to another meeting"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    version = models.ForeignKey(Version, models.PROTECT, related_name="agenda_items")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="reports")
    content_hash = models.CharField(max_length=64)
    put_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    put_at = models.DateTimeField("put on the agenda")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "version", "kind", "decision"), nulls_distinct=False, name="once_on_an_agenda"
            ),
            models.UniqueConstraint(fields=("decision",), condition=Q(outcome="noted"), name="reported_once"),
            models.CheckConstraint(
                condition=Q(kind="report", decision__isnull=False) | ~Q(kind="report") & Q(decision__isnull=True),
                name="a_report_is_of_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "deferred"))
                | Q(kind="decide", outcome__in=("approved", "returned"))
                | Q(kind="review", outcome__in=("reviewed", "returned"))
                | Q(kind="report", outcome="noted"),
                name="outcome_fits_the_item",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.version}"
