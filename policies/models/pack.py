from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.models.meeting import Meeting
from policies.models.version import Version


class Pack(models.Model):
    """Policies put together for governors to read and print (QEI-26, STM-17): asked for, made by a job, then kept.

    `key` is the hash of all that goes in; while nothing of it changes, the kept pack is given to whoever asks for it.
    """

    class Choice(models.TextChoices):
        IN_FORCE = "in_force", "Every policy in force"
        DUE = "due", "Policies due for review"
        MEETING = "meeting", "What a meeting decides"
        CHOSEN = "chosen", "Policies I choose"

    class Status(models.TextChoices):
        WAITING = "waiting", "Being put together"
        READY = "ready", "Ready"
        REMOVED = "removed", "Removed when its time was over"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    choice = models.CharField("what goes in", max_length=20, choices=Choice.choices)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    since_on = models.DateField("changes since", null=True, blank=True)
    key = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.WAITING)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    wanted_at = models.DateTimeField("last asked for")
    ready_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    pages = models.PositiveIntegerField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="pack", editable=False)

    class Meta:
        ordering = ("-wanted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "key"), condition=~Q(status="removed"), name="the_same_pack_is_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", ready_at__isnull=True, file__isnull=True, removed_at__isnull=True)
                | Q(status="ready", ready_at__isnull=False, file__isnull=False, removed_at__isnull=True)
                | Q(status="removed", ready_at__isnull=False, file__isnull=False, removed_at__isnull=False),
                name="pack_has_its_file_once_it_is_ready",
            ),
            models.CheckConstraint(
                condition=Q(choice="meeting", meeting__isnull=False) | ~Q(choice="meeting") & Q(meeting__isnull=True),
                name="a_meetings_pack_names_the_meeting",
            ),
        )

    def __str__(self) -> str:
        return self.title


class PackItem(models.Model):
    """A version in a pack, and the one that was there last time: none where it is new, itself where it is the same."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    since = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("pack", "version"), name="once_in_a_pack"),
            models.UniqueConstraint(fields=("pack", "position"), name="pack_position_once"),
        )

    def __str__(self) -> str:
        return str(self.version)
