"""Who still owes what. Computed, never stored: the audience on the day, less the acknowledgements of the edition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from foundation.schools.models import Absence, Person
from policies.models import Acknowledgement, Version

Rows = QuerySet[Any, Any]


def asked(people: QuerySet[Person]) -> Rows:
    """Every (person, version in force) that the audiences reach among these people, once each."""
    return (
        Version.objects.filter(status=Version.Status.IN_FORCE, policy__audience__people__in=people)
        .annotate(person_id=F("policy__audience__people"))
        .values("person_id", "pk", "uid", "policy_id", "edition")
        .distinct()
    )


def outstanding(people: QuerySet[Person]) -> Rows:
    """Of what these people are asked, what they have not acknowledged in its edition."""
    given = Acknowledgement.objects.filter(
        person=OuterRef("person_id"), policy=OuterRef("policy"), edition=OuterRef("edition")
    )
    return asked(people).filter(~Exists(given))


def away_until() -> Subquery:
    """Of a row of `asked`: the last day of the absence during which the person was asked."""
    away = Absence.objects.filter(
        person=OuterRef("person_id"), starts_on__lte=OuterRef("asked_on"), ends_on__gte=OuterRef("asked_on")
    )
    return Subquery(away.values("ends_on")[:1])


def asked_since(asked_on: date | None, starts_on: date, away_until: date | None) -> date:
    """The day from which somebody's time to acknowledge counts."""
    back_on = away_until + timedelta(days=1) if away_until else None
    return max(day for day in (asked_on, starts_on, back_on) if day is not None)


@dataclass(frozen=True)
class Owed:
    """One policy that one person has still to acknowledge. `since` is the day they were first asked."""

    person_id: int
    version_uid: UUID
    policy_uid: UUID
    policy_title: str
    edition: int
    school_id: int
    since: date
    has_earlier: bool


def owed(people: QuerySet[Person]) -> Iterator[Owed]:
    """What these people owe, with the day they were asked: the edition's, or their own first day when later; asked
    while they were away, their first day back."""
    earlier = Acknowledgement.objects.filter(person=OuterRef("person_id"), policy=OuterRef("policy"))
    rows = (
        outstanding(people)
        .annotate(
            starts_on=F("policy__audience__people__starts_on"),
            has_earlier=Exists(earlier),
            away_until=away_until(),
        )
        .values(
            "person_id",
            "uid",
            "edition",
            "asked_on",
            "school_id",
            "starts_on",
            "has_earlier",
            "away_until",
            title=F("policy__title"),
            policy_uid=F("policy__uid"),
        )
        .order_by("title", "person_id")
    )
    for row in rows.distinct():
        since = asked_since(row["asked_on"], row["starts_on"], row["away_until"])
        yield Owed(
            row["person_id"],
            row["uid"],
            row["policy_uid"],
            row["title"],
            row["edition"],
            row["school_id"],
            since,
            row["has_earlier"],
        )
