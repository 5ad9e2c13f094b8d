"""What the clock starts."""

from zoneinfo import ZoneInfo

import pytest
import redis
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache

from foundation.core.change import change
from foundation.notices.models import Notice
from foundation.notices.tasks import deliver, remind_school, remind_schools
from foundation.notices.transitions import announce
from foundation.notices.wake import AWAKE, wake_now
from foundation.schools.models import Person, School
from tests.cast import Cast
from tests.foundation.notices.conftest import TUESDAY, Hello, Source


@pytest.fixture
def broker() -> redis.Redis:
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete("celery")
    return broker


def test_a_delivery_sends_and_lets_itself_be_woken_again(cast: Cast, hello: Hello, broker: redis.Redis) -> None:
    with change():
        announce("hello", key="news", recipients=[cast.teacher], about=[], school=cast.school, due_at=cast.at)
    wake_now()
    wake_now()
    assert broker.llen("celery") == 1
    with time_machine.travel(TUESDAY):
        deliver()
    assert len(mail.outbox) == 1
    assert cache.get(AWAKE) is None
    broker.delete("celery")


def test_a_morning_is_one_task_for_each_school(cast: Cast, broker: redis.Redis) -> None:
    remind_schools()
    assert broker.llen("celery") == School.objects.count() < Person.objects.count()
    broker.delete("celery")


def test_a_schools_task_tells_its_people(cast: Cast, source: Source) -> None:
    source.things = [(cast.teachers, "1")]
    with time_machine.travel(TUESDAY):
        remind_school(cast.school.pk)
        remind_school(cast.school.pk)
    at_work = Person.objects.current(cast.today).filter(school=cast.school).exclude(email="").count()
    assert Notice.objects.count() == at_work > 5


def test_the_clock_starts_both_in_this_countrys_time() -> None:
    entries = settings.CELERY_BEAT_SCHEDULE
    assert entries["notices-deliver"]["schedule"] == 60.0
    assert 7 in entries["notices-remind"]["schedule"].hour
    assert ZoneInfo(settings.CELERY_TIMEZONE) == ZoneInfo("Europe/London")
