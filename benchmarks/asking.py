"""W1 and W2 of requests and sites: the desk, the lists, the register of a whole trust."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils import timezone

from benchmarks.data import a_school
from benchmarks.pages import Asked, asker, measured
from benchmarks.table import Row
from foundation.schools.models import Person, Role, School, User
from foundation.schools.models.school import SchoolKind

PAGES = {
    "desk": "desk of a headteacher with 10 requests to decide",
    "request-list": "requests of a school, 25 rows of 100",
    "site-list": "register of a school, 20 accounts",
    "trust-sites": "register of a trust, 25 rows of 2,000 accounts",
}


def rows() -> Iterator[Row]:
    application = get_wsgi_application()
    yield from measured(PAGES, lambda: dict(_asks(application)), "with 10 times as many")


def _asks(application: WSGIHandler) -> Iterator[tuple[str, Asked]]:
    """Each page by who asks for it, and its address."""
    school, trust = a_school(), School.objects.get(kind=SchoolKind.TRUST)
    head = Role.objects.select_related("person__user").get(school=school, kind="headteacher").person
    as_head, as_officer = asker(application, head.user), asker(application, _officer(trust).user)
    yield "desk", (as_head, reverse("desk"))
    for name in ("request-list", "site-list"):
        yield name, (as_head, reverse(name, args=[school.slug]))
    yield "trust-sites", (as_officer, reverse("site-list", args=[trust.slug]))


def _officer(trust: School) -> Person:
    """Somebody of the trust's office, made once for each trust."""
    since = timezone.localdate() - timedelta(days=100)
    person = Person.objects.filter(school=trust).first()
    if person is None:
        user = User.objects.create(email=f"officer@{trust.email_domain}")
        person = Person.objects.create(school=trust, name="Olive Officer", user=user, starts_on=since)
        schools = [trust, *School.objects.filter(trust=trust)]
        Role.objects.bulk_create(
            Role(school=one, person=person, kind="trust_officer", starts_on=since, given_at=timezone.now())
            for one in schools
        )
    return person
