from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.documents.models import File
from foundation.schools.models import Person, School, SharedDevice
from policies.models.policy import Policy
from policies.models.version import Version


class Means(models.TextChoices):
    """How an acknowledgement was given."""

    BROWSER = "browser", "Signed in, on screen"
    PAPER = "paper", "On paper"
    ON_BEHALF = "on_behalf", "Recorded on their behalf"
    SHARED_DEVICE = "shared_device", "On a shared device"


class Acknowledgement(models.Model):
    """Somebody's attestation that they read one exact text. Append-only; one for each person and edition.

    `statements` keeps the words of each statement confirmed; `words` the sentence that was agreed to; `signature` the
    name as it was typed, where the policy asks for one (HAY-02); `reason` why somebody else recorded it.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=300)
    statements = models.JSONField(default=list)
    means = models.CharField("how", max_length=20, choices=Means.choices)
    at = models.DateTimeField()
    signed_on = models.DateField("signed on the sheet", null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=120)
    witness = models.CharField(max_length=120, blank=True)
    signature = models.CharField("name as typed", max_length=120, blank=True)
    device = models.ForeignKey(SharedDevice, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("why somebody else recorded it", max_length=300, blank=True)
    scan = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=("person", "policy", "edition"), name="acknowledged_once_per_edition"),
            models.CheckConstraint(
                condition=Q(means="browser", person=models.F("recorded_by"))
                | (Q(means="paper", signed_on__isnull=False, scan__isnull=False) & ~Q(witness=""))
                | Q(means="shared_device", person=models.F("recorded_by"), device__isnull=False)
                | (Q(means="on_behalf") & ~Q(person=models.F("recorded_by")) & ~Q(reason="") & ~Q(witness="")),
                name="acknowledged_as_its_means_demands",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_name}: {self.policy}"
