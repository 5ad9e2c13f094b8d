"""What is owed to whom, and what was told. A notice holds ids only; its words are made when it is sent."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from foundation.core.states import Moves
from foundation.jobs.claims import Owed, OwedQuerySet
from foundation.notices.kinds import kinds
from foundation.schools.models import Person, School

KEY_LENGTH = 200


class Notice(Owed):
    """One mail owed to one person: a row of the outbox, and afterwards the proof of what was sent.

    `key` says what is told to whom, so that it is told once. `sent_bytes` is the mail as it was handed to the mail
    server; it is kept before it is handed over, so that a mail that may have gone is sent again as the very same.
    """

    class Status(models.TextChoices):
        OWED = "owed", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not needed"
        PARKED = "parked", "Could not be sent"

    MOVES: ClassVar[Moves] = Moves(
        {
            "claim": (frozenset((Status.OWED, Status.SENDING)), Status.SENDING),
            "send": (frozenset((Status.SENDING,)), Status.SENT),
            "drop": (frozenset((Status.SENDING,)), Status.DROPPED),
            "put_off": (frozenset((Status.SENDING,)), Status.OWED),
            "park": (frozenset((Status.SENDING,)), Status.PARKED),
            "try_again": (frozenset((Status.PARKED,)), Status.OWED),
        },
        "notice",
    )
    OPEN: ClassVar[tuple[str, ...]] = (Status.OWED, Status.SENDING)

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    kind = models.CharField(max_length=60)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Person, models.PROTECT, related_name="+")
    about = models.JSONField(default=list, blank=True)  # [{"label": "policies.Policy", "uid": "..."}]
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OWED)
    message_id = models.CharField(max_length=200, unique=True)
    sent_to = models.EmailField(blank=True)
    sent_bytes = models.BinaryField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_why = models.CharField(max_length=200, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)  # its words, with what it was about; that it went stays
    trouble = models.CharField("what the mail server said", max_length=300, blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    retention_class = models.CharField(max_length=40, default="notice", editable=False)

    objects = OwedQuerySet["Notice"].as_manager()

    class Meta:
        ordering = ("-queued_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False, sent_bytes__isnull=False, destroyed_at__isnull=True)
                | Q(status="sent", sent_at__isnull=False, sent_bytes__isnull=True, destroyed_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_with_its_bytes",
            ),
            models.CheckConstraint(
                condition=(Q(status="dropped") & ~Q(dropped_why="")) | (~Q(status="dropped") & Q(dropped_why="")),
                name="notice_dropped_with_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="parked") | ~Q(trouble=""), name="notice_parked_with_its_trouble"
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(status__in=("owed", "sending")), name="notice_due"),
            models.Index(fields=("recipient", "-queued_at"), name="notice_told_to"),
            models.Index(fields=("school", "-queued_at"), name="notice_told_at"),
        )

    def __str__(self) -> str:
        return f"{self.title} to {self.recipient_id}"

    @property
    def title(self) -> str:
        """What kind of notice this is, as a school says it."""
        kind = kinds.entries.get(self.kind)
        return kind.title if kind else "Notice"

    def uid_of(self, label: str) -> UUID | None:
        """The uid of the first thing with this label that the notice is about."""
        return next((UUID(thing["uid"]) for thing in self.about if thing["label"] == label), None)


class Reminder(models.Model):
    """That somebody was told, for the nth time, that they owe something. The first telling is number 1.

    `about_key` says what exactly (a policy and its edition, say): a new edition is a new matter. Rows are never
    changed; the unique constraint is what makes a reminder happen once, whatever crashes or runs twice.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    about_label = models.CharField(max_length=60)
    about_uid = models.UUIDField()
    about_key = models.CharField(max_length=KEY_LENGTH)
    nth = models.PositiveSmallIntegerField()
    on = models.DateField()
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="reminders")
    retention_class = models.CharField(max_length=40, default="notice", editable=False)

    class Meta:
        ordering = ("person", "about_key", "nth")
        constraints = (
            models.UniqueConstraint(fields=("person", "about_key", "nth"), name="reminded_once"),
            models.CheckConstraint(condition=Q(nth__gte=1), name="reminders_count_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.about_key}, {self.nth}"


def about_list(things: Any) -> list[dict[str, str]]:
    """What a notice keeps of the rows it is about: their label and uid, nothing else."""
    rows = things if isinstance(things, list | tuple) else [things]
    return [{"label": row._meta.label, "uid": str(row.uid)} for row in rows]
