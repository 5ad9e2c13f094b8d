"""The pulse of a site turns with the people of the day, and says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import ApprovalRules, Platform, Site, SitePerson
from approvals.pulse import Level, pulse_of, pulses
from approvals.transitions.upkeep import Looked, check_in
from foundation.schools.models import Absence
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Duty = SitePerson.Duty


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def a_site(cast: Cast, identity: str = "Beacon Hill", **fields: Any) -> Site:
    """A live site with an owner, two administrators and two moderators, looked at today."""
    platform, _ = Platform.objects.get_or_create(
        school=cast.school, name="Facebook", defaults={"minimum_age": 13, "checked_on": cast.today, "source": "Terms"}
    )
    usual = {"status": "live", "address": "https://social.example/beacon", "pupils": "none", "live_on": cast.today}
    usual |= {"review_due_on": cast.today + timedelta(90), "added_at": cast.at, "account_email": "a@b.example"}
    site = Site.objects.create(school=cast.school, platform=platform, identity=identity, **{**usual, **fields})
    for duty, people in {
        Duty.OWNER: [cast.teacher],
        Duty.ADMINISTRATOR: [cast.teacher, cast.line_manager],
        Duty.MODERATOR: [cast.teacher, cast.senior_leader],
    }.items():
        for person in people:
            SitePerson.objects.create(
                school=cast.school,
                site=site,
                duty=duty,
                person=person,
                words=person.name,
                starts_on=cast.today,
                given_by=cast.headteacher,
                given_at=cast.at,
            )
    check_in(site, Looked("All well."), by=cast.teacher, at=cast.at)
    return site


def away(cast: Cast, person: Any) -> None:
    Absence.objects.create(
        school=cast.school, person=person, starts_on=cast.today, entered_by=cast.clerk, entered_at=cast.at
    )


def test_a_site_with_its_people_that_was_looked_at_is_healthy(cast: Cast) -> None:
    pulse = pulse_of(a_site(cast), cast.today)
    assert (pulse.level, pulse.reasons) == (Level.HEALTHY, [])


@pytest.mark.clause("QEI-09")
def test_who_leaves_turns_it_the_same_day(cast: Cast) -> None:
    site = a_site(cast)
    cast.line_manager.leaves_on = cast.today - timedelta(1)
    cast.line_manager.save()
    pulse = pulse_of(site, cast.today)
    assert (pulse.level, pulse.reasons) == (Level.ATTENTION, ["There is only 1 of 2 administrators."])


@pytest.mark.clause("QEI-09")
def test_who_is_away_does_not_count_and_is_named(cast: Cast) -> None:
    site = a_site(cast)
    away(cast, cast.senior_leader)
    assert pulse_of(site, cast.today).reasons == ["There is only 1 of 2 moderators. Away: Sam Senior-Leader."]


@pytest.mark.clause("QEI-09")
def test_a_vacancy_never_counts(cast: Cast) -> None:
    site = a_site(cast)
    SitePerson.objects.filter(site=site, duty=Duty.ADMINISTRATOR, person=cast.line_manager).update(
        person=None, words="Vacancy: parent governor"
    )
    assert pulse_of(site, cast.today).reasons == ["There is only 1 of 2 administrators."]


@pytest.mark.clause("QEI-15")
@pytest.mark.parametrize(("days", "level"), [(7, Level.HEALTHY), (8, Level.ATTENTION), (15, Level.NEGLECTED)])
def test_a_site_nobody_looks_at_is_neglected_by_the_schools_own_rule(cast: Cast, days: int, level: Level) -> None:
    site = a_site(cast)
    ApprovalRules.objects.create(school=cast.school, check_in_days=7)
    assert pulse_of(site, cast.today + timedelta(days)).level == level


def test_two_schools_that_differ_are_judged_by_their_own_rules(cast: Cast) -> None:
    site = a_site(cast)
    day = cast.today + timedelta(10)
    assert pulse_of(site, day).level == Level.HEALTHY
    ApprovalRules.objects.create(school=cast.school, check_in_days=5)
    assert pulse_of(site, day).level == Level.ATTENTION


def test_review_closing_and_consent_are_named(cast: Cast) -> None:
    late: dict[str, Any] = {
        "review_due_on": cast.today - timedelta(1),
        "closes_on": cast.today - timedelta(1),
        "pupils": "supervised",
    }
    reasons = " ".join(pulse_of(a_site(cast, **late), cast.today).reasons)
    for words in ("Its review was due on", "It was to close on", "without consent"):
        assert words in reasons


def test_ten_sites_take_as_many_queries_as_one(cast: Cast) -> None:
    sites = [a_site(cast, f"Site {number}") for number in range(10)]
    counts = []
    for some in (sites[:1], sites):
        with CaptureQueriesContext(connection) as asked:
            assert len(pulses(some, cast.today)) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
