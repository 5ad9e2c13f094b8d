"""Somebody asks for what is kept about them: the request and its clock, what was found, what was decided of each."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.audit.models import AppendOnly
from foundation.core.sealedtext import SealedTextField
from foundation.core.states import Moves
from foundation.documents.models import File
from foundation.schools.models import Person, School


class SubjectRequest(models.Model):
    """A subject access request (UK GDPR, article 15): by somebody on the roll, or in sealed words by somebody outside.

    The month counts from the day it was received, or from the day on which identity was confirmed where that had to be
    asked for. The request and everything found for it are kept from being destroyed while it is open.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        GATHERING = "gathering", "Being gathered"
        REVIEW = "review", "To be looked through"
        READY = "ready", "Ready to send"
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Way(models.TextChoices):
        """How it came. A request by word of mouth counts as one in writing does (ICO)."""

        EMAIL = "email", "By e-mail"
        LETTER = "letter", "By letter"
        SPOKEN = "spoken", "By word of mouth"
        FORM = "form", "On the school's form"
        OTHER = "other", "Another way"

    class Ground(models.TextChoices):
        """On which ground alone a request may be refused (article 12(5))."""

        UNFOUNDED = "unfounded", "Manifestly unfounded"
        EXCESSIVE = "excessive", "Manifestly excessive"

    MOVES: ClassVar[Moves] = Moves(
        {
            "gather": (frozenset((Status.RECEIVED, Status.GATHERING, Status.REVIEW, Status.READY)), Status.GATHERING),
            "gathered": (frozenset((Status.GATHERING,)), Status.REVIEW),
            "pack": (frozenset((Status.REVIEW,)), Status.READY),
            "reopen": (frozenset((Status.READY,)), Status.REVIEW),
            "send": (frozenset((Status.READY,)), Status.SENT),
            "refuse": (frozenset((Status.RECEIVED, Status.REVIEW, Status.READY)), Status.REFUSED),
            "withdraw": (frozenset((Status.RECEIVED, Status.REVIEW, Status.READY)), Status.WITHDRAWN),
        },
        "request",
    )
    OPEN: ClassVar[tuple[str, ...]] = (Status.RECEIVED, Status.GATHERING, Status.REVIEW, Status.READY)

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("number at the school")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    who = SealedTextField()  # the name of somebody who is not on the roll
    also_known_as = SealedTextField()  # more to look for, one on each line: earlier names, addresses, references
    wants = SealedTextField()  # what they asked for, in their words
    received_on = models.DateField()
    received_how = models.CharField(max_length=10, choices=Way.choices)
    identity_confirmed_on = models.DateField(null=True, blank=True)
    identity_how = SealedTextField()
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    extension_told_on = models.DateField(null=True, blank=True)
    extension_why = SealedTextField()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    gatherings = models.PositiveSmallIntegerField(default=0)  # how often it was gathered; names the job
    searched = models.PositiveSmallIntegerField(default=0)  # in how many models words were looked for, this time
    gathered_at = models.DateTimeField(null=True, blank=True)
    packings = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    file_until = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=120, blank=True)
    refused_on = models.CharField("refused because", max_length=10, choices=Ground.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = SealedTextField()
    retention_class = models.CharField(max_length=40, default="subject_request", editable=False)

    class Meta:
        ordering = ("-received_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("school", "number"), name="subject_request_number_once_per_school"),
            models.CheckConstraint(
                condition=Q(identity_confirmed_on__isnull=True) | Q(identity_confirmed_on__gte=F("received_on")),
                name="identity_confirmed_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True, extended_by__isnull=True, extension_told_on__isnull=True)
                | Q(extended_at__isnull=False, extended_by__isnull=False, extension_told_on__isnull=False),
                name="extended_by_somebody_and_told",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("sent", "refused", "withdrawn"), ended_at__isnull=False, ended_by__isnull=False)
                | Q(status__in=("received", "gathering", "review", "ready"), ended_at__isnull=True),
                name="subject_request_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | (Q(sent_on__isnull=False) & ~Q(sent_how="")),
                name="subject_request_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(refused_on=""), name="subject_request_refused_on_a_ground"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(file__isnull=False), name="subject_request_ready_with_its_archive"
            ),
        )
        indexes = (models.Index(fields=("school", "status"), name="subject_request_by_school"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What it is called in lists and letters; it says nothing of who asks."""
        return f"Subject request {self.received_on:%Y}-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def said(self) -> str:
        """Whose request it is."""
        return self.person.name if self.person is not None else self.who


class SubjectPause(models.Model):
    """The clock stands still from the day on which they were asked what they mean until the day of their answer."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(SubjectRequest, models.PROTECT, related_name="pauses")
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    what = SealedTextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="subject_request", editable=False)

    class Meta:
        ordering = ("asked_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")), name="pause_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("request",), condition=Q(answered_on__isnull=True), name="one_open_pause_a_request"
            ),
        )

    def __str__(self) -> str:
        return f"Paused from {self.asked_on}"


