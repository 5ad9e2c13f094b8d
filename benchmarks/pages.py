"""W1 and W2: what list pages cost beside a page with one query, and how many queries they make whatever their size."""

import time
from collections.abc import Callable, Iterator

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


def rows() -> Iterator[Row]:
    use("large")
    school, application = a_school(), get_wsgi_application()
    ask, one = asker(application, clerk_of(school).user), reverse("bench-one")
    addresses = {name: reverse(name, args=[school.slug]) for name in PAGES}
    for address in (one, *addresses.values()):
        ask(address)
    for name, address in addresses.items():
        pairs = [(cpu(ask, address, TIMES), cpu(ask, one, TIMES_ONE)) for _ in range(PAIRS)]
        yield at_most("W1", PAGES[name], pairs, "ms CPU", 4.5, ("page", "one query"))
    few = dict(counted("tiny", application))
    for name, count in counted("large", application):
        yield exactly(
            "W2",
            f"{PAGES[name]}: queries with 10 times the people and policies",
            f"{count} queries",
            f"{few[name]} with a tenth",
            ratio=count / few[name],
            target=f"<= {MOST_QUERIES}",
            met=count == few[name] and count <= MOST_QUERIES,
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


def counted(database: str, application: WSGIHandler) -> Iterator[tuple[str, int]]:
    use(database)
    school = a_school()
    ask = asker(application, clerk_of(school).user)
    for name in PAGES:
        address = reverse(name, args=[school.slug])
        ask(address)
        with CaptureQueriesContext(connection) as queries:
            ask(address)
        yield name, len(queries)
