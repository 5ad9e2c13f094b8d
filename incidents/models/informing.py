"""What the person affected is told, promised and offered (ACR-12, ACR-14)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from incidents.models.case import Case, CasePerson


class Update(models.Model):
    """What the person affected is told: what was done, or what will not be done and why. Append-only."""

    class What(models.TextChoices):
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Will not be done"
        WORD = "word", "Word"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="updates")
    affected = models.ForeignKey(CasePerson, models.PROTECT, related_name="updates")
    what = models.CharField(max_length=10, choices=What.choices)
    words = SealedTextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%d %B %Y}"


class Promise(models.Model):
    """By when the person affected will next hear. One that is missed goes to the headteacher."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="promises")
    affected = models.ForeignKey(CasePerson, models.PROTECT, related_name="promises")
    due_on = models.DateField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)  # when the headteacher was told
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("affected",), condition=Q(kept_at__isnull=True), name="one_promise_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("due_on",), condition=Q(kept_at__isnull=True), name="promise_due"),)

    def __str__(self) -> str:
        return f"By {self.due_on:%d %B %Y}"


class Support(models.Model):
    """Support that was offered to the person affected, and whether it was taken."""

    class Answer(models.TextChoices):
        OFFERED = "offered", "Offered"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Not wanted"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="support")
    affected = models.ForeignKey(CasePerson, models.PROTECT, related_name="support")
    what = SealedTextField()
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-offered_at", "-pk")
        verbose_name_plural = "support"
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="offered", answered_at__isnull=True)
                | ~Q(answer="offered") & Q(answered_at__isnull=False),
                name="support_answered_at",
            ),
        )

    def __str__(self) -> str:
        return f"Support, {self.offered_at:%d %B %Y}"
