"""The trail: who did what to what, in one chain per school, append-only.

Entries hold no keys to other tables: they outlive what they speak of. The chain runs over a salted hash of the
payload, so that retention can destroy a payload (and its salt) and the chain still verifies.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db import models

INSTALLATION = UUID(int=0)


class Chain(models.Model):
    """The head of one school's chain (the installation's own has the zero uid)."""

    school_uid = models.UUIDField(unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.school_uid}: {self.length} entries"


class AppendOnly(models.QuerySet[Any]):
    """No update and no delete: what is recorded stays."""

    def update(self, **kwargs: Any) -> int:
        raise RuntimeError("The trail is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RuntimeError("The trail is append-only.")


class Entry(models.Model):
    """One act. `payload` is the canonical text that was hashed; emptied, with `destroyed_at`, by retention."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school_uid = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    about_label = models.CharField(max_length=60)
    about_uid = models.UUIDField()
    by_kind = models.CharField(max_length=20)
    by_uid = models.UUIDField()
    payload = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    payload_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_by = models.CharField(max_length=200, blank=True)
    retention_class = models.CharField(max_length=40, default="trail", editable=False)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("school_uid", "number")
        constraints = (
            models.UniqueConstraint(fields=("school_uid", "number"), name="entry_numbered_once_per_school"),
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, destroyed_by="")
                | (models.Q(destroyed_at__isnull=False, payload="", salt="") & ~models.Q(destroyed_by="")),
                name="entry_destroyed_with_its_rule",
            ),
        )
        indexes = (models.Index(fields=("about_uid", "at"), name="entry_about"),)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Look(models.Model):
    """Somebody looked at something protected. Insert-only, outside the chain: the only write a page may make."""

    school_uid = models.UUIDField()
    at = models.DateTimeField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=200)
    about_label = models.CharField(max_length=60)
    about_uid = models.UUIDField()
    how = models.CharField(max_length=40)
    retention_class = models.CharField(max_length=40, default="look", editable=False)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = (models.Index(fields=("about_uid", "at"), name="look_about"),)

    def __str__(self) -> str:
        return f"{self.by_name} {self.how} {self.about_label}"
