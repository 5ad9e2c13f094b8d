from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from approvals.models.request import Request, Revision
from approvals.models.step import Step
from foundation.schools.models import Person, School


class Decision(models.Model):
    """What somebody said at a step, on the text that they saw. Append-only.

    `requester` repeats the request's own, so that the database itself refuses a decision on one's own request. Where
    somebody stood in, `stands_in_for` names whose place they took; both names print.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned for changes"
        DECLINED = "declined", "Declined"
        ADVISED = "advised", "Advised"
        TOLD = "told", "Told"

    class Brand(models.TextChoices):
        APPROVED = "approved", "The school's name and logo may be used"
        DECLINED = "declined", "The school's name and logo may not be used"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    step = models.OneToOneField(Step, models.PROTECT, related_name="decision")
    requester = models.ForeignKey(Person, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    brand = models.CharField("name and logo", max_length=20, choices=Brand.choices, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    conflicts = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    stands_in_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    stands_in_for_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(by=F("requester")), name="nobody_decides_on_their_own_request"),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(outcome="told"), name="somebody_decides"),
            models.CheckConstraint(
                condition=~Q(outcome__in=("returned", "declined", "advised")) | ~Q(reason=""),
                name="decision_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} by {self.by_name}"
