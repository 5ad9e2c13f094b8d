from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import Person, School


class Leaving(models.Model):
    """What somebody is asked to confirm when they leave, opened when their last day is entered (QEI-05).

    Confirmed, it is never changed: the sentences in the words they had, when, and how. A link is kept as its hash.
    """

    class Means(models.TextChoices):
        BROWSER = "browser", "Signed in"
        LINK = "link", "By a link"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    last_day = models.DateField()
    opened_at = models.DateTimeField()
    link_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_made_at = models.DateTimeField(null=True, blank=True)
    statements = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    means = models.CharField("how", max_length=20, choices=Means.choices, blank=True)
    retention_class = models.CharField(max_length=40, default="acknowledgement", editable=False)

    class Meta:
        ordering = ("-last_day",)
        verbose_name_plural = "leavings"
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(confirmed_at__isnull=True), name="one_leaving_open_a_person"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, means="") | (Q(confirmed_at__isnull=False) & ~Q(means="")),
                name="leaving_confirmed_by_some_means",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_name} leaves"
