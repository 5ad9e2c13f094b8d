"""What went to somebody because it was not confirmed in time: on their desk, and one mail a day."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse

from foundation.core.panels import DeskLine
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person
from policies.escalating import ESCALATED, still
from policies.models import Escalation


def people_overdue(user: Any, today: date) -> list[DeskLine]:
    """Whose outstanding came to the user, as long as something of it is: one query, two where there is any."""
    mine = Person.objects.filter(user=user).current(today)
    rows = list(still(Escalation.objects.filter(to__in=mine), today).select_related("person__school"))
    if not rows:
        return []
    people = Person.objects.filter(pk__in={row.person_id for row in rows})
    seen = set(permitted(user, "policies.oversee_person", people, today).values_list("pk", flat=True))
    counts = Counter((row.person_id, row.policy_id) for row in rows)
    owes = Counter(person for person, _ in counts)
    lines = {row.person_id: _line(row, owes[row.person_id]) for row in reversed(rows) if row.person_id in seen}
    return list(lines.values())


def _line(row: Escalation, count: int) -> DeskLine:
    person = row.person
    return DeskLine(
        group="follow",
        what=f"{person.name} has {count} {'policy' if count == 1 else 'policies'} to confirm, past the school's time",
        url=reverse("outstanding-person", args=[person.uid]),
        action="Look at it",
        school=person.school.said,
        due_on=row.on,
        is_overdue=True,
    )


def _rows(notice: Notice) -> list[Escalation]:
    people = [thing["uid"] for thing in notice.about]
    rows = Escalation.objects.filter(to=notice.recipient, person__uid__in=people)
    return list(still(rows, notice.queued_at.date()).select_related("person"))


def _may_know(notice: Notice) -> bool:
    return notice.recipient.school_id == notice.school_id


def _render(notice: Notice) -> Mail:
    user, people = notice.recipient.user, {row.person.pk: row.person for row in _rows(notice)}
    found = [one for one in people.values() if user is None or user.has_perm("policies.oversee_person", one)]
    if not found:
        raise NoLongerOwed("All of it was confirmed.")
    lines = [(person.name, reverse("outstanding-person", args=[person.uid])) for person in found]
    return Mail(f"Policies past their time at {notice.school.said}", "policies/email/escalated", {"lines": lines})


kinds.register(ESCALATED, Kind("Outstanding after its time", _may_know, _render))
