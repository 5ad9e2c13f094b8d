from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School
from incidents.models.case import Case
from incidents.models.kinds import Kind
from incidents.sources import named


class Report(models.Model):
    """What somebody said when they reported. Append-only; every report opens a case or is joined to one.

    Someone on the roll stands by name; from outside, by what they told of themselves, and a link of which only a hash
    is kept shows them how far it is.
    """

    class Who(models.TextChoices):
        """Who did it, as far as the reporter knows."""

        PUPIL = "pupil", "A pupil of the school"
        STAFF = "staff", "Somebody who works here, a governor or a volunteer"
        PARENT = "parent", "A parent or somebody of a pupil's family"
        OTHER = "other", "Somebody else"
        UNKNOWN = "unknown", "I do not know"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reporter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reporter_name = SealedTextField()
    reporter_contact = SealedTextField()  # of somebody from outside
    progress_hash = models.CharField(max_length=64, blank=True)  # of the link for somebody from outside
    who = models.CharField(max_length=10, choices=Who.choices, default=Who.UNKNOWN)
    involves_child = models.BooleanField(default=False)
    may_be_sexual = models.BooleanField(default=False)
    place = SealedTextField()  # app, site or page
    link = SealedTextField()
    happened_on = models.DateField(null=True, blank=True)
    affects_school = models.BooleanField(default=False)
    saw = SealedTextField()  # what they saw, in their words
    from_label = models.CharField(max_length=60, blank=True)  # what it was opened from, such as approvals.Site
    from_uid = models.UUIDField(null=True, blank=True)
    sent_as = models.CharField(max_length=64, blank=True)  # hash of the form, where no log-in sends it
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(reporter__isnull=False, progress_hash="") | Q(reporter__isnull=True),
                name="report_of_staff_has_no_link",
            ),
            models.UniqueConstraint(fields=("sent_as",), condition=~Q(sent_as=""), name="report_sent_once"),
            models.UniqueConstraint(
                fields=("progress_hash",), condition=~Q(progress_hash=""), name="report_progress_link_once"
            ),
        )
        indexes = (models.Index(fields=("reporter", "-at"), name="report_by_reporter"),)

    def __str__(self) -> str:
        return f"Report of {self.at:%d %B %Y}"

    @property
    def opened_from(self) -> str:
        """What it was opened from, in words; "" where from nothing, or from what has an address of its own."""
        return named.entries.get(self.from_label, "")
