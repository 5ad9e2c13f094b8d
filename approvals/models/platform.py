from uuid import uuid4

from django.db import models
from django.db.models.functions import Lower

from foundation.schools.models import School


class Platform(models.Model):
    """A host of sites that the school may use, with the age from which it gives accounts (QEI-16).

    `lets_vet`: whether an account there can be closed, so that each follower is accepted by hand (STM-12).
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    minimum_age = models.PositiveSmallIntegerField("minimum age", help_text="In years, by the platform's own terms.")
    lets_vet = models.BooleanField("followers can be vetted", default=False)
    checked_on = models.DateField("terms looked at on")
    source = models.CharField("where that stands", max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("school", Lower("name"), name="platform_named_once_per_school"),)

    def __str__(self) -> str:
        return self.name
