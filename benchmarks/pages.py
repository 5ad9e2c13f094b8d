"""W1 and W2: what list pages cost beside a page with one query, and how many queries they make whatever their size."""

import time
from collections.abc import Callable, Iterator, Mapping

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.data import a_school, as_header, clerk_of, cookies_of, use
from benchmarks.table import Row, at_most, exactly
from foundation.schools.models import User

PAIRS, TIMES, TIMES_ONE = 7, 8, 40
PAGES = {
    "policy-list": "shelf, 25 rows",
    "outstanding": "outstanding by policy, 60 rows",
    "outstanding-people": "outstanding by person, 50 rows",
    "person-list": "people, 50 rows",
}
MOST_QUERIES = 6
Ask = Callable[[str], bytes]
Asked = tuple[Ask, str]  # who asks for a page, and its address


def rows() -> Iterator[Row]:
    application = get_wsgi_application()

    def asked() -> dict[str, Asked]:
        school = a_school()
        ask = asker(application, clerk_of(school).user)
        return {name: (ask, reverse(name, args=[school.slug])) for name in PAGES}

    yield from measured(PAGES, asked, "with 10 times the people and policies", MOST_QUERIES)


def measured(
    titles: Mapping[str, str], asked: Callable[[], Mapping[str, Asked]], more: str, most: int | None = None
) -> Iterator[Row]:
    """W1 and W2 of these pages; `asked` finds in the database in use who asks for each, and its address."""
    use("large")
    one = reverse("bench-one")
    for name, (ask, address) in asked().items():
        ask(one)
        ask(address)
        pairs = [(cpu(ask, address, TIMES), cpu(ask, one, TIMES_ONE)) for _ in range(PAIRS)]
        yield at_most("W1", titles[name], pairs, "ms CPU", 4.5, ("page", "one query"))
    use("tiny")
    few = counted(asked())
    use("large")
    for name, count in counted(asked()).items():
        yield exactly(
            "W2",
            f"{titles[name]}: queries {more}",
            f"{count} queries",
            f"{few[name]} with a tenth",
            ratio=count / few[name],
            target="the same" if most is None else f"<= {most}",
            met=count == few[name] and (most is None or count <= most),
        )


def asker(application: WSGIHandler, user: User | None) -> Ask:
    """Asks the site for pages as this user, through all that a server would call."""
    factory = RequestFactory(headers={"cookie": as_header(cookies_of(user)), "host": "127.0.0.1"})

    def ask(address: str) -> bytes:
        said: list[str] = []

        def start(status: str, headers: object, error: object = None) -> Callable[[bytes], object]:
            said.append(status)
            return lambda data: None

        answer = application(factory.get(address).environ, start)
        body = b"".join(answer)
        answer.close()
        if not said[0].startswith("200"):
            raise RuntimeError(f"{address} answered {said[0]}.")
        return body

    return ask


def cpu(ask: Ask, address: str, times: int) -> float:
    """Milliseconds of our processor for one answer."""
    start = time.process_time()
    for _ in range(times):
        ask(address)
    return 1000 * (time.process_time() - start) / times


def counted(asked: Mapping[str, Asked]) -> dict[str, int]:
    """How many queries each page makes, once it was asked for before."""
    found = {}
    for name, (ask, address) in asked.items():
        ask(address)
        with CaptureQueriesContext(connection) as queries:
            ask(address)
        found[name] = len(queries)
    return found
