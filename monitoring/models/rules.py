from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import School
from policies.models import Policy

MOST_DAYS = 365  # ACR-21: a ceiling, not a duty
MOST_MONTHS = 12  # filtering and monitoring are reviewed at least once a year
# Union and private correspondence (ICO, monitoring workers): what a school starts with, and may add to.
LEFT_OUT = """mail.google.com
outlook.live.com
mail.yahoo.com
mail.aol.com
mail.proton.me
web.whatsapp.com
web.telegram.org
unison.org.uk
neu.org.uk
nasuwt.org.uk
naht.org.uk
ascl.org.uk
gmb.org.uk
unitetheunion.org
community-tu.org
voicetheunion.org.uk"""


class MonitoringRules(models.Model):
    """House rules of checks, logs, the footprint and filtering."""

    class Authority(models.TextChoices):
        HEADTEACHER = "headteacher", "Headteacher"
        CHAIR = "chair", "Chair of governors"

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="+")
    notice_by_policy = models.BooleanField(  # QEI-25
        "the policy itself gives notice of monitoring",
        default=False,
        help_text="Instead of telling the person before a check begins, the clause that gives notice is cited, with the"
        " proof that they acknowledged it. Without that proof they are told all the same.",
    )
    usage_days = models.PositiveSmallIntegerField(
        "usage logs are kept for",
        default=MOST_DAYS,
        help_text="Days, 365 at most, from the day of each line. Then they are destroyed, unless a case holds them.",
    )
    highest_authority = models.CharField(
        "not telling the person is decided by",
        max_length=20,
        choices=Authority.choices,
        default=Authority.HEADTEACHER,
        help_text="Only where a crime or gross misconduct is suspected, and until a day. Of the headteacher the chair"
        " decides in every school.",
    )
    looks_every_days = models.PositiveSmallIntegerField(
        "what is said about the school is looked at every",
        default=14,
        help_text="Days. When a look is due it stands on the desk of who looks.",
    )
    filtering_review_months = models.PositiveSmallIntegerField(
        "filtering and monitoring are reviewed every",
        default=MOST_MONTHS,
        help_text="Months, 12 at most. Sooner after a safeguarding risk or a change, which is said when it happens.",
    )
    left_out_hosts = models.TextField(
        "never taken into a log",
        max_length=8000,
        blank=True,
        default=LEFT_OUT,
        help_text="One site on each line, such as unison.org.uk: unions and private mail. What lies below it is left"
        " out too. Lines of a log that name them are counted and thrown away.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(usage_days__range=(1, MOST_DAYS)), name="usage_kept_a_year_at_most"),
            models.CheckConstraint(
                condition=Q(filtering_review_months__range=(1, MOST_MONTHS)), name="filtering_reviewed_each_year"
            ),
        )

    def __str__(self) -> str:
        return f"Rules of monitoring of {self.school}"

    @property
    def left_out(self) -> list[str]:
        """The hosts that are never taken into a log, in small letters."""
        return [line.strip().casefold() for line in self.left_out_hosts.splitlines() if line.strip()]


class CheckReason(models.Model):
    """One reason for which an employee's use may be checked, and the rule that it rests on (ACR-20, ACR-26, COR-06)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    words = models.CharField("when it is one", max_length=300, blank=True)
    rests_on = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, related_name="+")
    anchor = models.SlugField("clause of that policy", max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "name"), condition=Q(ended_at__isnull=True), name="check_reason_named_once"
            ),
            models.CheckConstraint(condition=Q(anchor="") | Q(rests_on__isnull=False), name="clause_is_of_a_policy"),
        )

    def __str__(self) -> str:
        return self.name
