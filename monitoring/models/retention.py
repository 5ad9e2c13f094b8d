"""How long each class of record is kept, and what holds it longer."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School

LEAST_SHARE, MOST_SHARE = 5, 90
LEAST_ROWS, MOST_ROWS = 1, 5000


class RetentionRules(models.Model):
    """When a purge stops by itself and asks: a share of a class that is too large to be right."""

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="+")
    stop_share = models.PositiveSmallIntegerField(
        "stop a purge that would destroy more than",
        default=40,
        help_text="Per cent of all records of its class at once, 5 to 90. Then two people look before it goes on.",
    )
    stop_from = models.PositiveSmallIntegerField(
        "but not below",
        default=50,
        help_text="Records, 1 to 5,000. A share of a small class says little.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stop_share__range=(LEAST_SHARE, MOST_SHARE)), name="purge_stops_at_a_share"
            ),
            models.CheckConstraint(
                condition=Q(stop_from__range=(LEAST_ROWS, MOST_ROWS)), name="purge_stops_from_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"When a purge stops at {self.school}"


class CountedFrom(models.TextChoices):
    """From when a period counts: the day itself, or the end of what it falls into."""

    DAY = "day", "the day itself"
    MONTH = "month", "the end of that month"
    TERM = "term", "the end of that term"
    SCHOOL_YEAR = "school_year", "the end of that school year, 31 August"
    YEAR = "year", "the end of that calendar year"


class RetentionRule(models.Model):
    """How long a school keeps one class of record: dated, with its reason, and agreed by a second person.

    The last agreed row counts. `effects` is what the proposer was shown of the records already held, in numbers.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second person"
        AGREED = "agreed", "Counts"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Taken back"
        REPLACED = "replaced", "Replaced"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    record_class = models.CharField("class", max_length=40)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_from = models.CharField(max_length=12, choices=CountedFrom.choices, default=CountedFrom.DAY)
    why = models.CharField(max_length=500)
    effects = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_by_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "record_class"), condition=Q(status="proposed"), name="one_rule_proposed_per_class"
            ),
            models.UniqueConstraint(
                fields=("school", "record_class"), condition=Q(status="agreed"), name="one_rule_counts_per_class"
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, days__isnull=True) | Q(months__isnull=True, days__gte=1),
                name="rule_in_months_or_days",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(status="withdrawn") | ~Q(decided_by=F("proposed_by")),
                name="rule_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="rule_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_class}: {self.months or self.days} {'months' if self.months else 'days'}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def active(self, on: date) -> "HoldQuerySet":
        """What holds on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), starts_on__lte=on, ended_at__isnull=True)


class Hold(models.Model):
    """Somebody has records kept whatever their period says: one record, all that names a person, or a whole class."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", "A complaint"
        SUBJECT_ACCESS = "subject_access", "A subject access request"
        LEGAL = "legal", "Legal proceedings, or the prospect of them"
        OTHER = "other", "Another reason"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about_label = models.CharField(max_length=60, blank=True)
    about_uid = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    record_class = models.CharField("whole class", max_length=40, blank=True)
    why = SealedTextField()
    starts_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True)
    placed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    placed_by_name = models.CharField(max_length=120)
    placed_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = SealedTextField()
    retention_class = models.CharField(max_length=40, default="retention", editable=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ("-placed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=(~Q(about_label="") & Q(about_uid__isnull=False, person__isnull=True, record_class=""))
                | Q(about_label="", about_uid__isnull=True, person__isnull=False, record_class="")
                | (Q(about_label="", about_uid__isnull=True, person__isnull=True) & ~Q(record_class="")),
                name="hold_of_a_record_a_person_or_a_class",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("starts_on")), name="hold_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="hold_ended_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("school", "ended_at"), name="hold_by_school"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, from {self.starts_on.day} {self.starts_on:%B %Y}"

    def is_active(self, on: date) -> bool:
        """Whether it holds on that day."""
        ends = self.until_on is None or self.until_on >= on
        return self.ended_at is None and self.starts_on <= on and ends
