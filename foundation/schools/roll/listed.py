"""The roll as a list: one query for a page of it, whatever its length."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Window

from foundation.core.joined import Joined, parted
from foundation.schools.models import Absence, Person

PER_PAGE = 50
LAST_PAGE = 10_000  # a larger number in an address would not fit the database's OFFSET
COLUMNS = ("uid", "name", "job_title", "starts_on", "leaves_on", "email", "user_id")
Row = dict[str, Any]


def listed(people: QuerySet[Person], page: str, on: date) -> Page[Row]:
    """A page of these people with `is_away` and the names of their `groups`; of a page that is not there, the last."""
    number = min(int(page), LAST_PAGE) if page.isdecimal() and len(page) < 9 else 1
    rows = _rows(people, max(1, number), on)
    total = rows[0]["total"] if rows else people.count() if number > 1 else 0
    last = max(1, -(-total // PER_PAGE))
    if not rows and total:
        rows = _rows(people, last, on)
    every = cast("Sequence[Row]", range(total))  # the paginator only counts them
    return Page(rows, max(1, min(number, last)), Paginator(every, PER_PAGE))


def _rows(people: QuerySet[Person], number: int, on: date) -> list[Row]:
    away = Absence.objects.filter(person=OuterRef("pk"), starts_on__lte=on).exclude(ends_on__lt=on)
    groups = Person.groups.through.objects.filter(person=OuterRef("pk")).order_by().values("person")
    columns = {
        "is_away": Exists(away),
        "joined": Subquery(groups.values(words=Joined("staffgroup__name"))),
        "total": Window(Count("pk")),
    }
    found = people.values(*COLUMNS, **columns)[(number - 1) * PER_PAGE : number * PER_PAGE]
    return [row | {"groups": ", ".join(parted(row["joined"]))} for row in found]
