from datetime import date
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import Person, School
from policies.models.policy import Policy
from policies.models.version import Version


class ContractorQuerySet(models.QuerySet["Contractor"]):
    def working(self, on: date) -> "ContractorQuerySet":
        """Whose time here has not run out, and was not ended."""
        return self.filter(until__gte=on, ended_at__isnull=True)


class Contractor(models.Model):
    """Somebody who works at the school for a company, without standing on its roll and without a log-in (QEI-06).

    They come in by a personal link. Only a hash of it is kept, so that nobody can read it out of the database; it
    ends with `until`, and at once when it is ended or a new one is made.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    company = models.CharField(max_length=120)
    name = models.CharField("full name", max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    purpose = models.CharField("what they are here for", max_length=200)
    until = models.DateField("last day here")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    link_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_made_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="contractor", editable=False)

    objects = ContractorQuerySet.as_manager()

    class Meta:
        ordering = ("company", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, link_hash__isnull=True),
                name="contractor_ended_by_somebody_with_the_link",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.company}"

    @property
    def actor_kind(self) -> str:
        return "contractor"

    @property
    def actor_uid(self) -> UUID:
        return self.uid

    @property
    def actor_name(self) -> str:
        return str(self)


class ContractorAcknowledgement(models.Model):
    """A contractor's attestation that they read one exact text, by their link. Append-only; once for each edition."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    contractor = models.ForeignKey(Contractor, models.PROTECT, related_name="acknowledgements")
    contractor_name = models.CharField(max_length=250)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=300)
    statements = models.JSONField(default=list)
    signature = models.CharField("name as typed", max_length=120, blank=True)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("contractor", "policy", "edition"), name="contractor_acknowledged_once_per_edition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contractor_name}: {self.policy}"


class ContractorReport(models.Model):
    """What a contractor tells the school of a breach by their own people: what, when, whom to call (QEI-06).

    `sealed` holds the words, encrypted. The school says who saw it and when, with an answer the contractor can read.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    contractor = models.ForeignKey(Contractor, models.PROTECT, related_name="reports")
    contractor_name = models.CharField(max_length=250)
    happened_on = models.DateField("when it happened")
    sealed = models.BinaryField()
    sent_as = models.CharField(max_length=64)
    at = models.DateTimeField()
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    seen_by_name = models.CharField(max_length=120, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=("contractor", "sent_as"), name="contractor_report_sent_once"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="contractor_report_seen_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"A report by {self.contractor_name}"
