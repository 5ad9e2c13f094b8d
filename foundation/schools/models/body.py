from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from foundation.schools.models.person import Person
from foundation.schools.models.school import School


class Body(models.Model):
    """A body that decides on or looks over policies: the school's own list, not a fixed one (COR-01, ACR-03)."""

    class Kind(models.TextChoices):
        GOVERNING_BODY = "governing_body", "Governing body"
        COMMITTEE = "committee", "Committee of the governing body"
        LOCAL_BOARD = "local_board", "Local board"
        STAFF_PANEL = "staff_panel", "Staff panel"
        TRUST_BOARD = "trust_board", "Trust board"
        OUTSIDE = "outside", "Outside body"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    quorum = models.PositiveSmallIntegerField(
        default=0, help_text="How many members must be present to decide. 0 where the body has no such rule."
    )
    closed_on = models.DateField("ended", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "bodies"
        constraints = (models.UniqueConstraint("school", Lower("name"), name="body_named_once_per_school"),)

    def __str__(self) -> str:
        return self.name


class BodyMember(models.Model):
    """Somebody's seat on a body, from a day until a day."""

    class Office(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice_chair", "Vice-chair"
        MEMBER = "member", "Member"
        CLERK = "clerk", "Clerk"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    office = models.CharField(max_length=20, choices=Office.choices, default=Office.MEMBER)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="roll", editable=False)

    class Meta:
        ordering = ("office", "person__name")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="seat_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()} of {self.body}"
