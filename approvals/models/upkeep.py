from uuid import uuid4

from django.db import models
from django.db.models import Q

from approvals.models.platform import Platform
from approvals.models.request import Request
from approvals.models.site import Site
from foundation.schools.models import Person, School


class SiteCheckIn(models.Model):
    """A moderator looked at a site: what was seen, and what was removed (QEI-20, STM-16b). Append-only.

    What is removed is copied first; where it was not, the reason stands instead of the copy (STM-15).
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="check_ins")
    seen = models.TextField("what was seen", max_length=2000)
    removed = models.TextField("what was removed", max_length=2000, blank=True)
    copy_uid = models.UUIDField("the file with the copy", null=True, blank=True)
    no_copy_why = models.CharField("why there is no copy", max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(removed="") | Q(copy_uid__isnull=False) | ~Q(no_copy_why=""),
                name="removed_with_copy_or_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by_name} on {self.at:%d %B %Y}"


class SiteReview(models.Model):
    """A look at whether a site does what it was approved for, aim by aim (QEI-15). Append-only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="reviews")
    findings = models.JSONField()  # [{"aim", "met": "yes" | "partly" | "no", "words"}]
    goes_on = models.BooleanField()
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(condition=Q(goes_on=False) | Q(next_on__isnull=False), name="site_reviewed_again"),
        )

    def __str__(self) -> str:
        return f"Review by {self.by_name}"


class SiteContact(models.Model):
    """Somebody outside and a site: accepted, refused, followed, blocked or reported, on which ground (STM-12, QEI-19).

    That a parent's address was checked against the office's records is kept; the address is not. An organisation that
    becomes a friend names the request by which that was approved. Append-only.
    """

    class What(models.TextChoices):
        ACCEPTED = "accepted", "Accepted as follower"
        REFUSED = "refused", "Refused as follower"
        FOLLOWED = "followed", "Followed by us"
        BLOCKED = "blocked", "Blocked"
        REPORTED = "reported", "Reported to the platform"

    class Ground(models.TextChoices):
        RECORDS = "records", "Their e-mail address is in the office's records"
        ORGANISATION = "organisation", "An established organisation, looked up"
        UNKNOWN = "unknown", "Nobody we know"
        MISBEHAVED = "misbehaved", "They broke the house rules"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="contacts")
    what = models.CharField(max_length=20, choices=What.choices)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    called = models.CharField("name shown there", max_length=120)
    words = models.CharField(max_length=300, blank=True)
    approval = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(what="accepted") | Q(ground__in=("records", "organisation")), name="accepted_on_a_ground"
            ),
            models.CheckConstraint(
                condition=~Q(what="followed") | Q(ground="organisation"), name="only_organisations_are_followed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.called}: {self.get_what_display().lower()}"


class Impostor(models.Model):
    """An account that passes itself off as the school's; shown beside the school's own."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="+")
    identity = models.CharField("name of the account", max_length=120)
    address = models.URLField(max_length=300)
    found_on = models.DateField()
    reported_on = models.DateField("reported to the platform on", null=True, blank=True)
    gone_on = models.DateField("gone since", null=True, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        ordering = ("-found_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(reported_on__gte=models.F("found_on")),
                name="impostor_found_before_reported",
            ),
            models.CheckConstraint(
                condition=Q(gone_on__isnull=True) | Q(gone_on__gte=models.F("found_on")),
                name="impostor_found_before_gone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.identity} on {self.platform}"


class SiteAlert(models.Model):
    """A site came to need something, from a day until a day: a task for its owners and the clerk (QEI-09, QEI-15).

    How a site is stands nowhere but in its pulse; this is what was told of it, and when it was well again.
    """

    class What(models.TextChoices):
        OWNER = "owner", "it has no owner at present"
        ADMINISTRATORS = "administrator", "too few administrators"
        MODERATORS = "moderator", "too few moderators"
        LOOK = "look", "nobody has looked at it lately"
        NEGLECTED = "neglected", "nobody has looked at it for very long"
        REVIEW = "review", "its review is overdue"
        CLOSING = "closing", "its last day is past"
        CONSENT = "consent", "the list of pupils without consent is to be checked"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="alerts")
    what = models.CharField(max_length=20, choices=What.choices)
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="site", editable=False)

    class Meta:
        verbose_name = "thing"  # said in the heading of a digest: 2 things to look after
        ordering = ("-raised_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("site", "what"), condition=Q(settled_at__isnull=True), name="one_open_alert_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.site}: {self.get_what_display()}"
