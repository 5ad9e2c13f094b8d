"""A1: fifty people of one school acknowledge the same policy at the same moment, through the real web server."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from lxml import html

from benchmarks.data import as_header, cookies_of
from benchmarks.site import cpu_seconds, served
from benchmarks.table import Row, at_most, exactly
from config.trusts import Size, make_trust
from foundation.audit.models import Entry
from foundation.schools.models import Person
from policies.models import Acknowledgement, Version

READERS, ROUNDS, TIMES_ONE = 50, 5, 6
T = TypeVar("T")
Form = dict[str, str]


@dataclass
class Reader:
    """Somebody at a browser: what they are, and their cookies."""

    person: Person
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, address: str, form: Form | None = None) -> tuple[int, str, bytes]:
        """Status, where it leads, and the page; each on a connection of its own, as from a server in front."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": as_header(self.cookies), "Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request(method, address, urlencode(form) if form else None, headers)
            answer = line.getresponse()
            self._keep(answer)
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            line.close()

    def _keep(self, answer: HTTPResponse) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    def fill_in(self, address: str) -> Form:
        """Open the page and tick every box."""
        status, _, page = self.ask("GET", address)
        if status != 200:
            raise RuntimeError(f"{address} answered {status}.")
        document: Any = html.document_fromstring(page.decode())  # its types leave out the forms
        form = next(form for form in document.forms if form.action == address)
        for box in form.xpath(".//input[@type='checkbox']"):
            box.checked = True
        return dict(form.form_values())


@dataclass(frozen=True)
class Letter:
    """A form filled in, ready to be sent."""

    reader: Reader
    version: Version
    form: Form

    @property
    def address(self) -> str:
        return reverse("version-acknowledge", args=[self.version.uid])

    def send(self) -> "Sent":
        start = time.perf_counter()
        try:
            status, leads_to, _ = self.reader.ask("POST", self.address, self.form)
            if leads_to == self.address:  # sent twice, and the first is not answered yet: the browser asks again
                status, leads_to, _ = self.reader.ask("GET", self.address)
        except OSError as error:
            status, leads_to = 0, str(error)
        taken = time.perf_counter() - start
        return Sent(self.reader.person.pk, self.version.policy_id, f"{status} {leads_to}", taken)


@dataclass(frozen=True)
class Sent:
    """How one acknowledgement was answered, in how many seconds."""

    person_pk: int
    policy_pk: int
    answer: str  # status, and where it leads
    seconds: float

    @property
    def is_accepted(self) -> bool:
        return self.answer.startswith("302 /receipt/")


def rows() -> Iterator[Row]:
    make_trust(Size(schools=1, staff=READERS + 20, policies=2 * (ROUNDS + 2), acknowledged=(0, 0)), timezone.now())
    versions = list(Version.objects.select_related("policy").order_by("pk"))[::2]  # those for everybody
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    with served() as (port, main), ThreadPoolExecutor(2 * READERS) as crowd:
        readers = signed_in(port)
        at_once(crowd, [letter.send for letter in written(crowd, readers, versions[0])])
        sent, pairs = [], []
        for version in versions[1 : ROUNDS + 1]:
            letters = written(crowd, readers, version)
            before = cpu_seconds(main)
            sent += at_once(crowd, [letter.send for letter in letters])
            between = cpu_seconds(main)
            at_once(crowd, [looks(reader) for reader in readers])
            one = (cpu_seconds(main) - between) / (READERS * TIMES_ONE)
            pairs.append((1000 * (between - before) / READERS, 1000 * one))
        twice = at_once(crowd, [letter.send for letter in doubled(written(crowd, readers, versions[ROUNDS + 1]))])
    yield counted(f"{name}: {READERS} at once, {ROUNDS} times", sent)
    yield counted(f"{name}: {READERS} at once, each sends it twice", twice)
    yield at_most("A1", f"{name}: an acknowledgement", pairs, "ms CPU", 2.5, ("ack", "one query"))
    yield spread(f"{name}: time to the answer", [one.seconds for one in sent])


def signed_in(port: int) -> list[Reader]:
    people = Person.objects.current(timezone.localdate()).filter(user__isnull=False).order_by("pk")
    return [Reader(person, port, cookies_of(person.user)) for person in people.select_related("user")[:READERS]]


def at_once(crowd: ThreadPoolExecutor, works: Sequence[Callable[[], T]]) -> list[T]:
    """All of it at the same moment, each by somebody else."""
    ready = Barrier(len(works))

    def work(one: Callable[[], T]) -> T:
        ready.wait(timeout=30)
        return one()

    return list(crowd.map(work, works))


def written(crowd: ThreadPoolExecutor, readers: Sequence[Reader], version: Version) -> list[Letter]:
    """Everybody opens the page and ticks every box; nothing is sent yet."""
    address = reverse("version-acknowledge", args=[version.uid])
    return [
        Letter(reader, version, form)
        for reader, form in zip(readers, crowd.map(lambda reader: reader.fill_in(address), readers), strict=True)
    ]


def doubled(letters: Sequence[Letter]) -> list[Letter]:
    """Every letter twice: one half of the people clicked twice, the other half had two tabs open."""
    again = [
        Letter(one.reader, one.version, one.form if place % 2 else one.form | {"token": uuid4().hex})
        for place, one in enumerate(letters)
    ]
    return [*letters, *again]


def looks(reader: Reader) -> Callable[[], None]:
    """The reader opens the page with one query, several times."""

    def look() -> None:
        for _ in range(TIMES_ONE):
            if reader.ask("GET", reverse("bench-one"))[0] != 200:
                raise RuntimeError("The page with one query does not answer.")

    return look


def counted(what: str, sent: Sequence[Sent]) -> Row:
    """What became of them, counted from the rows: every one accepted is there, in the trail too, and none twice."""
    people, policies = {one.person_pk for one in sent}, {one.policy_pk for one in sent}
    kept = list(Acknowledgement.objects.filter(policy__in=policies).values_list("person_id", "policy_id"))
    uids = Acknowledgement.objects.filter(policy__in=policies).values("uid")
    recorded = Entry.objects.filter(verb="acknowledged", about_uid__in=uids).count()
    refused = [one.answer for one in sent if not one.is_accepted]
    lost = len({(one.person_pk, one.policy_pk) for one in sent if one.is_accepted} - set(kept))
    double, unrecorded = len(kept) - len(set(kept)), abs(len(kept) - recorded)
    wanted = len(people) * len(policies)
    return exactly(
        "A1",
        what,
        f"{len(refused)} errors, {lost} lost, {double} double",
        f"{len(sent)} sent, {len(kept)} rows, {recorded} in the trail" + "".join(f"; {one}" for one in refused[:3]),
        ratio=len(kept) / wanted,
        target="0, 0, 0",
        met=(len(refused), lost, double, unrecorded, len(kept)) == (0, 0, 0, 0, wanted),
    )


def spread(what: str, seconds: Sequence[float]) -> Row:
    cuts = statistics.quantiles(seconds, n=100)
    p50, p99 = 1000 * cuts[49], 1000 * cuts[98]
    said = f"p99 {p99:,.0f} ms", f"p50 {p50:,.0f} ms"
    return exactly("A1", f"{what}, {len(seconds)} of them", *said, ratio=p99 / p50, target="<= 5", met=p99 <= 5 * p50)
