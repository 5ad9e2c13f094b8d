"""Each task of the clock leaves word of how it went, and when it is late is reckoned from its times."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app
from celery.schedules import crontab
from django.utils import timezone

from config.celery import app
from config.schedule import SCHEDULE
from foundation.jobs.clockruns import clock_tasks, failed, know
from foundation.jobs.clocktimes import late_from, run_after
from foundation.jobs.models import ClockRun

FORGET = "jobs.forget"


class SecretError(Exception):
    """With words in it that nobody may read."""


@pytest.mark.django_db
def test_a_run_of_the_clocks_task_leaves_when_it_began_and_came_through() -> None:
    app.loader.import_default_modules()
    before = timezone.now()
    current_app.tasks[FORGET].apply()
    run = ClockRun.objects.get(task=FORGET)
    assert run.started_at is not None
    assert run.succeeded_at is not None
    assert before <= run.started_at <= run.succeeded_at
    assert run.failed_at is None


@pytest.mark.django_db
def test_of_a_failure_the_kind_alone_is_kept_and_the_last_success_stays() -> None:
    at = timezone.now()
    current_app.tasks[FORGET].apply()
    failed(FORGET, SecretError("Tessa Teacher's report"), at=at)
    run = ClockRun.objects.get(task=FORGET)
    assert (run.error_kind, run.failed_at) == ("SecretError", at)
    assert run.succeeded_at is not None
    assert "Tessa" not in str(list(ClockRun.objects.values_list()))


@pytest.mark.django_db
def test_a_task_that_fails_in_the_worker_is_written_down() -> None:
    @current_app.task(name="notices.try_that_fails_here")
    def fails() -> None:
        raise SecretError("words")

    schedule = dict(current_app.conf.beat_schedule)
    try:
        current_app.conf.beat_schedule = schedule | {"x": {"task": fails.name, "schedule": 60.0}}
        fails.apply()
        assert ClockRun.objects.get(task=fails.name).error_kind == "SecretError"
    finally:
        current_app.conf.beat_schedule = schedule
        current_app.tasks.pop(fails.name)


@pytest.mark.django_db
def test_what_the_clock_does_not_start_leaves_nothing() -> None:
    failed("somebody.elses", SecretError(), at=timezone.now())
    assert not ClockRun.objects.exists()


@pytest.mark.django_db
def test_what_is_expected_is_known_from_the_start_and_tasks_of_earlier_versions_are_forgotten() -> None:
    at = timezone.now()
    know(["old.task", FORGET], at=at - timedelta(days=3))
    know(clock_tasks(), at=at)
    assert set(ClockRun.objects.values_list("task", flat=True)) == {entry["task"] for entry in SCHEDULE.values()}
    assert ClockRun.objects.get(task=FORGET).known_since == at - timedelta(days=3)


def test_every_task_of_the_clock_has_one_row() -> None:
    names = [entry["task"] for entry in SCHEDULE.values()]
    assert len(names) == len(set(names))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year to minute


@pytest.mark.parametrize(
    ("times", "after", "due"),
    [
        (60.0, utc(2026, 1, 1, 12, 0), utc(2026, 1, 1, 12, 1)),
        (crontab(minute=0, hour=3), utc(2026, 1, 1, 12, 0), utc(2026, 1, 2, 3, 0)),
        (crontab(minute=0, hour=3), utc(2026, 7, 1, 12, 0), utc(2026, 7, 2, 2, 0)),
        (crontab(minute=17), utc(2026, 7, 1, 12, 17), utc(2026, 7, 1, 13, 17)),
        # The hour from 01:00 to 02:00 is not there on 29 March 2026, and there twice on 25 October.
        (crontab(minute=30, hour=1), utc(2026, 3, 28, 12, 0), utc(2026, 3, 30, 0, 30)),
        (crontab(minute=30, hour=1), utc(2026, 10, 24, 12, 0), utc(2026, 10, 25, 0, 30)),
        (crontab(minute=0, hour=6, day_of_week="mon"), utc(2026, 1, 1, 12, 0), utc(2026, 1, 5, 6, 0)),
        (crontab(minute=0, hour=6, day_of_month=29, month_of_year=2), utc(2026, 1, 1, 0, 0), utc(2028, 2, 29, 6, 0)),
    ],
)
def test_the_next_run_is_the_next_time_of_the_clock_on_the_wall(times: object, after: datetime, due: datetime) -> None:
    assert run_after(times, after) == due


def test_a_task_is_late_when_it_missed_twice_but_not_within_ten_minutes() -> None:
    last = utc(2026, 1, 1, 3, 0)
    assert late_from(crontab(minute=0, hour=3), last) == utc(2026, 1, 3, 3, 0)
    assert late_from(3600.0, last) == last + timedelta(hours=2)
    assert late_from(60.0, last) == last + timedelta(minutes=10)
