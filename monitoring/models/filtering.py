from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.schools.models import Person, School


class FilteringPoint(models.Model):
    """One line of what the school tests: a kind of device, a group of users, a place, a kind of content."""

    class Kind(models.TextChoices):
        DEVICE = "device", "Device"
        USERS = "users", "Who uses it"
        PLACE = "place", "Place"
        CONTENT = "content", "Content"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    kind = models.CharField("what it is", max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("kind", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "kind", "name"),
                condition=Q(ended_at__isnull=True),
                name="filtering_point_named_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class FilteringCheck(models.Model):
    """Filtering and monitoring tried out: when, by whom, what was tested, and what came of it. Never changed."""

    class Outcome(models.TextChoices):
        SOUND = "sound", "All worked as it should"
        TO_DO = "to_do", "Something has to be done"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    on = models.DateField("day of the check")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    points = models.ManyToManyField(FilteringPoint, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    found = models.TextField(max_length=4000)
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="filtering", editable=False)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=("school", "-on"), name="filtering_check_by_school"),)

    def __str__(self) -> str:
        return f"Check of filtering on {self.on.day} {self.on:%B %Y}"

    @property
    def tested(self) -> list[str]:
        """What was tested: devices first, then as whom, where, and which content."""
        order = list(FilteringPoint.Kind.values)
        return [
            point.name for point in sorted(self.points.all(), key=lambda point: (order.index(point.kind), point.pk))
        ]


class FilteringReview(models.Model):
    """The review at least once a year, by its named senior leader, governor and safeguarding lead. Never changed."""

    class Why(models.TextChoices):
        YEARLY = "yearly", "The yearly review"
        RISK = "risk", "A safeguarding risk was found"
        PRACTICE = "practice", "Something changes in how we work"
        TECHNOLOGY = "technology", "New technology comes in"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    on = models.DateField("day of the review")
    why = models.CharField(max_length=12, choices=Why.choices, default=Why.YEARLY)
    leader = models.ForeignKey(Person, models.PROTECT, related_name="+")
    governor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    dsl = models.ForeignKey(Person, models.PROTECT, related_name="+")
    leader_name = models.CharField(max_length=200)
    governor_name = models.CharField(max_length=200)
    dsl_name = models.CharField(max_length=200)
    others = models.CharField("who else took part", max_length=300, blank=True)
    findings = models.TextField(max_length=8000)
    check_months = models.PositiveSmallIntegerField("checks every")  # months, until the next review
    next_due_on = models.DateField("next review by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="filtering", editable=False)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(next_due_on__gt=F("on")), name="next_filtering_review_is_later"),
            models.CheckConstraint(condition=Q(check_months__range=(1, 12)), name="filtering_checked_each_year"),
            models.CheckConstraint(condition=~Q(leader=F("governor")), name="filtering_leader_is_not_its_governor"),
        )
        indexes = (models.Index(fields=("school", "-on"), name="filtering_review_by_school"),)

    def __str__(self) -> str:
        return f"Review of filtering on {self.on.day} {self.on:%B %Y}"


class FilteringCall(models.Model):
    """A review is called for before its time: after a safeguarding risk, or because something changes."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    why = models.CharField(
        max_length=12, choices=[one for one in FilteringReview.Why.choices if one[0] != FilteringReview.Why.YEARLY]
    )
    words = models.TextField("what it is", max_length=1000)
    due_on = models.DateField("review by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    answered_by = models.ForeignKey(FilteringReview, models.PROTECT, null=True, blank=True, related_name="answers")
    retention_class = models.CharField(max_length=40, default="filtering", editable=False)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (models.CheckConstraint(condition=~Q(why="yearly"), name="filtering_call_has_its_cause"),)

    def __str__(self) -> str:
        return f"{self.get_why_display()}, by {self.due_on.day} {self.due_on:%B %Y}"


class FilteringAction(models.Model):
    """What a check or a review led to: what, whose it is, by when, and when it was done."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    check_of = models.ForeignKey(FilteringCheck, models.PROTECT, null=True, blank=True, related_name="actions")
    review = models.ForeignKey(FilteringReview, models.PROTECT, null=True, blank=True, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due_on = models.DateField("to be done by")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_words = models.CharField("what was done", max_length=300, blank=True)
    retention_class = models.CharField(max_length=40, default="filtering", editable=False)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(check_of__isnull=True, review__isnull=False)
                | Q(check_of__isnull=False, review__isnull=True),
                name="filtering_action_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_words=""),
                name="filtering_action_done_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("owner", "done_at"), name="filtering_action_by_owner"),)

    def __str__(self) -> str:
        return self.what
