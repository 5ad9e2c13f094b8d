"""The classes of policies, of requests and of the school's accounts. Data, to be read by whoever keeps the schedule."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from monitoring.retention.classes import RecordClass, Root, add
from monitoring.retention.period import Period

LIMITATION = "Six years: how long a claim can be brought (Limitation Act 1980). The school's choice."

add(
    RecordClass(
        code="policy_version",
        title="Policies and how they were decided",
        covers="Versions that are no longer in force with their text, annexes, signatures, consultations and decisions;"
        " meetings, delegations, withdrawn policies, answers to a trust's policies and to the list of statutory ones.",
        begins="When a version was replaced or abandoned; a policy when it was withdrawn; a meeting when it was held.",
        source="Six years after it was replaced, so that it can be shown what the rule was then. The school's choice. A"
        " version that somebody's confirmation or a case names waits for it.",
        default=Period(months=72),
        lowest=12,
        asks=True,
        roots=(
            Root("policies.Version", "ended_at"),
            Root("policies.Policy", "withdrawn_at"),
            Root("policies.Meeting", "held_on", Q(status__in=("held", "cancelled"))),
            Root("policies.Delegation", Coalesce(F("ended_on"), F("until_on"))),
            Root("policies.TrustIssue", "replaced_at"),
            Root("policies.Intake", "ended_at", Q(version=None)),
            Root("policies.PublishedPart", "ended_at"),
            Root("policies.StatutoryList", "ended_at"),
        ),
        parts={
            "policies.PastEvent": "version",
            "policies.Step": "version",
            "policies.Consultation": "step",
            "policies.Signature": "step",
            "policies.Decision": "step",
            "policies.AgendaItem": ("meeting", "version"),
            "policies.Intake": "version",
            "policies.IssueAnswer": ("issue", "version"),
            "policies.StatutoryAnswer": "policy",
            "policies.StarterPolicy": "policy",
        },
        stays=("policies.LocalFact",),
    )
)

add(
    RecordClass(
        code="acknowledgement",
        title="Confirmations that policies were read",
        covers="Who confirmed which text and when, on screen, on paper or at a shared device; sheets and their scans,"
        " problems that were raised, confirmations when starting and leaving; counted groups of parents and pupils.",
        begins="When the person left the school; a count or a scan when it was entered; a problem when it was settled.",
        source=LIMITATION,
        default=Period(months=72),
        lowest=12,
        roots=(
            Root("policies.Acknowledgement", "person__leaves_on"),
            Root("policies.ContractorAcknowledgement", "contractor__until"),
            Root("policies.CountedGroup", "closed_on"),
            Root("policies.GroupAsk", "ended_on"),
            Root("policies.GroupCount", "entered_at"),
            Root("policies.Leaving", "last_day"),
            Root("policies.Problem", "settled_at"),
            Root("policies.Sheet", "made_at"),
            Root("policies.SheetScan", "settled_at"),
            Root("policies.StartingConfirmation", "person__leaves_on"),
        ),
        parts={
            "policies.GroupSize": "group",
            "policies.ProblemMessage": "problem",
            "policies.SheetLine": "sheet",
            "policies.ScanPage": "scan",
            "policies.FoundCode": ("scan", "line", "acknowledgement"),
        },
    )
)

add(
    RecordClass(
        code="contractor",
        title="Contractors",
        covers="Who worked at the school for a company, with the way to reach them.",
        begins="On their last day at the school, or when it was ended.",
        source="A year, for questions that come late. The school's choice. Waits for confirmations and reports.",
        default=Period(months=12),
        roots=(Root("policies.Contractor", "until"),),
    )
)

add(
    RecordClass(
        code="recruitment",
        title="Recruitment panels",
        covers="Who sat on a panel, and what they declared.",
        begins="When the recruitment ended.",
        source="Six months after it ended: how long an applicant can go to a tribunal, with time to spare.",
        default=Period(months=6),
        lowest=6,
        highest=72,
        roots=(Root("policies.Recruitment", "ends_on"),),
        parts={"policies.PanelMember": "recruitment", "policies.PanelDeclaration": "recruitment"},
    )
)

add(
    RecordClass(
        code="relationship",
        title="Relationships declared",
        covers="What staff declared of a relationship outside school, and what was answered.",
        begins="When it ended, or when the person left.",
        source="A year. The school's choice.",
        default=Period(months=12),
        roots=(Root("policies.Relationship", Coalesce(F("ended_at__date"), F("person__leaves_on"))),),
        parts={"policies.RelationshipEntry": "relationship"},
    )
)

add(
    RecordClass(
        code="pack",
        title="Governors' packs",
        covers="Which policies were put together for which meeting.",
        begins="When the pack was asked for.",
        source="Three years. The school's choice. The PDF itself is removed much earlier, after the days that the house"
        " rules of policies say, and can be made again.",
        default=Period(months=36),
        roots=(Root("policies.Pack", "asked_at"),),
    )
)

add(
    RecordClass(
        code="request",
        title="Requests and how they were decided",
        covers="Requests to open an account, to publish or to contact somebody, with what was attached, said and"
        " decided.",
        begins="When it was decided, or when what it allowed was over.",
        source="Six years after the end. The school's choice. Waits for the account that rests on it.",
        default=Period(months=72),
        lowest=6,
        roots=(Root("approvals.Request", Coalesce(F("ended_at"), F("settled_at"))),),
        parts={
            "approvals.Revision": "request",
            "approvals.Attachment": "request",
            "approvals.Step": "request",
            "approvals.Decision": "request",
            "approvals.RequestGrant": "content_object",
            "approvals.Advice": "request",
        },
    )
)

add(
    RecordClass(
        code="site",
        title="Accounts of the school and their upkeep",
        covers="Accounts with who looked after them, what was published, check-ins, reviews, contacts and alerts; false"
        " accounts in the school's name.",
        begins="When the account was closed or given up; a false account when it was gone.",
        source="Three years. The school's choice.",
        default=Period(months=36),
        roots=(Root("approvals.Site", "closed_at"), Root("approvals.Impostor", "gone_on")),
        parts={
            "approvals.SitePerson": "site",
            "approvals.SiteConfirmation": "site",
            "approvals.Publication": "site",
            "approvals.SiteCheckIn": "site",
            "approvals.SiteReview": "site",
            "approvals.SiteContact": "site",
            "approvals.SiteAlert": "site",
        },
    )
)
