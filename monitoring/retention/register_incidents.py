"""The classes of cases: one timeline, four lengths of keeping, as the law and guidance have it. Data, to be read."""

from django.db.models import Q

from monitoring.retention.classes import RecordClass, Root, add
from monitoring.retention.period import Period

PARTS = {
    "incidents.CasePerson": "case",
    "incidents.CaseGrant": "content_object",
    "incidents.EmergencyAccess": "case",
    "incidents.Report": "case",
    "incidents.Answer": "report",
    "incidents.Entry": "case",
    "incidents.Evidence": "case",
    "incidents.CaseExport": "case",
    "incidents.Update": "case",
    "incidents.Promise": "case",
    "incidents.Support": "case",
    "incidents.Considered": "case",
    "incidents.ThresholdDecision": "case",
    "incidents.DataBreach": "case",
    "incidents.Referral": "case",
    "incidents.Breached": "case",
    "incidents.Takedown": "case",
    "incidents.TakedownStep": "takedown",
    "incidents.RemovalQuestion": "case",
    "incidents.Removal": "case",
}
ALLEGATION = Q(allegation__in=("considered", "threshold_met"))
LOW_LEVEL = Q(allegation="low_level")
REST = ~ALLEGATION & ~LOW_LEVEL
WITH_IT = (
    " The whole case goes: reports, timeline, evidence, takedowns, what was told to whom. Its exports go after a day."
)
CLOSED = "When the case was closed. A case that is opened again begins anew."

add(
    RecordClass(
        code="incident_allegation",
        title="Cases: allegations against staff",
        covers="Cases in which the harm threshold was met, or was never decided." + WITH_IT,
        begins=CLOSED,
        source="Keeping children safe in education: until normal pension age, or ten years from the allegation where"
        " that is longer. No dates of birth are kept here, so the default is the longest that can come to: fifty years."
        " An allegation found false or malicious is taken out of the personnel file, which is kept elsewhere.",
        default=Period(months=600),
        lowest=120,
        asks=True,
        roots=(Root("incidents.Case", "closed_at", ALLEGATION),),
        parts=PARTS,
    )
)

add(
    RecordClass(
        code="incident_low_level",
        title="Cases: low-level concerns about staff",
        covers="Cases decided to be a low-level concern." + WITH_IT,
        begins=CLOSED,
        source="Keeping children safe in education leaves it to the school, and suggests at least until the person"
        " leaves. The default is six years.",
        default=Period(months=72),
        lowest=12,
        asks=True,
        roots=(Root("incidents.Case", "closed_at", LOW_LEVEL),),
        parts=PARTS,
    )
)

add(
    RecordClass(
        code="incident_safeguarding",
        title="Cases: safeguarding",
        covers="Cases about a child's safety that are no allegation against staff." + WITH_IT,
        begins=CLOSED,
        source="A child-protection file is kept until the child is twenty-five. No dates of birth are kept here, so the"
        " default is twenty-five years. Where the file is kept in another system, the school may say less.",
        default=Period(months=300),
        lowest=12,
        asks=True,
        roots=(Root("incidents.Case", "closed_at", REST & Q(is_safeguarding=True)),),
        parts=PARTS,
    )
)

add(
    RecordClass(
        code="incident_other",
        title="Cases: everything else",
        covers="Mentions of staff, abuse on the school's accounts, press, questions, friend requests." + WITH_IT,
        begins=CLOSED,
        source="Six years: how long a claim can be brought (Limitation Act 1980). The school's choice.",
        default=Period(months=72),
        lowest=6,
        asks=True,
        roots=(
            Root("incidents.Case", "closed_at", REST & Q(is_safeguarding=False)),
            Root("policies.ContractorReport", "seen_at"),
        ),
        parts=PARTS,
    )
)
