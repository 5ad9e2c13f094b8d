from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import Person, School


class CalendarFeed(models.Model):
    """Somebody's own link from which their calendar program takes reviews and meetings (ACR-24).

    Only a hash of the link's word is kept. A new link ends the one before; a stopped one leads nowhere.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    link_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_made_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="log_in", editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(link_hash__isnull=False, link_made_at__isnull=False, stopped_at__isnull=True)
                | Q(link_hash__isnull=True, stopped_at__isnull=False),
                name="feed_has_its_link_or_is_stopped",
            ),
        )

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
