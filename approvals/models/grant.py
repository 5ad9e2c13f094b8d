from uuid import uuid4

from django.db import models
from guardian.models import UserObjectPermissionBase

from approvals.models.request import Request, Revision
from foundation.schools.models import Person, School, User


class RequestGrant(UserObjectPermissionBase):
    """Somebody is let into one request until a day: an adviser who was asked in. Written only by a transition."""

    # Guardian's own key would name these rows on the log-in, and go with it.
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    content_object = models.ForeignKey(Request, models.CASCADE)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    until = models.DateField("last day")
    why = models.CharField(max_length=300)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    class Meta(UserObjectPermissionBase.Meta):
        constraints = (models.UniqueConstraint(fields=("content_object", "person"), name="let_in_once"),)

    def __str__(self) -> str:
        return f"{self.person} until {self.until}"


class Advice(models.Model):
    """What an adviser who was let in said, on the text that they saw. It decides nothing. Append-only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="advice")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Advice of {self.by_name}"
