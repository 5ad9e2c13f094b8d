from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Person, School
from policies.models.policy import Policy


class PublishedPart(models.Model):
    """A clause, with all below it, that has a public page of its own (STM-03): a site's house rules, terms of use.

    It is named by its anchor, so that its page shows the text of whatever version is in force. The policy itself
    need not be public.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="parts")
    anchor = models.SlugField(max_length=60)
    title = models.CharField(max_length=150)
    slug = models.SlugField("part of the web address", max_length=160)
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(
                fields=("school", "slug"), condition=Q(ended_at__isnull=True), name="part_address_once_per_school"
            ),
            models.UniqueConstraint(
                fields=("policy", "anchor"), condition=Q(ended_at__isnull=True), name="part_published_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="part_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("published_at")), name="part_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return self.title
