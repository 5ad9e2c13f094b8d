from uuid import uuid4

from django.db import models
from django.db.models import Q

from approvals.models import Site
from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School


class FootprintPlace(models.Model):
    """Where the school looks for what is said about it: a platform, a page, or one of its own accounts (HAY-13)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    address = models.URLField("web address", max_length=300, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "name"), condition=Q(ended_at__isnull=True), name="footprint_place_named_once"
            ),
            models.UniqueConstraint(
                fields=("school", "site"),
                condition=Q(ended_at__isnull=True, site__isnull=False),
                name="footprint_place_of_a_site_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class FootprintLook(models.Model):
    """Somebody looked at what is said about the school, on a day. One that found nothing is recorded too."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    on = models.DateField("day of the look")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    places = models.ManyToManyField(FootprintPlace, related_name="+")
    was_quiet = models.BooleanField("nothing was found", default=False)
    words = SealedTextField()
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="footprint", editable=False)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=("school", "-on"), name="footprint_look_by_school"),)

    def __str__(self) -> str:
        return f"Look on {self.on.day} {self.on:%B %Y}"


class Mention(models.Model):
    """Something said about the school or somebody who works there, and how it was answered. Never a case by itself."""

    class Tone(models.TextChoices):
        PRAISE = "praise", "Praise"
        NEUTRAL = "neutral", "Neither"
        CRITICISM = "criticism", "Criticism"
        ABUSE = "abuse", "Abuse or threat"

    class Answer(models.TextChoices):
        OPEN = "open", "Not answered yet"
        ANSWERED = "answered", "Answered"
        LEFT = "left", "Left unanswered"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    look = models.ForeignKey(FootprintLook, models.PROTECT, null=True, blank=True, related_name="mentions")
    place = models.ForeignKey(FootprintPlace, models.PROTECT, null=True, blank=True, related_name="+")
    elsewhere = models.CharField("where else", max_length=100, blank=True)
    on = models.DateField("day on which it was said or seen")
    what = SealedTextField()
    link = SealedTextField()
    tone = models.CharField(max_length=10, choices=Tone.choices)
    about_staff = models.BooleanField("it is about somebody who works here", default=False)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answer_words = SealedTextField()  # what was answered, or why it was not
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="footprint", editable=False)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(place__isnull=False) | ~Q(elsewhere=""), name="mention_was_somewhere"),
            models.CheckConstraint(
                condition=Q(answer="open", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="open") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="mention_answered_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("school", "-on"), name="mention_by_school"),)

    def __str__(self) -> str:
        return f"{self.get_tone_display()}, {self.on.day} {self.on:%B %Y}"

    @property
    def where(self) -> str:
        """Where it was said."""
        return self.place.name if self.place is not None else self.elsewhere
