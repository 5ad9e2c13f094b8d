"""What is outstanding after the school's time goes to the line manager, then to the headteacher, each once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.calendar import SchoolCalendar
from foundation.schools.models import Absence, Person
from policies.compliance import Deadline
from policies.escalating import ESCALATED, escalate
from policies.models import Escalation, PeopleRules, Version
from policies.outstanding import owed
from policies.transitions import acknowledge
from tests.cast import Cast, a_person, signed_in
from tests.policies.shelf import TEXT, a_policy, in_force
from tests.policies.views.shown import said


@pytest.fixture
def version(cast: Cast) -> Version:
    PeopleRules.objects.create(school=cast.school, manager_days=5, headteacher_days=8)
    return in_force(cast, a_policy(cast))


def after(cast: Cast, days: int) -> date:
    """So many school days after what is asked today fell due."""
    return SchoolCalendar.of(cast.school).add(Deadline.of(cast.school).due_on(cast.today), days)


def told(cast: Cast, day: date) -> set[tuple[str, str, str]]:
    """Run the morning; what is kept of it so far: whose, to whom, at which stage."""
    escalate(cast.school, on=day, at=cast.at)
    return set(Escalation.objects.values_list("person__name", "to__name", "stage"))


def confirm(cast: Cast, version: Version, person: Person) -> None:
    acknowledge(version, words="Yes.", statements=TEXT.statements, seen=version.content_hash, by=person, at=cast.at)


TESSA = ("Tessa Teacher", "Lena Line-Manager", "manager")


def test_it_goes_to_the_line_manager_on_the_day_and_never_twice(cast: Cast, version: Version) -> None:
    assert told(cast, after(cast, 4)) == set()
    assert TESSA in told(cast, after(cast, 5))
    count = Escalation.objects.count()
    assert escalate(cast.school, on=after(cast, 5), at=cast.at) == 0
    told(cast, after(cast, 6))
    assert Escalation.objects.count() == count
    assert Notice.objects.filter(kind="policies.escalated", recipient=cast.line_manager).count() == 1
    assert Entry.objects.filter(verb="escalated", by_kind="clock").count() == 1
    assert "Tessa Teacher has 1 policy to confirm, past the school's time" in said(
        signed_in(cast.line_manager).get("/")
    )


def test_later_it_goes_to_the_headteacher_as_well(cast: Cast, version: Version) -> None:
    told(cast, after(cast, 5))
    found = told(cast, after(cast, 8))
    assert {TESSA, ("Tessa Teacher", "Hannah Headteacher", "headteacher")} <= found
    assert "Tessa Teacher has 1 policy to confirm" in said(signed_in(cast.headteacher).get("/"))


def test_who_has_no_line_manager_at_work_goes_to_the_headteacher_and_only_once(cast: Cast, version: Version) -> None:
    alone = a_person(cast.school, "Ali Alone", groups=(cast.teachers,))
    away = a_person(cast.school, "Mona Managed-By-One-Away", groups=(cast.teachers,), line_manager=cast.senior_leader)
    Absence.objects.create(
        school=cast.school,
        person=cast.senior_leader,
        starts_on=after(cast, 5),
        entered_by=cast.clerk,
        entered_at=cast.at,
    )
    found = told(cast, after(cast, 5))
    for person in (alone, away):
        assert (person.name, "Hannah Headteacher", "manager") in found
    found = told(cast, after(cast, 8))
    assert (alone.name, "Hannah Headteacher", "headteacher") not in found


def whose(found: set[tuple[str, str, str]], name: str) -> set[tuple[str, str]]:
    return {row[1:] for row in found if row[0] == name}


def test_what_the_headteacher_owes_goes_to_the_chair_of_governors_and_only_once(cast: Cast, version: Version) -> None:
    cast.headteacher.groups.add(cast.teachers)
    found = told(cast, after(cast, 5)) | told(cast, after(cast, 8))
    assert whose(found, "Hannah Headteacher") == {("Charlie Chair", "manager")}
    notice = Notice.objects.select_related("recipient", "school").get(recipient=cast.chair, kind=ESCALATED)
    assert "Hannah Headteacher" in write(notice, kinds.entries[ESCALATED].render(notice), at=cast.at).decode()
    chair = signed_in(cast.chair)
    assert "Hannah Headteacher has 1 policy to confirm" in said(chair.get("/"))
    page = chair.get(reverse("outstanding-person", args=[cast.headteacher.uid]))
    assert page.status_code == 200
    assert reverse("outstanding", args=[cast.school.slug]) not in page.content.decode(), "no way that ends in nothing"
    own = {"label": "schools.Person", "uid": str(cast.headteacher.uid)}
    theirs = Notice.objects.filter(kind=ESCALATED, recipient=cast.headteacher)
    assert theirs.exists()
    assert not any(own in notice.about for notice in theirs)


def test_the_chair_sees_nobody_elses(cast: Cast, version: Version) -> None:
    chair = signed_in(cast.chair)
    for other in (cast.teacher, cast.clerk, cast.other_headteacher):
        assert chair.get(reverse("outstanding-person", args=[other.uid])).status_code == 404
    cast.school.roles.filter(person=cast.headteacher).update(ends_on=cast.today - timedelta(1))
    assert chair.get(reverse("outstanding-person", args=[cast.headteacher.uid])).status_code == 404


def test_where_there_is_no_chair_it_goes_to_the_clerk(cast: Cast, version: Version) -> None:
    cast.headteacher.groups.add(cast.teachers)
    cast.school.roles.filter(person=cast.chair).update(ends_on=cast.today - timedelta(1))
    assert whose(told(cast, after(cast, 5)), "Hannah Headteacher") == {("Clara Clerk", "manager")}


def test_a_headteacher_who_is_chair_and_clerk_as_well_is_told_nothing_of_themselves(
    cast: Cast, version: Version
) -> None:
    cast.headteacher.groups.add(cast.teachers)
    cast.school.roles.filter(kind__in=("chair", "clerk")).update(person=cast.headteacher)
    assert whose(told(cast, after(cast, 20)), "Hannah Headteacher") == set()


def test_a_headteacher_with_a_line_manager_goes_to_them_first_and_then_to_the_chair(
    cast: Cast, version: Version
) -> None:
    cast.headteacher.groups.add(cast.teachers)
    Person.objects.filter(pk=cast.headteacher.pk).update(line_manager=cast.senior_leader)
    assert whose(told(cast, after(cast, 5)), "Hannah Headteacher") == {("Sam Senior-Leader", "manager")}
    found = whose(told(cast, after(cast, 8)), "Hannah Headteacher")
    assert found == {("Sam Senior-Leader", "manager"), ("Charlie Chair", "headteacher")}


def test_where_the_school_has_no_headteacher_it_goes_to_the_clerk(cast: Cast, version: Version) -> None:
    alone = a_person(cast.school, "Ali Alone", groups=(cast.teachers,))
    cast.school.roles.filter(person=cast.headteacher).update(ends_on=cast.today - timedelta(1))
    cast.clerk.groups.add(cast.teachers)
    found = told(cast, after(cast, 20))
    assert whose(found, alone.name) == {("Clara Clerk", "manager")}
    assert whose(found, "Clara Clerk") == set(), "the chair sees the headteacher's only"
    assert TESSA in found


def test_nobody_is_told_about_themselves(cast: Cast, version: Version) -> None:
    in_their_place = a_person(cast.school, "Ali Alone", groups=(cast.teachers,))
    for person in (cast.headteacher, cast.chair, cast.clerk, cast.line_manager):
        person.groups.add(cast.teachers)
    found = told(cast, after(cast, 20))
    assert {row[0] for row in found} >= {"Hannah Headteacher", "Charlie Chair", "Clara Clerk", in_their_place.name}
    assert not [row for row in found if row[0] == row[1]]
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(
            school=cast.school, person=cast.teacher, to=cast.teacher, policy=version.policy, edition=9, on=cast.today,
            stage="manager",
        )  # fmt: skip


def test_two_schools_that_differ_and_one_that_does_not_at_all(cast: Cast, version: Version) -> None:
    PeopleRules.objects.update(manager_days=10, headteacher_days=0)
    assert told(cast, after(cast, 9)) == set()
    assert TESSA in told(cast, after(cast, 10))
    assert not [row for row in told(cast, after(cast, 40)) if row[2] == "headteacher"]
    Escalation.objects.all().delete()
    PeopleRules.objects.update(manager_days=0, headteacher_days=0)
    assert told(cast, after(cast, 60)) == set()


def test_only_on_days_on_which_staff_are_at_work(cast: Cast, version: Version) -> None:
    saturday = after(cast, 30)
    saturday += timedelta(days=5 - saturday.weekday())
    assert told(cast, saturday) == set()


def test_what_was_confirmed_goes_nowhere_and_leaves_the_desk_and_the_mail(cast: Cast, version: Version) -> None:
    confirm(cast, version, cast.midday_supervisor)
    assert not [row for row in told(cast, after(cast, 5)) if row[0] == cast.midday_supervisor.name]
    notice = Notice.objects.select_related("recipient", "school").get(recipient=cast.line_manager)
    letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at).decode()
    assert "Tessa Teacher" in letter
    assert "Keys" not in letter
    confirm(cast, version, cast.teacher)
    assert "Tessa Teacher has" not in said(signed_in(cast.line_manager).get("/"))
    with pytest.raises(NoLongerOwed):
        kinds.entries[notice.kind].render(notice)


def test_who_is_away_waits_and_has_time_after_coming_back(cast: Cast, version: Version) -> None:
    back = after(cast, 10)
    Absence.objects.create(
        school=cast.school, person=cast.teacher, starts_on=cast.today + timedelta(2), ends_on=back - timedelta(1),
        entered_by=cast.clerk, entered_at=cast.at,
    )  # fmt: skip
    assert TESSA not in told(cast, after(cast, 9))
    assert TESSA not in told(cast, after(cast, 10))
    assert TESSA in told(cast, SchoolCalendar.of(cast.school).add(back, 5))


def test_what_is_asked_during_an_absence_counts_from_the_first_day_back(cast: Cast, version: Version) -> None:
    ends = cast.today + timedelta(100)
    Absence.objects.create(
        school=cast.school, person=cast.teacher, starts_on=cast.today - timedelta(9), ends_on=ends,
        entered_by=cast.clerk, entered_at=cast.at,
    )  # fmt: skip
    since = {row.person_id: row.since for row in owed(Person.objects.filter(school=cast.school))}
    assert since[cast.teacher.pk] == ends + timedelta(1)
    assert since[cast.line_manager.pk] == cast.today


def test_another_edition_is_another_matter(cast: Cast, version: Version) -> None:
    told(cast, after(cast, 5))
    Version.objects.filter(pk=version.pk).update(edition=2)
    assert "Tessa Teacher has" not in said(signed_in(cast.line_manager).get("/"))
    told(cast, after(cast, 5))
    rows = Escalation.objects.filter(person=cast.teacher, stage="manager")
    assert sorted(rows.values_list("edition", flat=True)) == [1, 2]


def test_the_morning_asks_the_database_as_often_for_many_as_for_few(cast: Cast, version: Version) -> None:
    def queries(day: date) -> int:
        Escalation.objects.all().delete()
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            escalate(cast.school, on=day, at=cast.at)
        return len(asked)

    few = queries(after(cast, 5))
    for number in range(20):
        a_person(cast.school, f"Nia {number}", groups=(cast.teachers,), line_manager=cast.line_manager)
    assert queries(after(cast, 5)) == few
