"""Who may do what with meetings, what is reported to them, and what a body delegated."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, is_one_of, sits_on, standing
from policies.models import Decision, Delegation, Meeting, Policy, Version

MINUTE_KEEPERS = (RoleKind.CLERK, RoleKind.CHAIR)
MEETING_READERS = (RoleKind.CLERK, RoleKind.HEADTEACHER)


def delegated_to(user: Any, on: date, *, body: str, policy: str) -> Exists:
    """Condition: the body that the row names has delegated its policy to the user, and that is in date."""
    return Exists(
        Delegation.objects.filter(
            is_one_of(user, on, "person"),
            Q(policy__isnull=True) | Q(policy=OuterRef(policy)),
            Q(ended_on__isnull=True) | Q(ended_on__gte=on),
            body=OuterRef(body),
            decided_on__lte=on,
            until_on__gte=on,
        )
    )


@rule("policies.see_meetings", School)
def see_meetings(user: Any, on: date) -> Q:
    """Clerk, headteacher, and whoever has a seat on a body of the school."""
    return Q(holds(user, on, *MEETING_READERS)) | Q(pk__in=set(standing(user, on).seats.values()))


@rule("policies.keep_meetings", School)
def keep_meetings(user: Any, on: date) -> Q:
    """Clerk and chair plan meetings, and record what a body delegated."""
    return Q(holds(user, on, *MINUTE_KEEPERS))


@rule("policies.see_meeting", Meeting, sees=True)
def see_meeting(user: Any, on: date) -> Q:
    """Clerk, headteacher, and who sits on the body that meets."""
    return Q(holds(user, on, *MEETING_READERS, school="school")) | sits_on(user, on)


@rule("policies.keep_meeting", Meeting)
def keep_meeting(user: Any, on: date) -> Q:
    """Clerk and chair set a meeting's agenda, and enter its outcome from the minutes."""
    return Q(holds(user, on, *MINUTE_KEEPERS, school="school"))


@rule("policies.see_decision", Decision, sees=True)
def see_decision(user: Any, on: date) -> Q:
    """A decision between meetings is for clerk, headteacher, and who sits on the body that is to be told of it."""
    return Q(holds(user, on, *MEETING_READERS, school="school")) | sits_on(user, on)


@rule("policies.report_decision", Decision)
def report_decision(user: Any, on: date) -> Q:
    """The clerk sees to it that a decision between meetings is reported to the next one."""
    return Q(holds(user, on, RoleKind.CLERK, school="school"))


@rule("policies.end_delegation", Delegation, sees=True)
def end_delegation(user: Any, on: date) -> Q:
    """Clerk and chair take back what was delegated."""
    return Q(holds(user, on, *MINUTE_KEEPERS, school="school"))


@rule("policies.review_version", Version)
def review_version(user: Any, on: date) -> Q:
    """Who records that a version in force was reviewed without change.

    A body's review: clerk and chair, from the minutes. What is the headteacher's to determine: the headteacher.
    """
    heads = Exists(Policy.objects.filter(pk=OuterRef("policy"), determiner=Policy.Determiner.HEADTEACHER))
    by_head = Q(heads) & Q(holds(user, on, RoleKind.HEADTEACHER, school="school"))
    by_body = ~Q(heads) & Q(holds(user, on, *MINUTE_KEEPERS, school="school"))
    return Q(status=Version.Status.IN_FORCE) & (by_head | by_body)
