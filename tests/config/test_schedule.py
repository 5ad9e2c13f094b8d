"""What the clock starts exists, and is safe from a broker that repeats or loses."""

from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.celery import app
from config.schedule import SCHEDULE
from config.tasks import clear_sessions


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(current_app.tasks)


def test_a_task_ends_before_the_broker_would_give_it_to_another() -> None:
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit


def test_what_a_killed_worker_held_is_given_again_and_nothing_but_json_is_read() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten() -> None:
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now())
    clear_sessions()
    assert not Session.objects.exists()


def test_the_queue_of_the_embedded_default_is_in_the_data_folder() -> None:
    assert (Path(settings.STATIC_ROOT).parent / "queue").is_dir()
