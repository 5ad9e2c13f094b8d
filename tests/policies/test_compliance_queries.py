"""Pages about who owes what ask as much of the database for a large school as for a small one."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.trusts import Size, make_trust
from foundation.schools.models import Absence, Person, School
from policies.compliance import Deadline, by_person, by_policy, by_school
from policies.models import Acknowledgement, Policy, Version
from policies.outstanding import asked, outstanding, owed
from tests.cast import signed_in

pytestmark = pytest.mark.django_db

SMALL, LARGE = Size(schools=1, staff=16, policies=4), Size(schools=2, staff=320, policies=40)
Address = Callable[[School], str]


def clerk_of(school: School) -> Person:
    return Person.objects.get(school=school, roles__kind="clerk")


def a_policy(school: School) -> Policy:
    """One that asks everybody."""
    return Policy.objects.filter(school=school).order_by("pk")[0]


def somebody(school: School) -> Person:
    """Somebody who owes something, and has given something."""
    acknowledged = Acknowledgement.objects.filter(school=school).values("person")
    people = Person.objects.current(timezone.localdate()).filter(school=school, pk__in=acknowledged)
    policies = Policy.objects.filter(school=school).count()
    return next(one for one in people.order_by("-pk") if Acknowledgement.objects.filter(person=one).count() < policies)


# With the most queries each may make; two are session and log-in, one what the log-in is at the school.
PAGES: dict[str, tuple[Address, int]] = {
    "outstanding by policy": (lambda school: reverse("outstanding", args=[school.slug]), 6),
    "outstanding by person": (lambda school: reverse("outstanding-people", args=[school.slug]), 6),
    "shelf": (lambda school: reverse("policy-list", args=[school.slug]), 6),
    "people": (lambda school: reverse("person-list", args=[school.slug]), 6),
    "one policy": (lambda school: reverse("outstanding-policy", args=[a_policy(school).uid]), 15),
    "one person": (lambda school: reverse("outstanding-person", args=[somebody(school).uid]), 12),
    # one for each part of the policy
    "workbench": (lambda school: reverse("policy-workbench", args=[a_policy(school).uid]), 15),
    # one for each kind of line and note, two for people who come and go, eleven for requests and accounts,
    # one for what ties the log-in to reports and cases, one to checks and other monitoring: whoever has no such tie
    # and no role asks nothing more
    "desk": (lambda school: reverse("desk"), 39),
}


def asked_of_the_database(size: Size, address: Address) -> int:
    trust = make_trust(size, timezone.now())
    school = School.objects.filter(trust=trust).order_by("-pk")[0]
    client, page = signed_in(clerk_of(school)), address(school)
    assert client.get(page).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
def test_ten_times_the_people_and_policies_are_asked_for_with_as_many_queries(page: str) -> None:
    address, most = PAGES[page]
    assert connection.vendor == "postgresql"
    small, large = asked_of_the_database(SMALL, address), asked_of_the_database(LARGE, address)
    assert small == large
    assert small <= most


def test_a_whole_trust_is_counted_with_three_queries() -> None:
    make_trust(LARGE, timezone.now())
    schools = list(School.objects.exclude(trust=None))
    with CaptureQueriesContext(connection) as queries:
        by_school(schools, timezone.localdate())
    assert len(queries) == 3


def by_counting_rows(schools: list[School]) -> dict[int, tuple[int, int]]:
    """The same figures from the rows themselves, person by person."""
    people = Person.objects.filter(school__in=schools).current(timezone.localdate())
    every, owing = ([row["person_id"] for row in rows(people)] for rows in (asked, outstanding))
    school_of = dict(people.values_list("pk", "school"))
    all_asked, all_owed = (Counter(school_of[person] for person in found) for found in (every, owing))
    return {school.pk: (all_asked[school.pk], all_asked[school.pk] - all_owed[school.pk]) for school in schools}


def test_the_figures_of_schools_are_those_of_the_rows_whatever_was_acknowledged_before() -> None:
    make_trust(Size(schools=3, staff=120, policies=9), timezone.now())
    schools = list(School.objects.exclude(trust=None))
    first, second, third = (Version.objects.filter(school=school).order_by("pk")[0] for school in schools)
    Version.objects.filter(pk=first.pk).update(edition=2)  # asks everybody again
    second.policy.audience.set(second.policy.audience.all()[:1])  # asks fewer people than have acknowledged it
    third.policy.audience.clear()
    assert by_school(schools, timezone.localdate()) == by_counting_rows(schools)


def test_the_figures_of_people_are_those_of_each_row() -> None:
    make_trust(Size(schools=1, staff=60, policies=9), timezone.now())
    today, school = timezone.localdate(), School.objects.exclude(trust=None).get()
    ago = [today - timedelta(days=days) for days in (0, 5, 13, 14, 15, 40)]
    for place, version in enumerate(Version.objects.order_by("pk")):
        Version.objects.filter(pk=version.pk).update(asked_on=ago[place % 6])
    people = Person.objects.filter(school=school).current(today)
    for place, person in enumerate(people.order_by("pk")):
        away = {"starts_on": ago[5], "ends_on": ago[place % 6], "entered_by": person, "entered_at": timezone.now()}
        Absence.objects.create(school=school, person=person, **away)
    deadline = Deadline.of(school)
    counts: Counter[UUID] = Counter()
    late: Counter[UUID] = Counter()
    uid_of = dict(people.values_list("pk", "uid"))
    for row in owed(people):
        counts[uid_of[row.person_id]] += row.since <= today
        late[uid_of[row.person_id]] += row.since <= today and deadline.is_overdue(row.since, today)
    found = by_person(people, deadline, today)
    assert {one.uid: one.outstanding for one in found} == {uid: count for uid, count in counts.items() if count}
    assert {one.uid: one.overdue for one in found} == {uid: late[uid] for uid, count in counts.items() if count}
    assert len({one.overdue for one in found}) > 1


def test_the_figures_of_policies_add_up_to_those_of_their_school() -> None:
    make_trust(Size(schools=2, staff=80, policies=9), timezone.now())
    today = timezone.localdate()
    for school in School.objects.exclude(trust=None):
        people = Person.objects.filter(school=school).current(today)
        figures, of_people = by_policy(people), by_person(people, Deadline.of(school), today)
        assert (sum(row.asked for row in figures), sum(row.given for row in figures)) == by_school([school], today)[
            school.pk
        ]
        assert sum(row.outstanding for row in figures) == sum(row.outstanding for row in of_people)
        assert [row.title for row in figures] == sorted(row.title for row in figures)
