from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Person, School


class Relationship(models.Model):
    """That a member of staff told the school, in private, of a family relationship with a pupil or parent.

    For headteacher, designated safeguarding lead and oneself only (STM-18, QEI-27). The words stand in the entries.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="relationship", editable=False)

    class Meta:
        ordering = ("-changed_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("declared_at"))
                & (Q(ended_at__isnull=True) | Q(ended_at=F("changed_at"))),
                name="relationship_ends_with_its_last_entry",
            ),
        )

    def __str__(self) -> str:
        return f"A declaration of {self.declared_at:%-d %B %Y}"


class RelationshipEntry(models.Model):
    """One telling: the first, a change, or the end. Never changed; `sealed` holds the words, encrypted."""

    class Kind(models.TextChoices):
        DECLARED = "declared", "Declared"
        UPDATED = "updated", "Changed"
        ENDED = "ended", "Ended"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="relationship", editable=False)

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "relationship entries"
        constraints = (
            models.UniqueConstraint(fields=("relationship", "number"), name="relationship_entry_numbered_once"),
            models.UniqueConstraint(
                fields=("relationship",), condition=Q(kind="ended"), name="relationship_ended_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="declared", number=1) | (~Q(kind="declared") & Q(number__gt=1)),
                name="relationship_declared_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%-d %B %Y}"
