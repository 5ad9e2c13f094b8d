from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from approvals.models.platform import Platform
from approvals.models.request import Request
from approvals.models.rules import Faces
from foundation.schools.models import Person, School


class Site(models.Model):
    """An account or site of the school in the register, from its approval to its closing (QEI-08, STM-08).

    What has to be looked after again and again stands in rows of its own: people, confirmations, check-ins, reviews.
    """

    class Status(models.TextChoices):
        APPROVED = "approved", "Approved, not yet live"
        LIVE = "live", "Live"
        CLOSED = "closed", "Closed"
        GIVEN_UP = "given_up", "Never went live"

    class Pupils(models.TextChoices):
        NONE = "none", "Pupils do not use it"
        SUPERVISED = "supervised", "Supervised use in school, without accounts of their own"
        OWN = "own", "Pupils have accounts of their own"

    OPEN: ClassVar = (Status.APPROVED, Status.LIVE)

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.OneToOneField(Request, models.PROTECT, null=True, blank=True, related_name="+")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="+")
    identity = models.CharField("name of the account", max_length=120)
    address = models.URLField("address", max_length=300, blank=True)
    account_email = models.EmailField("school e-mail address behind it", max_length=254)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.APPROVED)
    aims = models.TextField(max_length=4000)
    audience = models.CharField(max_length=300)
    contributors = models.CharField(max_length=300)
    pupils = models.CharField(max_length=20, choices=Pupils.choices)
    youngest = models.PositiveSmallIntegerField("age of the youngest pupils", null=True, blank=True)
    cover = models.TextField("who covers when they are away", max_length=4000, blank=True)
    uses_brand = models.BooleanField("name and logo may be used", default=False)
    is_vetted = models.BooleanField("followers are accepted by hand", default=False)
    faces = models.CharField(max_length=10, choices=Faces.choices, default=Faces.CONSENT)
    shows_names = models.BooleanField("full names may be given", default=True)
    shows_places = models.BooleanField("it may say where somebody is", default=True)
    terms = models.TextField("terms of use and house rules", max_length=8000, blank=True)
    consent_holder = models.CharField("who holds the consent list", max_length=120, blank=True)
    consent_checked_on = models.DateField("consent list last checked", null=True, blank=True)
    leaders_told_at = models.DateTimeField(null=True, blank=True)
    live_on = models.DateField("goes live", null=True, blank=True)
    closes_on = models.DateField("is to close", null=True, blank=True)
    review_due_on = models.DateField("review due")
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("identity",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(pupils="own") | Q(youngest__isnull=False), name="pupils_accounts_have_an_age"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(status="closed") & Q(closed_at__isnull=True, closed_by__isnull=True),
                name="closed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(status="live") | ~Q(address=""), name="live_site_has_its_address"),
        )
        indexes = (models.Index(fields=("school", "status"), name="site_by_school"),)

    def __str__(self) -> str:
        return f"{self.identity} on {self.platform}"

    @property
    def is_open(self) -> bool:
        """Approved or live: what is kept of it can change."""
        return self.status in self.OPEN


class SitePerson(models.Model):
    """Who does what for a site, from a day until a day. A vacancy has no person and never counts (QEI-09)."""

    class Duty(models.TextChoices):
        OWNER = "owner", "Owner"
        SECOND_OWNER = "second_owner", "Second owner"
        ADMINISTRATOR = "administrator", "Administrator"
        MODERATOR = "moderator", "Moderator"
        POSTER = "poster", "May post"

    NEEDED: ClassVar = {Duty.OWNER: 1, Duty.ADMINISTRATOR: 2, Duty.MODERATOR: 2}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="people")
    duty = models.CharField(max_length=20, choices=Duty.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("named as", max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("duty", "words")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="duty_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.words}, {self.get_duty_display().lower()}"


class SiteConfirmation(models.Model):
    """One point of a checklist, confirmed by a named person: going live, each review, closing. Append-only."""

    class Occasion(models.TextChoices):
        GOING_LIVE = "going_live", "Going live"
        REVIEW = "review", "Review"
        CLOSING = "closing", "Closing"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="confirmations")
    occasion = models.CharField(max_length=20, choices=Occasion.choices)
    turn = models.PositiveSmallIntegerField(default=1)  # of the occasion: a site may be reviewed many times
    point = models.CharField(max_length=40)
    words = models.CharField("as it was asked", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(
                fields=("site", "occasion", "turn", "point", "by"), name="point_confirmed_once_by_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.point}: {self.by_name}"
