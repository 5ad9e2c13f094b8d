from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from incidents.models.case import Case
from incidents.models.evidence import Evidence


class Takedown(models.Model):
    """One address that should go (HAY-07, HAY-08). Where it stands follows from its steps."""

    class Status(models.TextChoices):
        NOTED = "noted", "Noted"
        ASKED = "asked", "Asked of the author"
        REPORTED = "reported", "Reported to the platform"
        ESCALATED = "escalated", "Taken further"
        REMOVED = "removed", "Gone"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Not pursued"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="takedowns")
    address = SealedTextField()
    platform = models.CharField(max_length=60)  # its name alone, for the figures
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NOTED)
    due_at = models.DateTimeField(null=True, blank=True)  # when to look again, or when the author was to have done it
    reported_at = models.DateTimeField(null=True, blank=True)  # to the platform, first; 48 hours count from here
    removed_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(status="removed", removed_at__isnull=False)
                | ~Q(status="removed") & Q(removed_at__isnull=True),
                name="takedown_gone_at",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="takedown_due"),
            models.Index(fields=("school", "platform"), name="takedown_by_platform"),
        )

    def __str__(self) -> str:
        return f"{self.platform}, {self.get_status_display()}"


class TakedownStep(models.Model):
    """What was done about an address, when and by whom. Append-only."""

    class What(models.TextChoices):
        REPORTED = "reported", "Reported to the platform"
        ASKED = "asked", "Asked of the author"
        LOOKED = "looked", "Looked again: it is still there"
        ESCALATED = "escalated", "Taken further"
        REMOVED = "removed", "Gone"
        REFUSED = "refused", "Refused"
        REAPPEARED = "reappeared", "There again"
        DROPPED = "dropped", "Not pursued"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    takedown = models.ForeignKey(Takedown, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    reference = SealedTextField()  # of the platform or the helpline
    words = SealedTextField()
    due_at = models.DateTimeField(null=True, blank=True)
    happened_at = models.DateTimeField()  # when it was done; `at` is when it was written down
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.happened_at:%d %B %Y}"


class RemovalQuestion(models.Model):
    """Whether something stays on one of the school's own accounts: asked, and decided by the headteacher (ACR-17).

    By the chair where the headteacher is complained of.
    """

    class Answer(models.TextChoices):
        OPEN = "open", "To be decided"
        REMOVE = "remove", "Take it off"
        LEAVE = "leave", "Leave it, and answer it in another way"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="removal_questions")
    what = SealedTextField()  # what it is, and where it stands
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    why = SealedTextField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="open", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(answer="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="removal_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Removal to be decided, {self.asked_at:%d %B %Y}"


class Removal(models.Model):
    """Something was taken off one of the school's own accounts (STM-15, QEI-24, ACR-17).

    Kept first as evidence, or "no copy, because"; on one of the school's grounds, or by a recorded decision.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="removals")
    what = SealedTextField()
    copy = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    no_copy_why = SealedTextField()
    is_copied = models.BooleanField()
    ground = models.CharField(max_length=200, blank=True)  # one of the house rules' grounds, as it read
    question = models.OneToOneField(RemovalQuestion, models.PROTECT, null=True, blank=True, related_name="removal")
    removed_at = models.DateTimeField()  # when it was taken off; `at` is when that was written down
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_copied=True, copy__isnull=False) | Q(is_copied=False, copy__isnull=True),
                name="removal_has_its_copy_or_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(ground="") & Q(question__isnull=True) | Q(ground="", question__isnull=False),
                name="removal_has_a_ground_or_a_decision",
            ),
        )

    def __str__(self) -> str:
        return f"Removal, {self.at:%d %B %Y}"
