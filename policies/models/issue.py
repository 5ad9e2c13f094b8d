from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from foundation.schools.models import Person, School
from policies.models.policy import Policy
from policies.models.version import Version


class TrustIssue(models.Model):
    """One edition of a trust's policy as it was issued to its schools: which text, and which clauses they may adapt.

    `school` is the trust. Every clause that is not in `adaptable` is locked.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="issues")
    version = models.ForeignKey(Version, models.PROTECT, related_name="issues")
    edition = models.PositiveIntegerField()
    adaptable = models.JSONField(default=list, blank=True, help_text="Anchors of the clauses that a school may adapt.")
    answer_by = models.DateField("to be answered by")
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    replaced_at = models.DateTimeField("a newer edition since", null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("policy__title", "-edition")
        constraints = (
            models.UniqueConstraint(fields=("policy", "edition"), name="issue_edition_once"),
            models.UniqueConstraint(fields=("version",), name="version_issued_once"),
            models.UniqueConstraint(
                fields=("policy",), condition=Q(replaced_at__isnull=True), name="one_issue_asks_the_schools"
            ),
            models.CheckConstraint(condition=Q(edition__gte=1), name="issue_edition_from_1"),
        )

    def __str__(self) -> str:
        return f"{self.policy}, edition {self.edition}"


class IssueAnswer(models.Model):
    """What one school does with one edition: nothing yet, takes it as a version of its own, or explains why not.

    A version that was given up is no answer; one in force is what “adopted” means.
    """

    class Status(models.TextChoices):
        ASKED = "asked", "Not answered"
        TAKEN = "taken", "Taken up"
        EXPLAINED = "explained", "Explained"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    issue = models.ForeignKey(TrustIssue, models.PROTECT, related_name="answers")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ASKED)
    version = models.OneToOneField(
        Version, models.PROTECT, null=True, blank=True, related_name="issue_answer", help_text="The school's own."
    )
    facts = models.JSONField(default=dict, blank=True, help_text="The local facts as they were filled in.")
    why = models.TextField("why not", max_length=1000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("issue", "school__name")
        constraints = (
            models.UniqueConstraint(fields=("issue", "school"), name="school_answers_an_edition_once"),
            models.CheckConstraint(
                condition=Q(status="asked", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(status="asked") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="issue_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(status="taken", version__isnull=False) | (~Q(status="taken") & Q(version__isnull=True))),
                name="taken_as_a_version",
            ),
            models.CheckConstraint(
                condition=(Q(status="explained") & ~Q(why="")) | (~Q(status="explained") & Q(why="")),
                name="explained_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue}: {self.school}"


class LocalFact(models.Model):
    """What a school puts where a trust's policy has a placeholder, such as the headteacher's name. For all of them."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="policy_version", editable=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("school", Lower("name"), name="local_fact_once_per_school"),
            models.CheckConstraint(condition=~Q(value=""), name="local_fact_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
