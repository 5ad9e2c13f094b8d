from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models.person import Person
from foundation.schools.models.school import School


class RoleKind(models.TextChoices):
    """What somebody may hold at a school, from a day until a day."""

    HEADTEACHER = "headteacher", "Headteacher"
    SENIOR_LEADER = "senior_leader", "Senior leader"
    CHAIR = "chair", "Chair of governors"
    GOVERNOR = "governor", "Governor"
    CLERK = "clerk", "Clerk to the governors"
    BUSINESS_MANAGER = "business_manager", "School business manager"
    DSL = "dsl", "Designated safeguarding lead"
    NETWORK_MANAGER = "network_manager", "Network manager"
    DATA_PROTECTION_LEAD = "data_protection_lead", "Data protection lead"
    ADMINISTRATOR = "administrator", "Administrator"
    TRUST_OFFICER = "trust_officer", "Trust officer"


# Who gives and ends roles at their school; no school is left without one of them.
ROLE_GIVERS = (RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.ADMINISTRATOR)


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self, on: date) -> "RoleQuerySet":
        """Held on that day by somebody who is on the roll that day."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(person__leaves_on__isnull=True) | Q(person__leaves_on__gte=on),
            starts_on__lte=on,
            person__starts_on__lte=on,
        )


class Role(models.Model):
    """A dated row: this person holds this role at this school. A trust's person may hold a role at its schools."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="roles")
    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    kind = models.CharField("role", max_length=30, choices=RoleKind.choices)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="roll", editable=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "starts_on")
        constraints = (
            models.CheckConstraint(  # one that is taken back before it begins ends before it begins
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")) | Q(ended_at__isnull=False),
                name="role_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ends_on__isnull=False),
                name="role_ended_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("school", "kind"), name="role_by_school"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display()}"
