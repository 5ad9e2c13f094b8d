from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Body, Person, RoleKind, School
from policies.models.policy import Policy
from policies.models.version import Version


class StepKind(models.TextChoices):
    """What has to happen to a version before it can be in force."""

    CONSULT = "consult", "Consultation"
    DECIDE = "decide", "Decision"
    SIGN = "sign", "Signature"
    REVIEW = "review", "Review without change"  # of a version in force; never one of the school's usual steps


class StepRule(models.Model):
    """One step that versions go through: of the school, or of one policy where that policy has its own (ALL-03).

    A consultation or decision names a body, or the headteacher for a decision that is the headteacher's;
    a signature names a role.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.CASCADE, null=True, blank=True, related_name="step_rules")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=30, choices=RoleKind.choices, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=("school", "policy", "position"), nulls_distinct=False, name="step_rule_position_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="sign", body__isnull=True) & ~Q(role="")
                | Q(kind="consult", role="")
                | Q(kind="decide", body__isnull=False, role="")
                | Q(kind="decide", body__isnull=True, role="headteacher"),
                name="step_rule_says_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.whose}"

    @property
    def whose(self) -> str:
        """The body or role in words; consultation without a body is of all staff."""
        if self.body is not None:
            return self.body.name
        return self.get_role_display() if self.role else "All staff"


class Step(models.Model):
    """A step of one version, in one round. An edit of the text voids the round's steps and what was given."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Not yet"
        OPEN = "open", "Now"
        DONE = "done", "Done"
        RETURNED = "returned", "Returned for changes"
        VOID = "void", "Void: the text changed"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="steps")
    round = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=30, choices=RoleKind.choices, blank=True)
    whose = models.CharField(max_length=120)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("round", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "round", "position"), name="step_position_once_per_round"),
            models.UniqueConstraint(fields=("version",), condition=Q(status="open"), name="one_step_open"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.whose}"


class Given(models.Model):
    """What was given at a step, bound to the exact text; never changed afterwards, only voided with its step."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    step = models.OneToOneField(Step, models.PROTECT, related_name="%(class)s")
    content_hash = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        abstract = True


class Consultation(Given):
    """Who was asked, from when to when, and what came of it (STM-01)."""

    class Result(models.TextChoices):
        AGREED = "agreed", "Agreed"
        AGREED_WITH_REMARKS = "agreed_with_remarks", "Agreed, with remarks"
        NOT_AGREED = "not_agreed", "Not agreed: back to draft"

    from_on = models.DateField("from")
    until_on = models.DateField("until")
    asked = models.CharField("who was asked", max_length=200)
    result = models.CharField(max_length=30, choices=Result.choices)
    summary = models.TextField("what they said", max_length=3000)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="consultation_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.asked}: {self.get_result_display()}"


class Signature(Given):
    """Who signed, in what role, when, over which exact text (ACR-02). The name is kept as it was."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=RoleKind.choices)
    words = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"
