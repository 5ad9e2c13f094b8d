from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.documents.models import File
from foundation.schools.dates import Precision
from foundation.schools.models import Person, School
from policies.models.policy import Policy


class Version(models.Model):
    """One text of a policy. Everything given to it (decisions, signatures, acknowledgements) names its content hash."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_STEPS = "in_steps", "Going through its steps"
        APPROVED = "approved", "Approved, not yet in force"
        IN_FORCE = "in_force", "In force"
        SUPERSEDED = "superseded", "Superseded"
        ABANDONED = "abandoned", "Given up"

    class Source(models.TextChoices):
        TYPED = "typed", "Typed here"
        UPLOADED = "uploaded", "Read from a document"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.CharField("version", max_length=20)
    sequence = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(help_text="People acknowledge an edition; a minor correction keeps it.")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.TYPED)
    round = models.PositiveIntegerField(default=0, help_text="Which time it goes through its steps.")

    # Cover facts: printed, never part of the content hash (ACR-01, STM-01).
    author = models.CharField(max_length=150, blank=True)
    guidance_used = models.TextField("written from", max_length=1000, blank=True)
    last_updated_on = models.DateField("last updated", null=True, blank=True)
    last_updated_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY)
    review_on = models.DateField("review date", null=True, blank=True)
    review_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY)
    review_due_on = models.DateField("reviewed by", null=True, blank=True, help_text="Last day of the review period.")
    school_year = models.CharField("school year", max_length=9, blank=True)

    is_material = models.BooleanField("asks everyone again", default=True)
    change_note = models.CharField("what changed", max_length=500, blank=True)

    canonical = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    brought_in_at = models.DateTimeField(null=True, blank=True, help_text="Was in force before it came here (ALL-03).")
    brought_in_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    in_force_at = models.DateTimeField(null=True, blank=True)
    in_force_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    public_from = models.DateTimeField("on the public page since", null=True, blank=True)
    asked_on = models.DateField("people asked since", null=True, blank=True)
    ended_at = models.DateTimeField("superseded or given up", null=True, blank=True)
    printed = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("-sequence",)
        constraints = (
            models.UniqueConstraint(fields=("policy",), condition=Q(status="in_force"), name="one_version_in_force"),
            models.UniqueConstraint(
                fields=("policy",),
                condition=Q(status__in=("draft", "in_steps", "approved")),
                name="one_version_under_way",
            ),
            models.UniqueConstraint(fields=("policy", "sequence"), name="version_sequence_once"),
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=True, in_force_by__isnull=True)
                | Q(in_force_at__isnull=False, in_force_by__isnull=False),
                name="in_force_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("in_force", "superseded")) | Q(in_force_at__isnull=False),
                name="in_force_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(public_from__isnull=True) | Q(in_force_at__isnull=False), name="public_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(brought_in_at__isnull=True, brought_in_by__isnull=True)
                | Q(brought_in_at__isnull=False, brought_in_by__isnull=False),
                name="brought_in_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_material=True) | ~Q(change_note=""), name="minor_correction_says_what_changed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy}, version {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether its text may still be edited (an edit under way voids what was given)."""
        return self.status in (self.Status.DRAFT, self.Status.IN_STEPS, self.Status.APPROVED)


class Clause(models.Model):
    """A numbered piece of a version. The anchor stays the same from version to version while the clause lives on."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=250, blank=True)
    anchor = models.SlugField(max_length=60)
    html = models.TextField(blank=True)
    is_appendix = models.BooleanField(default=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=("version", "position"), name="clause_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=("version", "anchor"), name="clause_anchor_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="clause_level_1_to_4"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip() or self.anchor


class Statement(models.Model):
    """What a reader confirms, one by one, besides having read the policy (ACR-06, HAY-03, STM-06, QEI-04)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="statements")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("version", "position"), name="statement_position_once"),)

    def __str__(self) -> str:
        return self.text


class Attachment(models.Model):
    """A file that belongs to a version: the document it was read from, or an annex. Its hash is in the content hash."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", "The document as it came"
        ANNEX = "annex", "Annex"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=150)

    class Meta:
        ordering = ("kind", "title")

    def __str__(self) -> str:
        return self.title


class PastEvent(models.Model):
    """What is known of a decision, signature or consultation from before the school used Countersign (ALL-03)."""

    class Kind(models.TextChoices):
        APPROVED = "approved", "Approved"
        PANEL = "panel", "Agreed by the staff panel"
        CONSULTED = "consulted", "Agreed by staff"
        REVIEWED = "reviewed", "Reviewed"
        SIGNED = "signed", "Signed"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="past_events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    who = models.CharField("by", max_length=150, help_text="The body, or the person who signed.")
    capacity = models.CharField("as", max_length=80, blank=True, help_text="Such as chair of governors.")
    on = models.DateField("on", null=True, blank=True)
    precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.UNKNOWN)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("kind", "on")
        constraints = (
            models.CheckConstraint(
                condition=Q(on__isnull=True, precision="unknown") | (Q(on__isnull=False) & ~Q(precision="unknown")),
                name="past_event_date_or_unknown",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.who}"


class PastVersion(models.Model):
    """A row of a document's own version table, in its own words (ACR-03)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="past_versions")
    position = models.PositiveSmallIntegerField()
    number = models.CharField("version", max_length=40, blank=True)
    created = models.CharField("date created", max_length=60, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    panel_approved = models.CharField("approved by the staff panel", max_length=60, blank=True)
    review = models.CharField("review date", max_length=60, blank=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    """Something that looks wrong in a text that was read in, and what the clerk decided about it (ACR-25)."""

    class Answer(models.TextChoices):
        MENDED = "mended", "Mended in this text"
        NEXT_TIME = "next_time", "To be mended in the next version"
        KEEP = "keep", "Right as it is"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    sentence = models.CharField(max_length=400)
    where = models.CharField(max_length=250, blank=True)
    answer = models.CharField(max_length=20, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="finding_answered_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.sentence
