"""Problems that people have with what they are asked to acknowledge: counted apart from what is outstanding."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, F, QuerySet

from foundation.schools.models import Person
from policies.models import Problem, Version

Key = tuple[int, UUID]  # person, policy


def unsettled(people: QuerySet[Person]) -> QuerySet[Problem]:
    """Problems of these people with the editions in force."""
    now = Problem.objects.filter(
        person__in=people,
        policy__versions__status=Version.Status.IN_FORCE,
        policy__versions__edition=F("edition"),
    )
    return now.exclude(status=Problem.Status.SETTLED).order_by()


def by_person_and_policy(people: QuerySet[Person]) -> Mapping[Key, str]:
    """The status of each unsettled problem: one query."""
    rows = unsettled(people).values_list("person", "policy__uid", "status")
    return {(person, policy): status for person, policy, status in rows}


def counts_by_policy(people: QuerySet[Person]) -> Mapping[UUID, int]:
    """How many of these people have a problem with each policy: one query."""
    return dict(unsettled(people).values_list("policy__uid").annotate(Count("pk")))


def of(person: Person, version: Version) -> Problem | None:
    """The last problem that this person has or had with the edition."""
    theirs = Problem.objects.filter(person=person, policy=version.policy_id, edition=version.edition)
    return theirs.prefetch_related("messages").order_by("-raised_at").first()