class ItemStatus(models.TextChoices):
    """What becomes of something that was found."""

    TO_REVIEW = "to_review", "To be looked at"
    INCLUDED = "included", "Included"
    BLACKED_OUT = "blacked_out", "Included, blacked out"
    LEFT_OUT = "left_out", "Left out"


class Exemption(models.TextChoices):
    """Why something may be withheld (Data Protection Act 2018, schedules 2 to 4)."""

    THIRD_PARTY = "third_party", "It is about somebody else"
    SAFEGUARDING = "safeguarding", "Safeguarding, child abuse data or serious harm"
    MANAGEMENT = "management", "Management forecast or planning"
    NEGOTIATIONS = "negotiations", "Negotiations with them"
    PRIVILEGE = "privilege", "Legal advice or proceedings"
    REFERENCE = "reference", "A confidential reference"
    CRIME = "crime", "Preventing or finding out a crime"
    NOT_THEIRS = "not_theirs", "It is not about them: another of the same name, or no personal data"


class SubjectItem(models.Model):
    """One row or file that names the person. What it says is read where it stands, by whoever may see it there.

    `guard` is the row whose own rule says who may look at the item and decide; without one it is whoever keeps the
    request. What was seen when it was decided is kept as a hash, so that nothing goes out that nobody looked at.
    """

    class Found(models.TextChoices):
        KEY = "key", "Refers to them"
        NAME = "name", "Has their name"
        PART = "part", "Belongs to what is about them"
        POSSIBLE = "possible", "Possible: the words name them"
        FILE = "file", "A file"
        LOOK = "look", "Who looked"
        TRAIL = "trail", "The trail"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(SubjectRequest, models.PROTECT, related_name="items")
    about_label = models.CharField(max_length=60)
    about_pk = models.BigIntegerField()
    about_uid = models.UUIDField(null=True, blank=True)
    found = models.CharField(max_length=10, choices=Found.choices)
    where = models.CharField("found in", max_length=200, blank=True)
    guard_label = models.CharField(max_length=60, blank=True)
    guard_uid = models.UUIDField(null=True, blank=True)
    others = SealedTextField()  # other people named in it, one on each line
    names_others = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=ItemStatus.choices, default=ItemStatus.TO_REVIEW)
    exemption = models.CharField(max_length=20, choices=Exemption.choices, blank=True)
    why = SealedTextField()
    bars = SealedTextField()  # words that are blacked out, one on each line
    copy = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="subject_request", editable=False)

    class Meta:
        ordering = ("about_label", "about_pk")
        constraints = (
            models.UniqueConstraint(fields=("request", "about_label", "about_pk"), name="item_once_a_request"),
            models.CheckConstraint(
                condition=Q(guard_label="", guard_uid__isnull=True) | (~Q(guard_label="") & Q(guard_uid__isnull=False)),
                name="item_guarded_by_a_row",
            ),
            models.CheckConstraint(
                condition=Q(status="to_review", decided_at__isnull=True)
                | (~Q(status="to_review") & Q(decided_at__isnull=False) & ~Q(decided_by_name="")),
                name="item_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="left_out") & ~Q(exemption="") | ~Q(status="left_out"),
                name="item_left_out_on_a_ground",
            ),
        )
        indexes = (
            models.Index(fields=("request", "status"), name="item_by_request"),
            models.Index(fields=("guard_label", "guard_uid"), name="item_by_guard"),
        )

    def __str__(self) -> str:
        return f"{self.about_label} {self.about_pk}"


class SubjectDecision(models.Model):
    """What was decided of an item, and why: the log of what was withheld. Append-only; never part of what is sent."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(SubjectRequest, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(SubjectItem, models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=12, choices=ItemStatus.choices)
    exemption = models.CharField(max_length=20, choices=Exemption.choices, blank=True)
    why = SealedTextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="subject_request", editable=False)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.at:%Y-%m-%d}"
