from django.db import models
from guardian.models import UserObjectPermissionBase

from approvals.models.request import Request
from foundation.schools.models import Person, School, User


class RequestGrant(UserObjectPermissionBase):
    """Somebody is let into one request until a day: an adviser who was asked in. Written only by a transition."""

    # Guardian's own key would name these rows on the log-in, and go with it.
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
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
