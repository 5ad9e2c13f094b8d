"""How the site fares: the status page, the word for whoever watches, and the line on the administrator's desk."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as chosen
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from config import status
from config.schedule import SCHEDULE
from foundation.core.keyring import close_text
from foundation.documents.models import File
from foundation.jobs.clockruns import know
from foundation.jobs.models import ClockRun, Job
from tests.cast import Cast, signed_in


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.make()


def all_went_well(ago: timedelta = timedelta(0)) -> None:
    at = timezone.now() - ago
    know((entry["task"] for entry in SCHEDULE.values()), at=at)
    ClockRun.objects.update(started_at=at, succeeded_at=at)


def test_whoever_watches_hears_one_word_without_a_log_in(cast: Cast) -> None:
    all_went_well()
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_whoever_watches_hears_which_part_and_nothing_of_what_is_in_it(cast: Cast) -> None:
    all_went_well(timedelta(days=8))
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"not ok: clock\n")


def test_a_database_that_does_not_answer_is_said_without_its_words(cast: Cast) -> None:
    all_went_well()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_clockrun RENAME TO gone")
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"not ok: database\n")


def test_a_key_that_does_not_open_what_it_closes_is_said(cast: Cast, settings: Settings) -> None:
    all_went_well()
    settings.KEYS = {"k1": b"too short"}
    assert Client().get("/healthz").content == b"not ok: key ring\n"


def test_the_word_costs_few_queries_and_writes_nothing(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    all_went_well()
    assert Client().get("/healthz").status_code == 200
    with django_assert_max_num_queries(3):
        Client().get("/healthz")


def test_administrator_and_headteacher_see_the_status_and_nobody_else_does(cast: Cast) -> None:
    all_went_well()
    for person in (cast.administrator, cast.headteacher):
        assert signed_in(person).get("/status/").status_code == 200
    for person in (cast.clerk, cast.teacher, cast.dsl, cast.governor):
        assert signed_in(person).get("/status/").status_code == 404
    assert Client().get("/status/").status_code == 302


def test_the_menu_of_administrator_and_headteacher_leads_there(cast: Cast) -> None:
    all_went_well()
    path = f"/{cast.school.slug}/status/"
    for person in (cast.administrator, cast.headteacher):
        client = signed_in(person)
        assert path in client.get("/").content.decode()
        assert "What the clock runs" in client.get(path).content.decode()
    for person in (cast.clerk, cast.teacher, cast.other_headteacher):
        client = signed_in(person)
        assert path not in client.get("/").content.decode()
        assert client.get(path).status_code == 404


def test_the_status_page_shows_late_and_failed_tasks_first_and_the_kind_of_error_only(cast: Cast) -> None:
    all_went_well()
    ClockRun.objects.filter(task="jobs.forget").update(
        failed_at=timezone.now() + timedelta(seconds=1), error_kind="OperationalError"
    )
    ClockRun.objects.filter(task="notices.sweep").update(succeeded_at=timezone.now() - timedelta(days=1))
    shown = status.tasks(timezone.now())
    assert shown[0].is_late or not any(one.is_late for one in shown)
    text = signed_in(cast.administrator).get("/status/").content.decode()
    assert "OperationalError" in text
    assert "Failed" in text


def test_the_queues_are_shown_as_figures(cast: Cast) -> None:
    all_went_well()
    at = timezone.now()
    Job.objects.create(
        kind="incidents.export",
        key="a",
        asked_by_uid=cast.dsl.uid,
        asked_by_name="Dana Safeguarding-Lead",
        status="parked",
        created_at=at,
        due_at=at,
        finished_at=at,
        message="Of a case nobody may know of",
    )
    text = signed_in(cast.administrator).get("/status/").content.decode()
    assert "Putting the case together: 1 stopped" in text
    for hidden in ("Dana", "Of a case"):
        assert hidden not in text


def test_a_backup_is_known_by_its_mark_and_old_after_two_days(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    all_went_well()
    settings.HOME = tmp_path
    client = signed_in(cast.administrator)
    assert "Not known" in client.get("/status/").content.decode()
    (tmp_path / status.BACKUP_MARK).touch()
    assert status.backed_up_at() is not None
    assert "Not known" not in client.get("/status/").content.decode()


def test_a_key_that_files_need_and_the_ring_has_not_is_counted(cast: Cast) -> None:
    at = timezone.now()
    File.objects.create(
        school_uid=cast.school.uid,
        owner_label="x",
        owner_uid=cast.school.uid,
        name="a",
        media_type="b",
        size=1,
        sha256="c",
        key_id="lost",
        sealed_at=at,
        sealed_by_uid=cast.clerk.uid,
        sealed_by_name="Clara",
    )
    assert close_text("works", about="here")
    assert status.key_ring().missing == 1
    assert status.key_ring().count == len(chosen.KEYS)


def test_a_job_that_did_not_run_is_on_the_administrators_desk_and_on_nobody_elses(cast: Cast) -> None:
    all_went_well()
    assert "of the clock did not run" not in signed_in(cast.administrator).get("/").content.decode()
    ClockRun.objects.filter(task="config.clear_sessions").update(succeeded_at=timezone.now() - timedelta(days=4))
    assert "A task of the clock did not run" in signed_in(cast.administrator).get("/").content.decode()
    assert "of the clock did not run" not in signed_in(cast.headteacher).get("/").content.decode()
    assert Client().get("/healthz").status_code == 503


def test_a_task_that_never_ran_is_late_from_when_it_was_first_expected(cast: Cast) -> None:
    know((entry["task"] for entry in SCHEDULE.values()), at=timezone.now() - timedelta(minutes=2))
    assert status.late_tasks(timezone.now()) == []
    names = {one.name for one in status.late_tasks(timezone.now() + timedelta(minutes=20))}
    assert "jobs.run_owed" in names
    assert "config.clear_sessions" not in names
