"""The worker killed at every step of bringing a log in, and two workers at once: no line lost, none kept twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.documents.models import File
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from monitoring.models import Check, UsageExtract, UsageRow
from monitoring.transitions.extracts import Moved, stop_log
from monitoring.usage import importing
from tests.approvals.test_at_once import at_once
from tests.cast import Cast
from tests.crash import crash_points
from tests.monitoring.checked import a_line, a_log, confirmed, under_way

pytestmark = pytest.mark.django_db(transaction=True)
LINES = 25


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


@pytest.fixture
def check(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Under way; its logs are taken in three transactions."""
    monkeypatch.setattr(importing, "LINES", 10)
    return under_way(cast)


def a_log_of(cast: Cast, check: Check, mark: str = "") -> UsageExtract:
    """A log that waits for the worker; every fifth line is of another person."""
    start = cast.at - timedelta(days=1)
    who = ("tteacher", "tteacher", "tteacher", "tteacher", "somebody")
    lines = [a_line(start + timedelta(minutes=n), user=who[n % 5], site=f"s{n}.{mark}example") for n in range(LINES)]
    return confirmed(cast, check, a_log(lines))


def owed_again() -> None:
    """As if the lease of who was killed had run out."""
    Job.objects.filter(status="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1), attempts=0)


def sound(extract: UsageExtract) -> bool:
    """What is counted is what is there, each line once; whether all of it is done."""
    extract.refresh_from_db()
    hosts = list(UsageRow.objects.filter(extract=extract).values_list("host", flat=True))
    assert len(hosts) == len(set(hosts)) == extract.kept_count
    assert extract.read_count == extract.kept_count + extract.other_people_count
    assert extract.line == (extract.read_count + 1 if extract.confirmed_at else 0)
    assert (extract.status == "kept") == (extract.pieces == [])
    return extract.status == UsageExtract.Status.KEPT


def work() -> None:
    while run_next(timezone.now):
        pass


def test_killed_at_every_step_the_import_goes_on_and_ends_with_every_line_once(cast: Cast, check: Check) -> None:
    extract, killed = a_log_of(cast, check), 0
    for _ in crash_points(work):
        killed += 1
        sound(extract)
        owed_again()
        work()
        assert sound(extract)
        assert (extract.kept_count, extract.other_people_count) == (20, 5)
        extract = a_log_of(cast, check, f"{killed}.")
    assert killed > 30
    assert sound(extract)
    assert not File.objects.filter(purged_at=None).exists()


def test_two_workers_on_one_log_take_each_line_once(cast: Cast, check: Check) -> None:
    extract = a_log_of(cast, check)

    def read_on() -> None:
        mine = UsageExtract.objects.select_related("school", "of__subject", "of__carried_by").get(pk=extract.pk)
        while mine.offset < mine.size:
            try:
                mine = importing.read_on(mine, lambda *_: None)
            except Moved:
                mine.refresh_from_db()

    said = at_once(read_on, read_on)
    assert said == ["", ""]
    extract.refresh_from_db()
    assert UsageRow.objects.count() == extract.kept_count == 20


def test_stopped_while_it_is_read_the_rest_is_left_and_what_is_there_is_counted(cast: Cast, check: Check) -> None:
    extract, by = a_log_of(cast, check), check.carried_by
    assert by is not None

    at_once(work, lambda: stop_log(extract, by=by, at=timezone.now()))
    extract.refresh_from_db()
    assert extract.status in ("stopped", "kept")
    assert UsageRow.objects.count() == (extract.kept_count if extract.status == "kept" else 0)
