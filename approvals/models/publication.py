from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from approvals.models.request import Request, Revision
from approvals.models.site import Site
from foundation.schools.models import Person, School


class PublicationQuery(models.QuerySet["Publication"]):
    """No update and no delete: what was published stays as it was recorded."""

    def update(self, **kwargs: object) -> int:
        raise RuntimeError("Publications are append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RuntimeError("Publications are append-only.")


class Publication(models.Model):
    """What was published on an account of the school: text, pictures, where and when (STM-10). Append-only.

    Of a request it is the text that was approved, nothing else: `content_hash` is that of its revision. Without a
    request, somebody published who may do so without asking (ACR-09). `pictures` are [{"file", "sha256", "words"}];
    `points` are what was confirmed beforehand, as it was asked.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="publications")
    request = models.OneToOneField(Request, models.PROTECT, null=True, blank=True, related_name="publication")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=4000)
    pictures = models.JSONField(default=list)
    points = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    address = models.URLField("where it stands", max_length=500)
    published_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    objects = PublicationQuery.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(request__isnull=True, revision__isnull=True)
                | Q(request__isnull=False, revision__isnull=False),
                name="published_as_it_was_approved",
            ),
            models.CheckConstraint(condition=Q(published_at__lte=F("at")), name="published_before_it_is_recorded"),
        )
        indexes = (models.Index(fields=("site", "published_at"), name="publication_by_site"),)

    def __str__(self) -> str:
        return f"Post of {self.published_at:%d %B %Y} on {self.site}"
