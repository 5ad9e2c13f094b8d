from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from approvals.models.chain import SAYS_WHO, StepFields
from approvals.models.request import Request, Revision
from foundation.schools.models import Person, School


class Step(StepFields):
    """A step of one request in one round: whose turn it is, and what became of it.

    A step whose only holder also holds a later one waits with that one, so that nobody decides twice (QEI-11).
    `because` says why it is not whose the house rule names; `carried` is the step of an earlier round whose decision
    on the same text still stands.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Not yet"
        TOGETHER = "together", "Decided together with a later step"
        OPEN = "open", "Now"
        DONE = "done", "Done"
        PASSED_OVER = "passed_over", "Passed over"
        VOID = "void", "Void"

    SETTLED: ClassVar = (Status.DONE, Status.PASSED_OVER)

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="steps")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.WAITING)
    carried = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    decides_brand = models.BooleanField(default=False)
    because = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    passed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_why = models.CharField(max_length=300, blank=True)
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    @property
    def source(self) -> "Step":
        """The step at which it was decided."""
        return self.carried or self

    class Meta:
        ordering = ("round", "position")
        constraints = (
            models.UniqueConstraint(fields=("request", "round", "position"), name="request_step_position_once"),
            models.UniqueConstraint(fields=("request",), condition=Q(status="open"), name="one_open_step_per_request"),
            models.CheckConstraint(condition=SAYS_WHO, name="request_step_says_who"),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=True, passed_by__isnull=True, passed_why="")
                | Q(passed_at__isnull=False, passed_by__isnull=False) & ~Q(passed_why=""),
                name="passed_on_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("school", "status"), name="request_step_by_school"),)
