"""Starters: who starts when, what they are to have read and confirmed by then, and what is missing (COR-02).

Somebody is a starter from the day they are put on the roll until four weeks after their first day. What they are asked
for is computed: the policies in force that address them, or of these the ones on the school's starters' list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from foundation.schools.models import Person, School
from policies.models import Acknowledgement, PeopleRules, StarterPolicy, StartingConfirmation
from policies.outstanding import Rows, asked

STILL = timedelta(days=28)


def starters(on: date) -> QuerySet[Person]:
    """Everybody who starts later, or began in the last four weeks."""
    return Person.objects.filter(Q(leaves_on__isnull=True) | Q(leaves_on__gte=on), starts_on__gt=on - STILL)


def asked_first(people: QuerySet[Person], school: School) -> Rows:
    """What these people of the school are to read before their first day."""
    rows = asked(people).filter(school=school)
    chosen = list(StarterPolicy.objects.filter(school=school).values_list("policy", flat=True))
    return rows.filter(policy__in=chosen) if chosen else rows


@dataclass(frozen=True)
class ToRead:
    """One policy on somebody's list, with their receipt where they have confirmed it."""

    policy_uid: UUID
    title: str
    version_pk: int
    receipt_uid: UUID | None


@dataclass(frozen=True)
class Starting:
    """One starter: what there is to do, and what of it is done."""

    person: Person
    statements: Sequence[str] = ()
    confirmed: StartingConfirmation | None = None
    policies: Sequence[ToRead] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(one.receipt_uid is not None for one in self.policies)

    @property
    def missing(self) -> int:
        """How many things are still to do: policies, and the statements as one."""
        return len(self.policies) - self.read + bool(self.statements and self.confirmed is None)

    @property
    def unreached(self) -> str:
        """Why their list cannot reach them yet, in words; "" where it can, or where nothing is left to do."""
        user = self.person.user
        if not self.missing:
            return ""
        if not self.person.email:
            return "No e-mail address"
        if user is None:
            return "No log-in yet"
        return "" if user.has_usable_password() else "No password set yet"

    @property
    def is_asked(self) -> bool:
        return bool(self.policies or self.statements)


def starting(school: School, people: QuerySet[Person]) -> list[Starting]:
    """These starters of one school, first the one who starts first: five queries, whatever their number."""
    statements = PeopleRules.of(school).starters_confirm
    found = list(people.filter(school=school).select_related("school", "user").order_by("starts_on", "name"))
    confirmed = {(one.person_id, one.first_day): one for one in StartingConfirmation.objects.filter(person__in=people)}
    policies = _to_read(school, people)
    return [
        Starting(person, statements, confirmed.get((person.pk, person.starts_on)), policies.get(person.pk, []))
        for person in found
    ]


def _to_read(school: School, people: QuerySet[Person]) -> Mapping[int, list[ToRead]]:
    receipt = Acknowledgement.objects.filter(
        person=OuterRef("person_id"), policy=OuterRef("policy"), edition=OuterRef("edition")
    )
    rows = asked_first(people.filter(school=school), school).annotate(receipt=Subquery(receipt.values("uid")[:1]))
    found: dict[int, list[ToRead]] = {}
    columns = {"title": F("policy__title"), "policy_uid": F("policy__uid")}
    for row in rows.values("person_id", "pk", "receipt", **columns).order_by("title").distinct():
        one = ToRead(row["policy_uid"], row["title"], row["pk"], row["receipt"])
        found.setdefault(row["person_id"], []).append(one)
    return found
