"""What can be told: kinds of notice, and sources of what people owe. Upper apps fill both in their `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from foundation.core.panels import Registry
from foundation.schools.models import Person, School

if TYPE_CHECKING:
    from foundation.notices.models import Notice


class NoLongerOwed(Exception):
    """Raised by `render` when there is nothing left to tell; the sentence is kept as the reason."""


@dataclass(frozen=True)
class Mail:
    """The words of a mail: a neutral subject, and the templates `<template>.txt` and `<template>.html`."""

    subject: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of notice.

    `may_know` is asked when the notice is about to be sent, after it was checked that the recipient is still on the
    roll: whether they may (still) know what it is about. `render` makes the words then; it may raise NoLongerOwed.
    Urgent kinds are sent before all others. Of private kinds nobody but the recipient knows, not even the office: that
    somebody was told of a case says that there is one.
    """

    title: str
    may_know: Callable[["Notice"], bool]
    render: Callable[["Notice"], Mail]
    is_urgent: bool = False
    is_private: bool = False


kinds: Registry[Kind] = Registry()


def private_kinds() -> list[str]:
    """The names of the kinds of which only the recipient knows."""
    return [name for name, kind in kinds.entries.items() if kind.is_private]


@dataclass(frozen=True)
class Owing:
    """One thing one person owes. `about_key` names it exactly (policy and edition); `url` is a path on this site."""

    person_pk: int
    about_label: str
    about_uid: UUID
    about_key: str
    title: str
    since: date
    due_on: date | None
    url: str
    to: str = "to read"


# school, people, day -> what these people of the school owe on that day, with a fixed number of queries
Source = Callable[[School, "QuerySet[Person]", date], Iterable[Owing]]
digest_sources: Registry[Source] = Registry()


def owed_by(school: School, people: "QuerySet[Person]", on: date) -> dict[int, list[Owing]]:
    """What each of these people owes, by the person's key; people who owe nothing are not in it."""
    owed: dict[int, list[Owing]] = {}
    for source in digest_sources:
        for owing in source(school, people, on):
            owed.setdefault(owing.person_pk, []).append(owing)
    return owed
