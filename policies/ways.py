"""In which ways a body may decide, and in words why not in another.

The law for maintained schools in England: School Governance (Roles, Procedures and Allowances) (England) Regulations
2013 (SI 2013/1624): chair's action regulation 8, meetings regulation 14, withdrawal regulation 16, delegation 18 to 20.
Trusts and academies follow their articles of association and their scheme of delegation.
"""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from foundation.schools.models import Body, BodyMember
from foundation.schools.models.school import SchoolKind
from policies.models import Decision, Delegation, Policy

BY_ARTICLES = (SchoolKind.ACADEMY, SchoolKind.TRUST)
HAS_CHAIRS_ACTION = (Body.Kind.GOVERNING_BODY, Body.Kind.LOCAL_BOARD, Body.Kind.TRUST_BOARD)
RECENT = timedelta(days=90)  # what ended longer ago is not offered to be recorded now
CHAIRS = (BodyMember.Office.CHAIR, BodyMember.Office.VICE_CHAIR)

NO_RESOLUTION_IN_LAW = (
    "Governors of a maintained school decide at a meeting, by a majority of those present and voting: not by e-mail,"
    " by proxy or each by a button (School Governance Regulations 2013, regulation 14)."
)
NO_RESOLUTION_HERE = "A written resolution is for academies and trusts whose articles allow it; this school is neither."
NO_RESOLUTION_IN_ARTICLES = (
    "By its rules here, this body takes no written resolutions. If the articles allow them, the body's rules have to"
    " say so first, and where."
)
NO_CHAIRS_ACTION = "Only the chair of a governing body or board can act in its place."
NO_CHAIR = "Nobody has the seat of chair or vice-chair of this body."
NO_DELEGATION = "This body delegates nothing to one person, by its rules here."
NONE_IN_DATE = "Nothing that this body has delegated is in date for this policy."


def chairs(body: Body, on: date) -> QuerySet[BodyMember]:
    """Who may act for the body in urgency: its chair and, where the chair cannot, its vice-chair."""
    return body.seats_on(on).filter(office__in=CHAIRS).select_related("person")


def delegations(body: Body, on: date, policy: Policy | None = None) -> QuerySet[Delegation]:
    """What the body has delegated and was not over before that day; for a policy where one is named."""
    covering = Q() if policy is None else Q(policy=None) | Q(policy=policy)
    in_date = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    found = Delegation.objects.filter(covering, in_date, body=body, until_on__gte=on)
    return found.select_related("person", "body", "policy", "meeting")


def why_no_resolution(body: Body) -> str:
    """Why the body may not decide by written resolution; "" where it may."""
    if body.school.kind not in BY_ARTICLES:
        is_maintained = body.school.kind != SchoolKind.INDEPENDENT
        return NO_RESOLUTION_IN_LAW if is_maintained else NO_RESOLUTION_HERE
    return "" if body.written_threshold else NO_RESOLUTION_IN_ARTICLES


def why_no_chairs_action(body: Body, on: date) -> str:
    """Why nobody may act for the body in urgency; "" where somebody may."""
    if body.kind not in HAS_CHAIRS_ACTION:
        return NO_CHAIRS_ACTION
    return "" if chairs(body, on).exists() else NO_CHAIR


def why_no_delegated(body: Body, on: date, policy: Policy) -> str:
    """Why nobody may decide for the body by delegation; "" where somebody may."""
    if not body.delegation_months:
        return NO_DELEGATION
    return "" if delegations(body, on - RECENT, policy).exists() else NONE_IN_DATE


def why_not(kind: str, body: Body, on: date, policy: Policy) -> str:
    """Why a body cannot decide in this way; "" where it can."""
    if kind == Decision.Kind.WRITTEN:
        return why_no_resolution(body)
    if kind == Decision.Kind.DELEGATED:
        return why_no_delegated(body, on, policy)
    return why_no_chairs_action(body, on) if kind == Decision.Kind.CHAIR else ""
