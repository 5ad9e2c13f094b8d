"""What the page of a case shows of the people affected: what they were told, promised and offered, and said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from foundation.audit.models import Look
from incidents.models import Case, CasePerson, Promise, Relation, Support, Update
from incidents.transitions.cases import complained_of


@dataclass
class Affected:
    """One person affected, and where informing them stands."""

    row: CasePerson
    is_told_nothing: bool  # complained of in the same case
    updates: list[Update] = field(default_factory=list)
    support: list[Support] = field(default_factory=list)
    promise: Promise | None = None
    missed: int = 0
    read_at: datetime | None = None

    @property
    def has_page(self) -> bool:
        return self.row.has_page

    @property
    def first_conversation(self) -> str:
        """What the first conversation is called: about a pupil it is the family who is spoken with."""
        return "First conversation with the family" if self.row.is_pupil else "First conversation"

    @property
    def waits_for_answer(self) -> bool:
        return self.row.wrote_at is not None


def shown(case: Case, user: Any, on: date) -> dict[str, Any]:
    """Six queries, however many people are affected."""
    rows = case.people.filter(relation=Relation.AFFECTED, ended_at=None).select_related("person")
    blamed = {person.user_id for person in complained_of(case) if person.user_id is not None}
    found = {row.pk: Affected(row, row.person is not None and row.person.user_id in blamed) for row in rows}
    for update in Update.objects.filter(affected__in=found):
        found[update.affected_id].updates.append(update)
    for support in Support.objects.filter(affected__in=found):
        found[support.affected_id].support.append(support)
    for promise in Promise.objects.filter(affected__in=found):
        one = found[promise.affected_id]
        one.missed += promise.missed_at is not None
        one.promise = promise if promise.kept_at is None else one.promise
    read = _read_at([one.row for one in found.values()])
    for one in found.values():
        one.read_at = read.get(one.row.pk)
    return {"affected_people": list(found.values()), "informing_today": on}


def _read_at(rows: Sequence[CasePerson]) -> dict[int, datetime]:
    """When each of them last opened their page."""
    by_uid = {row.uid: row.pk for row in rows}
    looks = Look.objects.filter(about_uid__in=list(by_uid), about_label=CasePerson._meta.label).order_by()
    return {by_uid[uid]: at for uid, at in looks.values_list("about_uid").annotate(last=Max("at"))}
