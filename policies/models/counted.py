from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.models.policy import Policy
from policies.models.version import Version


class CountedGroup(models.Model):
    """A class or group of parents or pupils that signs on paper: counted, never named (HAY-02)."""

    class Kind(models.TextChoices):
        PUPILS = "pupils", "Pupils"
        PARENTS = "parents", "Parents and carers"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    kind = models.CharField("who they are", max_length=20, choices=Kind.choices)
    school_year = models.CharField("school year", max_length=9, blank=True)
    closed_on = models.DateField("counted until", null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(
                "school",
                Lower("name"),
                "kind",
                "school_year",
                condition=Q(closed_on__isnull=True),
                name="counted_group_named_once",
            ),
        )

    def __str__(self) -> str:
        year = f", {self.school_year}" if self.school_year else ""
        return f"{self.name}, {self.get_kind_display().lower()}{year}"


class GroupSize(models.Model):
    """How many are in a counted group from a day on. Append-only: a change is a row more."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    group = models.ForeignKey(CountedGroup, models.CASCADE, related_name="sizes")
    size = models.PositiveSmallIntegerField()
    on = models.DateField("from")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-entered_at", "-pk")
        constraints = (models.CheckConstraint(condition=Q(size__gte=1), name="counted_group_has_somebody"),)

    def __str__(self) -> str:
        return f"{self.size} from {self.on}"


class GroupAsk(models.Model):
    """A policy asks a counted group for its signatures, from a day until a day."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    group = models.ForeignKey(CountedGroup, models.PROTECT, related_name="asks")
    asked_on = models.DateField("from")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_on = models.DateField("until", null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("group__kind", "group__name")
        constraints = (
            models.UniqueConstraint(
                fields=("policy", "group"), condition=Q(ended_on__isnull=True), name="group_asked_once_per_policy"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}: {self.policy}"


class GroupCount(models.Model):
    """How many of a group signed, on the sheets of one day, counted by somebody. Append-only.

    What a group has given of an edition is the sum of its counts, less those that another one `corrects`.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    group = models.ForeignKey(CountedGroup, models.PROTECT, related_name="counts")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    signed = models.PositiveSmallIntegerField("signed")
    size = models.PositiveSmallIntegerField("in the group then")
    signed_on = models.DateField("date on the sheets")
    scan = models.ForeignKey(File, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    reason = models.CharField("why it is corrected", max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_by_name = models.CharField(max_length=120)
    entered_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-entered_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(signed__lte=models.F("size")), name="no_more_signed_than_there_are"),
            models.CheckConstraint(
                condition=(Q(corrects__isnull=True) & Q(reason="") & Q(signed__gte=1))
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="corrected_count_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.signed} of {self.size}, {self.group}"
