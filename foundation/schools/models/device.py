from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from foundation.schools.models.person import Person, StaffGroup
from foundation.schools.models.school import School


class SharedDevice(models.Model):
    """A tablet or computer in a kitchen or a staff room, at which the people of some groups give their PIN (ACR-05).

    `key_hash` is the hash of the long random key that its browser keeps. Its set-up code follows from the site's
    secret, the row and `code_number`, so that nothing of it is kept.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, help_text="Where it stands, such as Kitchen tablet.")
    groups = models.ManyToManyField(StaffGroup, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    code_number = models.PositiveIntegerField(default=0)
    code_until = models.DateTimeField(null=True, blank=True)
    key_hash = models.CharField(max_length=64, blank=True)
    set_up_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField("last used", null=True, blank=True)
    wrong = models.PositiveIntegerField("wrong PINs lately", default=0)
    wrong_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="roll", editable=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "school", Lower("name"), condition=Q(revoked_at__isnull=True), name="device_named_once_per_school"
            ),
            models.UniqueConstraint(fields=("key_hash",), condition=~Q(key_hash=""), name="device_key_once"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, key_hash="", code_until__isnull=True),
                name="revoked_device_has_neither_key_nor_code",
            ),
            models.CheckConstraint(
                condition=Q(key_hash="") | Q(set_up_at__isnull=False), name="device_with_a_key_is_set_up"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Pin(models.Model):
    """What somebody types at a shared device. `closed` is the hash of it, encrypted; None while there is none.

    Also who has no PIN may have a row: wrong ones are counted for every name alike.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, models.PROTECT, related_name="pin")
    closed = models.BinaryField(null=True, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(null=True, blank=True)
    slip_number = models.PositiveIntegerField(default=0)
    slip_until = models.DateTimeField(null=True, blank=True)
    wrong = models.PositiveIntegerField("wrong PINs in a row", default=0)
    wrong_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="log_in", editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closed__isnull=True, set_by__isnull=True, set_at__isnull=True)
                | Q(closed__isnull=False, set_by__isnull=False, set_at__isnull=False),
                name="pin_set_by_somebody",
            ),
            models.CheckConstraint(condition=Q(wrong=0) | Q(wrong_at__isnull=False), name="wrong_pins_have_their_time"),
        )

    def __str__(self) -> str:
        return f"PIN of {self.person}"


class DeviceSession(models.Model):
    """Who is at a shared device now: one person at most. The row goes when they have finished."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    device = models.OneToOneField(SharedDevice, models.CASCADE, related_name="session")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="log_in", editable=False)

    def __str__(self) -> str:
        return f"{self.person} at {self.device}"
