"""Files kept and sealed."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class File(models.Model):
    """A sealed file: its bytes lie encrypted in the data folder and never change.

    Its owner is a (label, uid) pair, not a key: owners stand in upper apps, and a file may outlive them. `size` is in
    bytes and `sha256` in hexadecimal, both of what was given, before encryption. Who may read it is the owner's rule.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school_uid = models.UUIDField()
    owner_label = models.CharField(max_length=60)
    owner_uid = models.UUIDField()
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=20)
    sealed_at = models.DateTimeField()
    sealed_by_uid = models.UUIDField()
    sealed_by_name = models.CharField(max_length=120)
    purged_at = models.DateTimeField(null=True, blank=True)
    purged_by = models.CharField(max_length=200, blank=True)
    retention_class = models.CharField(max_length=40, default="file")

    class Meta:
        indexes = (models.Index(fields=("owner_uid",), name="file_owner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True, purged_by="") | (Q(purged_at__isnull=False) & ~Q(purged_by="")),
                name="file_purged_with_its_rule",
            ),
        )

    def __str__(self) -> str:
        return self.name
