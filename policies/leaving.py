"""Leavers: who leaves or left, and what they confirmed."""

from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from foundation.schools.models import Person, School
from policies.links import Held
from policies.models import Leaving, PeopleRules
from policies.transitions.leaving import open_until

A_YEAR = timedelta(days=366)


def leavers(school: School, on: date) -> QuerySet[Person]:
    """People of the school who leave, or left in the last year, with what became of their statements: one query."""
    latest = Leaving.objects.filter(person=OuterRef("pk")).order_by("-opened_at")
    people = Person.objects.filter(school=school, leaves_on__gte=on - A_YEAR)
    return people.annotate(
        leaving_uid=Subquery(latest.values("uid")[:1]),
        confirmed_at=Subquery(latest.values("confirmed_at")[:1]),
        confirmed_by=Subquery(latest.values("means")[:1]),
    ).order_by("-leaves_on", "name")


def held(link_hash: str, on: date) -> Held | None:
    """The leaving of a link, and whether the link still opens it."""
    row = Leaving.objects.select_related("person", "school").filter(link_hash=link_hash).first()
    if row is None:
        return None
    until = open_until(row, PeopleRules.of(row.school), Leaving.Means.LINK)
    return Held(row, row.person.leaves_on is not None and on <= until)
