from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self, on: date) -> "RestrictionQuerySet":
        """Begun, not over and not lifted, on that day."""
        return self.not_over(on).filter(starts_on__lte=on)

    def not_over(self, on: date) -> "RestrictionQuerySet":
        """In force that day, or to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), lifted_at=None)


class Restriction(models.Model):
    """A site that is blocked, or access that was withdrawn from somebody (ACR-22). What it says of a person is sealed.

    Access is never withdrawn without an end: a day on which it ends, or one by which it is looked at again.
    """

    class Kind(models.TextChoices):
        SITE = "site", "Blocked site"
        ACCESS = "access", "Access withdrawn"

    class Status(models.TextChoices):
        TO_COME = "to_come", "To come"
        IN_FORCE = "in_force", "In force"
        ENDED = "ended", "Ended"
        LIFTED = "lifted", "Lifted"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    host = models.CharField("site", max_length=253, blank=True)
    for_whom = models.CharField("for whom", max_length=100, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    what = SealedTextField()  # what is withdrawn
    reason = SealedTextField()
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    review_on = models.DateField("looked at again by", null=True, blank=True)
    from_label = models.CharField(max_length=60, blank=True)  # the case or check that it came of
    from_uid = models.UUIDField(null=True, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_why = SealedTextField()
    retention_class = models.CharField(max_length=40, default="restriction", editable=False)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="site", person__isnull=True) & ~Q(host="") & ~Q(for_whom="")
                | Q(kind="access", person__isnull=False, host="", for_whom=""),
                name="restriction_of_a_site_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="site") | Q(ends_on__isnull=False) | Q(review_on__isnull=False),
                name="withdrawn_access_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="restriction_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="restriction_lifted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("set_by")), name="nobody_restricts_themselves"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(lifted_by__isnull=True) | ~Q(person=F("lifted_by")),
                name="nobody_lifts_their_own_restriction",
            ),
        )
        indexes = (
            models.Index(fields=("school", "kind", "-starts_on"), name="restriction_by_school"),
            models.Index(fields=("person",), name="restriction_by_person"),
        )

    def __str__(self) -> str:
        return self.host or f"{self.get_kind_display()}, {self.starts_on.day} {self.starts_on:%B %Y}"

    def status_on(self, on: date) -> "Restriction.Status":
        """Where it stands on a day."""
        if self.lifted_at is not None:
            return self.Status.LIFTED
        if on < self.starts_on:
            return self.Status.TO_COME
        return self.Status.ENDED if self.ends_on is not None and self.ends_on < on else self.Status.IN_FORCE

    def is_due(self, on: date) -> bool:
        """Whether somebody is to look at it again, on that day or before it."""
        return self.review_on is not None and self.review_on <= on and self.status_on(on) == self.Status.IN_FORCE


class RestrictionReview(models.Model):
    """Somebody looked at a restriction again and left it, with the reason and the next day. Append-only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="reviews")
    why = SealedTextField()
    ends_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="restriction", editable=False)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Looked at again on {self.at:%d %B %Y}"
