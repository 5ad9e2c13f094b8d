"""What keeps records whatever their period says: holds by hand, and by link to something that is still open.

A hold wins any race: placing one and destroying a chunk take the same lock of the school, and each chunk reads the
holds again. Whatever starts a hold by link (a subject access request, a case) calls `lock` in its transition.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from foundation.core.panels import Registry
from foundation.schools.models import School
from monitoring.models import Hold

# label of a model -> uids of rows that would go
Named = Mapping[str, Collection[UUID]]
Rows = Callable[[School, date, Named], Mapping[UUID, str]]
People = Callable[[School, date], Mapping[int, str]]


@dataclass(frozen=True)
class Provider:
    """Of the rows that would go, those that something open holds, each with why in a few words that tell nothing.

    `people` gives persons (by key): every record that names one of them is held.
    """

    rows: Rows | None = None
    people: People | None = None


providers: Registry[Provider] = Registry()


def register(name: str, *, rows: Rows | None = None, people: People | None = None) -> None:
    """Have something open hold records by link. Both are asked again in every chunk of a purge."""
    providers.register(name, Provider(rows, people))


def lock(school: School) -> School:
    """Take the lock that a purge takes for each chunk; inside a change, before a hold begins."""
    return School.objects.select_for_update(no_key=True).get(pk=school.pk)


def class_held(school: School, code: str, on: date) -> str:
    """Why the whole class is held, or nothing."""
    hold = Hold.objects.active(on).filter(school=school, record_class=code).first()
    return said(hold) if hold else ""


def said(hold: Hold) -> str:
    """A hold in a few words, without what it is about."""
    return f"held by hand: {hold.get_kind_display()[:1].lower()}{hold.get_kind_display()[1:]}"


def rows_held(school: School, on: date, named: Named) -> dict[UUID, str]:
    """Of these rows those that are held, by hand or by link, each with why."""
    found: dict[UUID, str] = {}
    wanted = {uid for uids in named.values() for uid in uids}
    for provider in providers:
        if provider.rows is not None:
            found.update(provider.rows(school, on, named))
    for hold in Hold.objects.active(on).filter(school=school, about_uid__isnull=False):
        if hold.about_uid in wanted:
            found[hold.about_uid] = said(hold)
    return found


def people_held(school: School, on: date) -> dict[int, str]:
    """The persons of whom every record is held, by key, each with why."""
    found: dict[int, str] = {}
    for provider in providers:
        if provider.people is not None:
            found.update(provider.people(school, on))
    for hold in Hold.objects.active(on).filter(school=school, person__isnull=False):
        if hold.person_id is not None:
            found[hold.person_id] = said(hold)
    return found
