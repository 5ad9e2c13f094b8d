from uuid import uuid4

from django.db import models
from django.db.models.functions import Lower

from foundation.schools.models import School


class Platform(models.Model):
    """A host of sites that the school may use, with the age from which it gives accounts (QEI-16).

    `lets_vet`: whether an account there can be closed, so that each follower is accepted by hand (STM-12).
    One that has ended is kept for the sites and requests that name it, and is not offered any more.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    minimum_age = models.PositiveSmallIntegerField("minimum age", help_text="In years, by the platform's own terms.")
    lets_vet = models.BooleanField("followers can be vetted", default=False)
    has_messages = models.BooleanField("private messages can be sent there", default=True)
    checked_on = models.DateField("terms looked at on")
    source = models.CharField("where that stands", max_length=200)
    ended_at = models.DateTimeField("not offered any more since", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("school", Lower("name"), name="platform_named_once_per_school"),)

    def __str__(self) -> str:
        return self.name
