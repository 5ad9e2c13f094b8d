"""What the law or a procedure asks for in a case, each in rows of its own."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from incidents.models.case import Case
from incidents.models.rules import ResponseOption


class Considered(models.Model):
    """A response on the school's list, taken or not pursued, with the reason (ACR-13). The last one counts."""

    class Answer(models.TextChoices):
        TAKEN = "taken", "Taken"
        NOT_PURSUED = "not_pursued", "Not pursued"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="considered")
    option = models.ForeignKey(ResponseOption, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, choices=Answer.choices)
    why = SealedTextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "considered"

    def __str__(self) -> str:
        return f"{self.option}, {self.get_answer_display()}"


class ThresholdDecision(models.Model):
    """Staff towards a pupil: what the LADO advised and what was decided (HAY-06). Append-only; the last one counts."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="threshold_decisions")
    lado_name = SealedTextField()
    lado_at = models.DateTimeField(null=True, blank=True)
    advice = SealedTextField()
    decided = models.CharField(
        max_length=20, choices=[one for one in Case.Allegation.choices if one[0] not in ("none", "considered")]
    )
    why = SealedTextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(decided="threshold_met") | Q(lado_at__isnull=False), name="allegation_went_to_the_lado"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_decided_display()}, {self.at:%d %B %Y}"


class DataBreach(models.Model):
    """A personal-data breach (STM-19): 72 hours from when the school knew, unless no risk is found."""

    class Risk(models.TextChoices):
        UNKNOWN = "unknown", "To be assessed"
        NONE = "none", "A risk to people is unlikely"
        RISK = "risk", "A risk: the commissioner is told"
        HIGH = "high", "A high risk: the people concerned are told too"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.PROTECT, related_name="breach")
    known_at = models.DateTimeField()  # the 72 hours count from here
    risk = models.CharField(max_length=10, choices=Risk.choices, default=Risk.UNKNOWN)
    assessment = SealedTextField()
    assessed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    assessed_at = models.DateTimeField(null=True, blank=True)
    commissioner_told_at = models.DateTimeField(null=True, blank=True)
    commissioner_reference = SealedTextField()
    people_told_at = models.DateTimeField(null=True, blank=True)
    people_told_how = SealedTextField()
    late_why = SealedTextField()
    missed_at = models.DateTimeField(null=True, blank=True)  # when it was told that the 72 hours were over
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        verbose_name_plural = "data breaches"
        constraints = (
            models.CheckConstraint(
                condition=Q(risk="unknown", assessed_at__isnull=True, assessed_by__isnull=True)
                | ~Q(risk="unknown") & Q(assessed_at__isnull=False, assessed_by__isnull=False),
                name="breach_assessed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Personal-data breach, {self.case}"

    @property
    def due_at(self) -> datetime:
        """By when the commissioner is told, or it is found that there is no risk."""
        return self.known_at + timedelta(hours=72)

    @property
    def is_done(self) -> bool:
        """Whether the 72 hours no longer count: no risk was found, or the commissioner was told."""
        return self.risk == self.Risk.NONE or self.commissioner_told_at is not None


class Referral(models.Model):
    """A step of a procedure outside this case: told whom, when, under which reference (HAY-09, QEI-21, QEI-23)."""

    class To(models.TextChoices):
        PREVENT = "prevent", "Prevent: the local authority or the police"
        CHILDREN = "children", "Children's social care"
        POLICE = "police", "Police"
        CEOP = "ceop", "CEOP"
        FAMILY = "family", "The child's family"
        LADO = "lado", "Local authority's designated officer"
        PRESS_OFFICE = "press_office", "Press office"
        PRESS = "press", "Answer to the press"
        COMPLAINTS = "complaints", "Complaints procedure"
        DISCIPLINARY = "disciplinary", "Disciplinary procedure"
        BEHAVIOUR = "behaviour", "Behaviour policy"
        OTHER = "other", "Somebody else"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    to = models.CharField(max_length=20, choices=To.choices)
    whom = SealedTextField()
    reference = SealedTextField()
    answer = SealedTextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    referred_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("referred_at", "pk")

    def __str__(self) -> str:
        return f"{self.get_to_display()}, {self.referred_at:%d %B %Y}"


class Breached(models.Model):
    """The clause of a policy that was not kept, as it stood that day (its words are those of the version)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="breached")
    version = models.ForeignKey("policies.Version", models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=120)
    on = models.DateField("day on which it stood so")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "breached"
        constraints = (
            models.UniqueConstraint(fields=("case", "version", "anchor"), name="clause_breached_once_in_a_case"),
        )

    def __str__(self) -> str:
        return f"{self.version}, {self.anchor}"
