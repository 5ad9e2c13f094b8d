from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Body, Person, School
from policies.models.policy import Policy


class Meeting(models.Model):
    """A meeting of a body: planned with its agenda, then held and minuted, or cancelled (COR-07).

    Who was present is kept as in the minutes: names with commas.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    held_on = models.DateField("date")
    place = models.CharField("time and place", max_length=120, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    minute_reference = models.CharField("minute reference", max_length=40, blank=True)
    present = models.TextField("present", max_length=1000, blank=True)
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField("why it was cancelled", max_length=300, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("body", "held_on"), condition=~Q(status="cancelled"), name="one_meeting_of_a_body_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status="held", entered_at__isnull=False, entered_by__isnull=False)
                & ~Q(present="")
                & ~Q(minute_reference="")
                | ~Q(status="held") & Q(entered_at__isnull=True, entered_by__isnull=True),
                name="held_meeting_was_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancelled_why="")
                | ~Q(status="cancelled") & Q(cancelled_at__isnull=True, cancelled_by__isnull=True),
                name="meeting_cancelled_by_somebody_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%-d %B %Y}"


class Delegation(models.Model):
    """A body's decision to let one person decide in its place, until a day.

    School Governance (Roles, Procedures and Allowances) (England) Regulations 2013, regulations 18 to 20; for a trust,
    its articles and scheme of delegation.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, related_name="+")
    covers = models.CharField("what it covers", max_length=300)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="delegations")
    decided_on = models.DateField("decided on")
    minute_reference = models.CharField("minute reference", max_length=60)
    until_on = models.DateField("until")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_on = models.DateField("taken back on", null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("-decided_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("decided_on")), name="delegation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="delegation_taken_back_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, by {self.body} on {self.decided_on:%-d %B %Y} (minute {self.minute_reference})"

    @property
    def last_day(self) -> date:
        """The last day on which it may be used."""
        return min(self.until_on, self.ended_on) if self.ended_on else self.until_on

    def is_in_date(self, on: date) -> bool:
        """Whether it may be used on that day: from the meeting that delegated to its last day."""
        return self.decided_on <= on <= self.last_day
