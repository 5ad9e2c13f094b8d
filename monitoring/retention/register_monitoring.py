"""The classes of monitoring itself. Data, to be read."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from monitoring.models.rules import MOST_DAYS
from monitoring.retention.classes import How, RecordClass, Root, add
from monitoring.retention.period import Period

A_YEAR = "A year at most, as policies on monitoring have it: a ceiling, not a duty."

add(
    RecordClass(
        code="usage_log",
        title="Logs of internet use",
        covers="The lines that were taken of a web filter's export for a check: which site, when, blocked or not.",
        begins="On the day of each line.",
        source=A_YEAR + " The house rules of monitoring may say less, and that is then the most here too.",
        default=Period(days=MOST_DAYS),
        highest=MOST_DAYS,
        ceiling="usage_days",
        roots=(
            Root(
                "monitoring.UsageRow",
                "at",
                how=How.ROWS,
                above=("extract", "extract__of", "extract__of__subject"),
                along="at",
            ),
        ),
    )
)

add(
    RecordClass(
        code="check",
        title="Checks of an employee's internet use",
        covers="Why somebody's use was checked, by whom, what they were told, what was found, and what came of it.",
        begins="When the check ended, was refused or was withdrawn.",
        source=A_YEAR + " What led to a case stands in the case, which has its own class.",
        default=Period(months=12),
        highest=12,
        roots=(
            Root(
                "monitoring.Check",
                Coalesce(F("ended_at"), F("withdrawn_at"), F("decided_at")),
                Q(status__in=("ended", "refused", "withdrawn")),
            ),
        ),
        parts={"monitoring.CheckEntry": "of", "monitoring.UsageExtract": "of"},
    )
)

add(
    RecordClass(
        code="filtering",
        title="Filtering and monitoring: checks and reviews",
        covers="When filtering and monitoring were tested, what was found and done; the yearly reviews.",
        begins="On the day of the check or review.",
        source="Six years, so that an inspection can see how it went over the years. The school's choice.",
        default=Period(months=72),
        lowest=24,
        roots=(
            Root("monitoring.FilteringCheck", "on"),
            Root("monitoring.FilteringReview", "on"),
            Root("monitoring.FilteringCall", "due_on", Q(answered_by=None)),
        ),
        parts={
            "monitoring.FilteringAction": ("check_of", "review"),
            "monitoring.FilteringCall": "answered_by",
        },
    )
)

add(
    RecordClass(
        code="footprint",
        title="What is said about the school",
        covers="Regular looks, what was found, and what was answered.",
        begins="On the day of the look, or when it was said.",
        source="Two years. The school's choice. What led to a case stands in the case.",
        default=Period(months=24),
        highest=120,
        roots=(Root("monitoring.FootprintLook", "on"), Root("monitoring.Mention", "on", Q(look=None))),
        parts={"monitoring.Mention": "look"},
    )
)

add(
    RecordClass(
        code="restriction",
        title="Blocked sites and withdrawn access",
        covers="What was blocked, whose access was withdrawn, why, and who lifted it.",
        begins="When it was lifted or ended.",
        source="A year after it was over. The school's choice.",
        default=Period(months=12),
        highest=72,
        roots=(Root("monitoring.Restriction", Coalesce(F("lifted_at__date"), F("ends_on"))),),
        parts={"monitoring.RestrictionReview": "restriction"},
    )
)

add(
    RecordClass(
        code="subject_request",
        title="Subject access requests",
        covers="Who asked for their records and when, what was found, what was withheld and why, and the archive.",
        begins="When it was sent, refused or withdrawn.",
        source="Two years: how long an answer is commonly questioned. The school's choice. The archive itself is"
        " removed after some days.",
        default=Period(months=24),
        lowest=3,
        highest=84,
        roots=(Root("monitoring.SubjectRequest", "ended_at"),),
        parts={
            "monitoring.SubjectPause": "request",
            "monitoring.SubjectItem": "request",
            "monitoring.SubjectDecision": "request",
        },
    )
)

add(
    RecordClass(
        code="retention",
        title="What was destroyed, and why it was kept",
        covers="Certificates and tombstones (no personal data: kinds, numbers, uids), the schedule as it was, and"
        " agreed purges stay for good, as proof. Holds that ended go.",
        begins="When the hold ended.",
        source="Six years after it ended. The school's choice.",
        default=Period(months=72),
        lowest=12,
        roots=(Root("monitoring.Hold", "ended_at"),),
        stays=(
            "monitoring.RetentionRule",
            "monitoring.Night",
            "monitoring.Purge",
            "monitoring.PurgeChunk",
            "monitoring.Tombstone",
            "monitoring.Certificate",
        ),
    )
)
