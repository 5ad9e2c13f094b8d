from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from foundation.schools.models import Body, Person, School, StaffGroup


class Policy(models.Model):
    """One policy of a school over time; its texts are versions."""

    class Determiner(models.TextChoices):
        """Who determines a policy is the policy's own fact; some are the headteacher's by law (ALL-03)."""

        BODY = "body", "A body, at a meeting"
        HEADTEACHER = "headteacher", "The headteacher"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    slug = models.SlugField("part of the web address", max_length=160)
    summary = models.CharField("in one sentence", max_length=300, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    determiner = models.CharField(
        "who determines it", max_length=20, choices=Determiner.choices, default=Determiner.BODY
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.ManyToManyField(StaffGroup, related_name="+", blank=True)
    is_public = models.BooleanField("on the public page", default=False)
    wants_signature = models.BooleanField("asks for a typed name", default=False)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("title",)
        verbose_name_plural = "policies"
        constraints = (
            models.UniqueConstraint(fields=("school", "slug"), name="policy_address_once_per_school"),
            models.UniqueConstraint("school", Lower("title"), name="policy_titled_once_per_school"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="policy_withdrawn_by_somebody_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(determiner="headteacher", body__isnull=True) | Q(determiner="body"),
                name="headteachers_policy_has_no_body",
            ),
        )

    def __str__(self) -> str:
        return self.title


class RelatedPolicy(models.Model):
    """“See also”: another policy, or only its name while the school does not hold it yet (ACR-04)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="related")
    other = models.ForeignKey(Policy, models.SET_NULL, null=True, blank=True, related_name="related_from")
    title = models.CharField(max_length=150)

    class Meta:
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint("policy", Lower("title"), name="related_once"),
            models.CheckConstraint(condition=~Q(policy=models.F("other")), name="not_related_to_itself"),
        )

    def __str__(self) -> str:
        return self.title


class LegalReference(models.Model):
    """An Act or piece of guidance that the policy rests on (QEI-02)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="legal_references")
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("title", "year")
        constraints = (
            models.UniqueConstraint(
                "policy", Lower("title"), "year", nulls_distinct=False, name="legal_reference_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.year}" if self.year else self.title
