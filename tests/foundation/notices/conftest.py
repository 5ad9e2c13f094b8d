"""A mail server, a kind of notice of the tests, and a source of what people owe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db.models import QuerySet
from pytest_django import Settings

from foundation.notices.kinds import Kind, Mail, NoLongerOwed, Owing, digest_sources, kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person, School, StaffGroup
from tests.cast import Cast
from tests.smtp import MailServer, mail_server

TUESDAY = datetime(2026, 11, 17, 7, tzinfo=UTC)


@dataclass
class Hello:
    """What the kind `hello` answers; a test changes it."""

    subject: str = "Hello"
    may_know: bool = True
    fault: Exception | None = None

    def render(self, notice: Notice) -> Mail:
        if self.fault and notice.key.startswith("bad"):
            raise self.fault
        if notice.key.startswith("gone"):
            raise NoLongerOwed("There is nothing to say any more.")
        return Mail(self.subject, "notices/email/base")


@dataclass
class Source:
    """What people owe: the same things for everyone who is asked about, but what they have done."""

    things: list[tuple[StaffGroup, str]] = field(default_factory=list)
    done: set[tuple[int, str]] = field(default_factory=set)
    asked: int = 0

    def __call__(self, school: School, people: QuerySet[Person], on: date) -> Iterable[Owing]:
        self.asked += 1
        for person in people.filter(school=school):
            for group, edition in self.things:
                about_key = f"group:{group.uid}:{edition}"
                if (person.pk, about_key) not in self.done:
                    yield owing(person, group, about_key, on)


def owing(person: Person, group: StaffGroup, about_key: str, on: date) -> Owing:
    uid: UUID = group.uid
    return Owing(person.pk, "schools.StaffGroup", uid, about_key, group.name, on, None, f"/group/{uid}/")


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server(settings) as server:
        yield server


@pytest.fixture
def hello(monkeypatch: pytest.MonkeyPatch) -> Hello:
    hello = Hello()
    kind = Kind("A greeting", lambda _: hello.may_know, hello.render)
    urgent = Kind("An alarm", lambda _: hello.may_know, hello.render, is_urgent=True)
    monkeypatch.setattr(kinds, "entries", kinds.entries | {"hello": kind, "alarm": urgent})
    return hello


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.make(TUESDAY)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    source = Source()
    monkeypatch.setattr(digest_sources, "entries", {"groups": source})
    return source
