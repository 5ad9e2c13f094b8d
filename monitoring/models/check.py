from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from monitoring.models.rules import CheckReason
from policies.models import Acknowledgement, Version

DECIDED = ("authorised", "ready", "under_way", "ended")
CLEARED = ("ready", "under_way", "ended")


class Check(models.Model):
    """A targeted check of one employee's internet use (ACR-19): why, on what ground, over which days, by whom.

    Whoever is checked decides nothing in it, and sees nothing of it before being told. Words stand encrypted.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Being written"
        ASKED = "asked", "Waits to be authorised"
        AUTHORISED = "authorised", "Authorised"
        REFUSED = "refused", "Not authorised"
        READY = "ready", "May begin"
        UNDER_WAY = "under_way", "Under way"
        ENDED = "ended", "Ended"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Basis(models.TextChoices):
        """Article 6 of the UK GDPR. Consent is not offered: an employee cannot freely refuse it (ICO)."""

        PUBLIC_TASK = "public_task", "Public task"
        LEGAL_OBLIGATION = "legal_obligation", "Legal obligation"
        LEGITIMATE = "legitimate", "Legitimate interests"
        RECOGNISED = "recognised", "Recognised legitimate interest: safeguarding, or preventing crime"

    class Way(models.TextChoices):
        """How the employee knows."""

        OPEN = "", "Not settled yet"
        TOLD = "told", "Told before it began"
        POLICY = "policy", "Notice by the policy"
        COVERT = "covert", "Not told before it began"

    class Ground(models.TextChoices):
        CRIME = "crime", "A crime is suspected"
        MISCONDUCT = "misconduct", "Gross misconduct is suspected"

    class Authority(models.TextChoices):
        HEADTEACHER = "headteacher", "Headteacher"
        CHAIR = "chair", "Chair of governors"
        TRUST = "trust_officer", "Trust officer"

    class Outcome(models.TextChoices):
        NOTHING = "nothing", "Nothing was found"
        ADVICE = "advice", "Advice or a word"
        CONDUCT = "conduct", "Passed to the code of conduct"
        CASE = "case", "A case was opened"
        OTHER = "other", "Something else"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("number at the school", null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    subject = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.ForeignKey(CheckReason, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = SealedTextField()
    lawful_basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    dpia_reference = models.CharField("reference of the impact assessment", max_length=80, blank=True)
    from_on = models.DateField("first day looked at", null=True, blank=True)
    to_on = models.DateField("last day looked at", null=True, blank=True)
    works_from = models.TimeField("their work begins", null=True, blank=True)
    works_to = models.TimeField("their work ends", null=True, blank=True)
    carried_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # After its end: who reads its log where who carried it out or who authorised it has left.
    log_keeper = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("began to be written")
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = SealedTextField()
    # Who may decide that the employee is not told: by the house rule, and the next above where that one is checked.
    authority = models.CharField(max_length=20, choices=Authority.choices, default=Authority.HEADTEACHER)
    way = models.CharField(max_length=10, choices=Way.choices, blank=True, default=Way.OPEN)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    told_words = SealedTextField()
    notice_version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    notice_anchor = models.SlugField(max_length=60, blank=True)
    notice_proof = models.ForeignKey(Acknowledgement, models.PROTECT, null=True, blank=True, related_name="+")
    covert_ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    covert_why = SealedTextField()
    covert_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    covert_at = models.DateTimeField(null=True, blank=True)
    covert_until = models.DateField("last day of not telling", null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)  # when it was told that the employee is still to be told
    cleared_at = models.DateTimeField("may begin since", null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)  # with the statement on union and private correspondence
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_why = SealedTextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="check", editable=False)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("school", "number"), name="check_number_once_per_school"),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "withdrawn"))
                | Q(
                    number__isnull=False,
                    subject__isnull=False,
                    reason__isnull=False,
                    from_on__isnull=False,
                    to_on__isnull=False,
                    carried_by__isnull=False,
                    asked_at__isnull=False,
                )
                & ~Q(lawful_basis="")
                & ~Q(dpia_reference=""),
                name="check_asked_with_all_it_needs",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="check_period_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(works_from=None, works_to=None)
                | Q(works_from__isnull=False, works_to__isnull=False, works_to__gt=F("works_from")),
                name="check_hours_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True)
                | ~Q(subject=F("asked_by"))
                & (Q(carried_by__isnull=True) | ~Q(subject=F("carried_by")))
                & (Q(decided_by__isnull=True) | ~Q(subject=F("decided_by")))
                & (Q(covert_by__isnull=True) | ~Q(subject=F("covert_by")))
                & (Q(told_by__isnull=True) | ~Q(subject=F("told_by")))
                & (Q(ended_by__isnull=True) | ~Q(subject=F("ended_by")))
                & (Q(log_keeper__isnull=True) | ~Q(subject=F("log_keeper"))),
                name="checked_person_does_nothing_in_it",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("carried_by")) & ~Q(decided_by=F("asked_by")) & Q(decided_at__isnull=False),
                name="check_authorised_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(*DECIDED, "refused")) | Q(decided_by__isnull=False),
                name="check_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=CLEARED)
                | Q(way="told", told_at__isnull=False)
                | Q(way="policy", notice_version__isnull=False, notice_proof__isnull=False) & ~Q(notice_anchor="")
                | Q(way="covert", covert_by__isnull=False, covert_at__isnull=False, covert_until__isnull=False)
                & ~Q(covert_ground=""),
                name="check_begins_with_its_notice",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by__isnull=True)
                | Q(told_at__isnull=False, told_by__isnull=False),
                name="check_told_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="under_way") | Q(started_at__isnull=False), name="check_started_when_under_way"
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome="")
                | ~Q(status="ended") & Q(ended_at__isnull=True),
                name="check_ended_with_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(log_keeper__isnull=True) | Q(status="ended"), name="check_log_given_after_its_end"
            ),
        )
        indexes = (
            models.Index(fields=("school", "status", "-asked_at"), name="check_by_school"),
            models.Index(fields=("subject", "status"), name="check_by_subject"),
            models.Index(fields=("carried_by", "status"), name="check_by_carrier"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a check is called in mail, in lists and on the telephone: it says nothing of whom or why."""
        if self.number is None or self.asked_at is None:
            return "Check not sent yet"
        return f"Check {self.asked_at:%Y}-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        """Whether it was asked for and is neither refused, withdrawn nor ended."""
        return self.status in (
            self.Status.ASKED,
            self.Status.AUTHORISED,
            self.Status.READY,
            self.Status.UNDER_WAY,
        )


class CheckEntry(models.Model):
    """One line of a check's timeline. Append-only: what was wrong is corrected by another that points at it."""

    class What(models.TextChoices):
        EVENT = "event", "Recorded"
        NOTE = "note", "Note"
        FINDING = "finding", "Found"
        CORRECTION = "correction", "Correction"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    of = models.ForeignKey(Check, models.PROTECT, related_name="entries", db_column="check_id")
    what = models.CharField(max_length=20, choices=What.choices)
    words = SealedTextField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # none: the clock
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="check", editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "check entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(what="correction", corrects__isnull=False)
                | ~Q(what="correction") & Q(corrects__isnull=True),
                name="check_correction_corrects",
            ),
        )
        indexes = (models.Index(fields=("of", "-at"), name="check_entry_by_check"),)

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%d %B %Y}"
