from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Person, School
from policies.models.people_rules import PanelRule


class Recruitment(models.Model):
    """A post that a panel fills. It keeps the rule about searches under which it was opened (ACR-07)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    post = models.CharField(max_length=120)
    rule = models.CharField(max_length=20, choices=PanelRule.choices)
    starts_on = models.DateField("shortlisting begins")
    ends_on = models.DateField("decided by")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="recruitment", editable=False)

    class Meta:
        ordering = ("-starts_on", "post")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="recruitment_ends_after_start"),
        )

    def __str__(self) -> str:
        return self.post


class PanelMember(models.Model):
    """Somebody on the panel of one recruitment, from when they were put on it until they were taken off."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    recruitment = models.ForeignKey(Recruitment, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_off_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="recruitment", editable=False)

    class Meta:
        ordering = ("person__name",)
        constraints = (
            models.UniqueConstraint(
                fields=("recruitment", "person"), condition=Q(taken_off_at__isnull=True), name="once_on_a_panel"
            ),
            models.CheckConstraint(
                condition=Q(taken_off_at__isnull=True, taken_off_by__isnull=True)
                | Q(taken_off_at__isnull=False, taken_off_by__isnull=False),
                name="taken_off_a_panel_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} on the panel for {self.recruitment}"


class PanelDeclaration(models.Model):
    """What one member of a panel declared about searching for applicants online. Append-only; once a recruitment."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    recruitment = models.ForeignKey(Recruitment, models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    rule = models.CharField(max_length=20, choices=PanelRule.choices)
    words = models.CharField(max_length=400)
    searched_by = models.CharField("who searches", max_length=200, blank=True)
    searched_for = models.CharField("what for", max_length=300, blank=True)
    recorded_in = models.CharField("where it is recorded", max_length=200, blank=True)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="recruitment", editable=False)

    class Meta:
        ordering = ("person_name",)
        constraints = (
            models.UniqueConstraint(fields=("recruitment", "person"), name="declared_once_for_a_recruitment"),
            models.CheckConstraint(
                condition=Q(rule="no_searches", searched_by="", searched_for="", recorded_in="")
                | (Q(rule="as_guided") & ~Q(searched_by="") & ~Q(searched_for="") & ~Q(recorded_in="")),
                name="declared_by_the_rule",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_name}: {self.recruitment}"
