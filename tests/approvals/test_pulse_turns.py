"""The pulse turns on the day: somebody leaves, is absent, a day passes. A task, one telling, and well again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Site, SiteAlert, SitePerson
from approvals.panels.upkeep import sites_that_need_you, sites_to_look_at
from approvals.pulse import Level, pulse_of
from approvals.tasks import see_to_all_sites
from approvals.transitions.alerts import see_to_school
from approvals.transitions.sites import end_duty, give_duty
from approvals.transitions.upkeep import Looked, check_in
from foundation.audit.models import Entry
from foundation.notices.delivery import drain
from foundation.notices.digests import remind
from foundation.schools.models import Person, User
from foundation.schools.roll.keeping import keep, plan_of
from foundation.schools.transitions.people import (
    change_absence,
    enter_absence,
    enter_leaving,
    remove_absence,
    undo_leaving,
)
from foundation.schools.transitions.roll import apply_chunk, confirm_roll
from tests.approvals.sites import rules
from tests.approvals.test_pulse import a_site
from tests.cast import Cast

TUESDAY = datetime(2026, 11, 17, 7, tzinfo=UTC)
Duty, What = SitePerson.Duty, SiteAlert.What


@pytest.fixture
def cast(db: None) -> Cast:
    """The day is a Tuesday in term."""
    return Cast.make(TUESDAY)


@pytest.fixture
def site(cast: Cast) -> Site:
    return a_site(cast)


def leaves(cast: Cast, person: Person, days: int) -> None:
    enter_leaving(person, on=cast.today + timedelta(days), by=cast.clerk, at=cast.at)


def is_away(cast: Cast, person: Person, first: int = 0, last: int | None = None) -> Any:
    ends_on = None if last is None else cast.today + timedelta(last)
    first_day = cast.today + timedelta(first)
    return enter_absence(person, kind="leave", starts_on=first_day, ends_on=ends_on, by=cast.clerk, at=cast.at)


def clock(cast: Cast, days: int = 0) -> int:
    at = cast.at + timedelta(days)
    return see_to_school(cast.school, on=at.date(), at=at)


def wanting(site: Site) -> list[str]:
    """What the site has an open alert for."""
    return sorted(SiteAlert.objects.filter(site=site, settled_at=None).values_list("what", flat=True))


def on_desk(person: Person, on: date) -> list[str]:
    return [line.what for line in sites_that_need_you(person.user, on)]


def told(cast: Cast, days: int) -> list[str]:
    """Who gets a digest that morning that speaks of a site."""
    at = cast.at + timedelta(days)
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        remind(cast.school, on=at.date(), at=at)
        drain(lambda: at, until=at + timedelta(seconds=1))
    return sorted(letter.to[0] for letter in mail.outbox if "/site/" in letter.body)


@pytest.mark.clause("QEI-09")
@pytest.mark.parametrize(
    ("who", "what"), [("line_manager", What.ADMINISTRATORS), ("senior_leader", What.MODERATORS), ("teacher", "")]
)
def test_who_left_turns_it_as_it_is_entered_with_a_task_for_owner_and_clerk(
    cast: Cast, site: Site, who: str, what: str
) -> None:
    leaves(cast, getattr(cast, who), -1)
    assert wanting(site) == ([what] if what else sorted([What.OWNER, What.ADMINISTRATORS, What.MODERATORS]))
    assert len(on_desk(cast.clerk, cast.today)) == 1
    assert len(on_desk(cast.teacher, cast.today)) == (1 if what else 0), "an owner who left has no desk here"
    assert Entry.objects.filter(verb="site_alerted").count() == len(wanting(site))


@pytest.mark.clause("QEI-09")
def test_a_last_day_to_come_turns_it_the_day_after(cast: Cast, site: Site) -> None:
    leaves(cast, cast.line_manager, 3)
    assert (wanting(site), clock(cast, 3), pulse_of(site, cast.today + timedelta(3)).level) == ([], 0, Level.HEALTHY)
    assert clock(cast, 4) == 1
    assert wanting(site) == [What.ADMINISTRATORS]
    assert "There is only 1 of 2 administrators." in on_desk(cast.teacher, cast.today + timedelta(4))[0]


@pytest.mark.clause("QEI-09")
def test_an_import_of_the_roll_turns_it_the_same_day(cast: Cast, site: Site) -> None:
    Person.objects.filter(pk=cast.line_manager.pk).update(reference="L7")
    last = cast.today - timedelta(1)
    data = f"Ref,Name,Last day\nL7,{cast.line_manager.name},{last:%-d %B %Y}\n".encode()
    roll = keep(cast.school, "roll.csv", data, by=cast.clerk, at=cast.at)
    plan = plan_of(roll, cast.today)
    roll = confirm_roll(roll, items=plan.items, by=cast.clerk, at=cast.at)
    apply_chunk(roll, at=cast.at)
    assert wanting(site) == [What.ADMINISTRATORS]
    assert on_desk(cast.clerk, cast.today) == [f"{site}: There is only 1 of 2 administrators."]


@pytest.mark.clause("QEI-09")
def test_an_absence_turns_it_the_same_day_and_coming_back_turns_it_back(cast: Cast, site: Site) -> None:
    absence = is_away(cast, cast.senior_leader)
    assert wanting(site) == [What.MODERATORS]
    assert "Away: Sam Senior-Leader." in on_desk(cast.teacher, cast.today)[0]
    days = {"starts_on": cast.today - timedelta(2), "ends_on": cast.today - timedelta(1)}
    change_absence(absence, kind="leave", **days, by=cast.clerk, at=cast.at)
    assert (wanting(site), on_desk(cast.teacher, cast.today)) == ([], [])
    assert Entry.objects.filter(verb="site_settled").count() == 1


def test_an_absence_to_come_turns_it_on_its_first_day_and_back_after_its_last(cast: Cast, site: Site) -> None:
    is_away(cast, cast.senior_leader, 2, 4)
    assert [clock(cast, day) for day in range(1, 6)] == [0, 1, 0, 0, 0]
    assert wanting(site) == []


def test_what_was_taken_back_is_settled_by_the_clock_and_off_the_desk_at_once(cast: Cast, site: Site) -> None:
    absence = is_away(cast, cast.senior_leader)
    leaves(cast, cast.line_manager, -1)
    remove_absence(absence, by=cast.clerk, at=cast.at)
    undo_leaving(cast.line_manager, by=cast.clerk, at=cast.at)
    assert on_desk(cast.teacher, cast.today) == []
    clock(cast)
    assert wanting(site) == []


@pytest.mark.clause("QEI-15")
@pytest.mark.parametrize(
    ("fields", "days", "what"),
    [
        ({}, 15, What.LOOK),
        ({}, 29, What.NEGLECTED),
        ({"review_due_on": TUESDAY.date()}, 1, What.REVIEW),
        ({"closes_on": TUESDAY.date()}, 1, What.CLOSING),
        ({"pupils": "supervised", "consent_checked_on": TUESDAY.date() - timedelta(180)}, 1, What.CONSENT),
    ],
)
def test_what_falls_overdue_makes_a_task_on_the_day_and_not_before(
    cast: Cast, fields: dict[str, Any], days: int, what: str
) -> None:
    site = a_site(cast, **fields)
    clock(cast, days - 1)
    assert what not in wanting(site)
    clock(cast, days)
    assert wanting(site) == [what]
    assert len(on_desk(cast.clerk, cast.today + timedelta(days))) == 1


def test_the_clock_may_run_twice(cast: Cast, site: Site) -> None:
    day = cast.at + timedelta(15)
    with time_machine.travel(day, tick=False):
        see_to_all_sites()
        see_to_all_sites()
    assert SiteAlert.objects.count() == 1


@pytest.mark.clause("QEI-09")
def test_owner_and_clerk_are_told_once_in_the_mornings_mail_and_anew_when_it_turns_again(
    cast: Cast, site: Site
) -> None:
    absence = is_away(cast, cast.senior_leader)
    both = sorted([cast.clerk.email, cast.teacher.email])
    assert told(cast, 0) == both
    (letter, *_) = [one for one in mail.outbox if one.to == [cast.teacher.email]]
    assert reverse("site", args=[site.uid]) in letter.body
    assert "too few moderators" in letter.body
    assert "Sam Senior-Leader" not in letter.body, "who is away stands on the page"
    assert told(cast, 1) == []
    remove_absence(absence, by=cast.clerk, at=cast.at)
    clock(cast, 1)
    is_away(cast, cast.senior_leader, 2)
    clock(cast, 2)
    assert told(cast, 2) == both


def test_nobody_is_told_of_what_is_well_again(cast: Cast, site: Site) -> None:
    absence = is_away(cast, cast.senior_leader)
    remove_absence(absence, by=cast.clerk, at=cast.at)
    assert told(cast, 0) == []


def test_a_duty_counts_until_its_last_day(cast: Cast, site: Site) -> None:
    """An administrator until a day; and a poster whose last day is past may see nothing any more."""
    end_duty(site.people.get(duty=Duty.ADMINISTRATOR, person=cast.line_manager), by=cast.clerk, at=cast.at)
    last = cast.today + timedelta(2)
    for duty, person in ((Duty.ADMINISTRATOR, cast.dsl), (Duty.POSTER, cast.midday_supervisor)):
        give_duty(site, person, duty, until=last, by=cast.clerk, at=cast.at)
    give_duty(site, cast.governor, Duty.POSTER, until=last, by=cast.clerk, at=cast.at)
    assert (clock(cast, 2), clock(cast, 3)) == (0, 1)
    assert wanting(site) == [What.ADMINISTRATORS]
    for days, may in ((2, True), (3, False)):
        with time_machine.travel(cast.at + timedelta(days), tick=False):
            user = User.objects.get(persons=cast.governor)
            assert user.has_perm("approvals.see_site", site) is may


@pytest.mark.clause("QEI-20")
def test_a_moderator_finds_a_look_on_the_desk_when_it_is_due_by_the_schools_own_rule(cast: Cast, site: Site) -> None:
    def lines(days: int, person: Person = cast.senior_leader) -> list[tuple[str, bool]]:
        found = sites_to_look_at(person.user, cast.today + timedelta(days))
        return [(line.url, line.is_overdue) for line in found]

    url = reverse("site-look", args=[site.uid])
    assert (lines(13), lines(14), lines(15)) == ([], [(url, False)], [(url, True)])
    rules(cast, check_in_days=5)
    assert (lines(4), lines(5)) == ([], [(url, False)])
    assert lines(5, cast.line_manager) == [], "an administrator is not asked to moderate"
    check_in(site, Looked("All well."), by=cast.senior_leader, at=cast.at + timedelta(5))
    assert lines(5) == []


def test_a_closed_site_and_one_of_another_school_turn_nothing(cast: Cast, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(status="closed", closed_at=cast.at, closed_by=cast.clerk)
    leaves(cast, cast.line_manager, -1)
    clock(cast, 40)
    assert wanting(site) == []
    assert on_desk(cast.other_clerk, cast.today) == []


def test_an_alert_of_a_site_that_closes_is_settled(cast: Cast, site: Site) -> None:
    leaves(cast, cast.line_manager, -1)
    Site.objects.filter(pk=site.pk).update(status="closed", closed_at=cast.at, closed_by=cast.clerk)
    clock(cast)
    assert wanting(site) == []


def test_ten_sites_take_as_many_queries_as_one_on_desk_in_digest_and_by_the_clock(cast: Cast) -> None:
    a_site(cast)
    counts = []
    for _ in range(2):
        SiteAlert.objects.all().delete()
        with CaptureQueriesContext(connection) as desk:
            lines = sites_that_need_you(cast.clerk.user, cast.today + timedelta(15))
            lines += sites_to_look_at(cast.senior_leader.user, cast.today + timedelta(15))
        counts.append((len(desk), len(lines)))
        for number in range(9):
            a_site(cast, f"Site {number}{len(counts)}")
    assert counts[0][0] == counts[1][0]
    assert [lines for _, lines in counts] == [2, 20]
