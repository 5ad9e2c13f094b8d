"""Who still owes what. Computed, never stored: the audience on the day, less the acknowledgements of the edition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from foundation.schools.models import Person
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
    """What these people owe, with the day they were asked: the edition's, or their own first day when later."""
    earlier = Acknowledgement.objects.filter(person=OuterRef("person_id"), policy=OuterRef("policy"))
    rows = (
        outstanding(people)
        .annotate(
            starts_on=F("policy__audience__people__starts_on"),
            has_earlier=Exists(earlier),
        )
        .values(
            "person_id",
            "uid",
            "edition",
            "asked_on",
            "school_id",
            "starts_on",
            "has_earlier",
            title=F("policy__title"),
            policy_uid=F("policy__uid"),
        )
        .order_by("title", "person_id")
    )
    for row in rows.distinct():
        since = max(day for day in (row["asked_on"], row["starts_on"]) if day is not None)
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
