from collections.abc import Iterable
from typing import ClassVar
from uuid import uuid4

from django.db import models

from approvals.models.request import Request
from foundation.documents.models import File
from foundation.schools.models import Person, School


class Attachment(models.Model):
    """A picture that belongs to a request: a logo, a screenshot of settings, a picture of a post.

    Which of them a text has stands in its answers, with the hash of each, so that a decision is bound to them too.
    `removed` names what lay beside the picture and was not kept (STM-11).
    """

    class What(models.TextChoices):
        PICTURE = "picture", "A picture to be published"
        LOGO = "logo", "The logo as it will be used"
        SETTINGS = "settings", "A screenshot of the settings"
        OTHER = "other", "Something else"

    REMOVED: ClassVar = {
        "place": "the place where it was taken",
        "time": "when it was taken",
        "device": "the camera or telephone",
        "words": "names, titles or remarks",
        "other": "other data of the camera or of a program",
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="attachments")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What.choices)
    words = models.CharField("what it shows", max_length=300)
    removed = models.JSONField(default=list)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="request", editable=False)

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.words}"

    @property
    def said_removed(self) -> list[str]:
        """What was removed, in words."""
        return self.in_words(self.removed)

    @classmethod
    def in_words(cls, removed: Iterable[str]) -> list[str]:
        """What lay beside pictures, each thing once."""
        return [cls.REMOVED[one] for one in dict.fromkeys(removed) if one in cls.REMOVED]
