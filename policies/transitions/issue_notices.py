"""Mails about what a trust issued: to its schools that they are asked, to its officers that schools have answered."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware

from foundation.notices.models import about_list
from foundation.notices.transitions import a_notice, announce, queue_all
from foundation.schools.models import Person, Role, RoleKind
from policies.models import IssueAnswer

ISSUED, ANSWERED = "policies.issued", "policies.issue_answered"
TOLD = (RoleKind.CLERK, RoleKind.HEADTEACHER)
MORNING = time(7)


def tell_schools(answers: Sequence[IssueAnswer], *, at: datetime) -> None:
    """Tell clerk and headteacher of each of these schools that it is asked, once for each edition: two queries."""
    asked = {answer.school_id: answer for answer in answers}
    roles = Role.objects.current(localdate(at)).filter(school__in=asked, kind__in=TOLD).exclude(person__email="")
    people = {(role.school_id, role.person_id): role.person for role in roles.select_related("person")}
    queue_all(
        [
            a_notice(
                ISSUED, key=f"issued:{asked[school].uid}:{person.uid}", recipient=person,
                about=about_list(asked[school]), school=asked[school].school, due_at=at,
            )
            for (school, _), person in people.items()
        ]
    )  # fmt: skip


def tell_trust(answer: IssueAnswer, *, at: datetime) -> None:
    """Tell the trust's officers that a school has answered: one mail for an edition and a day, the morning after."""
    trust, day = answer.issue.school, localdate(at)
    officers = trust.roles.current(day).filter(kind=RoleKind.TRUST_OFFICER)
    announce(
        ANSWERED, key=f"issue-answered:{answer.issue.uid}:{day.isoformat()}",
        recipients=Person.objects.filter(roles__in=officers), about=answer.issue, school=trust,
        due_at=make_aware(datetime.combine(day + timedelta(days=1), MORNING)),
    )  # fmt: skip
