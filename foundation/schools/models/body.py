from datetime import date
from math import ceil
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

    class Share(models.TextChoices):
        """The share of its members that makes a quorum: for a maintained school's governing body half by law."""

        NONE = "", "No share"
        HALF = "half", "Half of its members, rounded up"
        THIRD = "third", "A third of its members, rounded up"

    class Threshold(models.TextChoices):
        """How many of the members have to agree to a written resolution, where the articles allow any."""

        NONE = "", "Not allowed"
        ALL = "all", "All members agree"
        THREE_QUARTERS = "three_quarters", "Three quarters of the members agree"
        MAJORITY = "majority", "More than half of the members agree"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    quorum = models.PositiveSmallIntegerField(
        default=0, help_text="How many members must be present to decide. 0 where the body has no such rule."
    )
    quorum_share = models.CharField(
        "or a share of its members", max_length=10, choices=Share.choices, blank=True, default=Share.NONE
    )
    written_threshold = models.CharField(
        "written resolutions", max_length=20, choices=Threshold.choices, blank=True, default=Threshold.NONE
    )
    articles = models.CharField("where the articles allow them", max_length=120, blank=True)
    delegation_months = models.PositiveSmallIntegerField(
        "a delegation lasts at most", default=12, help_text="Months. 0 where the body delegates nothing to one person."
    )
    closed_on = models.DateField("ended", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "bodies"
        constraints = (
            models.UniqueConstraint("school", Lower("name"), name="body_named_once_per_school"),
            models.CheckConstraint(
                condition=Q(written_threshold="") | ~Q(articles=""), name="written_resolutions_rest_on_articles"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def quorum_among(self, members: int) -> int:
        """How many of so many members have to be present: the number or the share, whichever is more."""
        parts = {self.Share.HALF: 2, self.Share.THIRD: 3}.get(self.Share(self.quorum_share))
        return max(self.quorum, ceil(members / parts) if parts else 0)

    def needed_among(self, members: int) -> int:
        """How many of so many members have to agree to a written resolution; 0 where there are none."""
        return {
            self.Threshold.NONE: 0,
            self.Threshold.ALL: members,
            self.Threshold.THREE_QUARTERS: ceil(members * 3 / 4),
            self.Threshold.MAJORITY: members // 2 + 1,
        }[self.Threshold(self.written_threshold)]

    def seats_on(self, on: date) -> "models.QuerySet[BodyMember]":
        """Who has a seat that counts on that day: not the clerk's, and nobody's who has left."""
        return self.members.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(person__leaves_on__isnull=True) | Q(person__leaves_on__gte=on),
            starts_on__lte=on,
        ).exclude(office=BodyMember.Office.CLERK)


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
