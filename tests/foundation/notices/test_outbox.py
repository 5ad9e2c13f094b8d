"""What is owed is written once, with the change it speaks of."""

from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from foundation.audit.models import Entry
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from foundation.notices.transitions import announce, claim, park, queue, try_again
from tests.cast import Cast
from tests.foundation.notices.conftest import Hello


def tell(cast: Cast, key: str = "key") -> Notice | None:
    with change():
        return queue("hello", key=key, recipient=cast.teacher, about=cast.teachers, school=cast.school, due_at=cast.at)


def test_a_notice_holds_ids_only(cast: Cast, hello: Hello) -> None:
    notice = tell(cast)
    assert notice is not None
    assert notice.about == [{"label": "schools.StaffGroup", "uid": str(cast.teachers.uid)}]
    assert notice.uid_of("schools.StaffGroup") == cast.teachers.uid
    assert notice.uid_of("schools.Body") is None
    assert (notice.status, notice.title) == ("owed", "A greeting")


def test_the_same_key_is_owed_once(cast: Cast, hello: Hello) -> None:
    first, second = tell(cast), tell(cast)
    assert first == second
    assert Notice.objects.count() == 1


def test_the_message_id_follows_from_the_key(cast: Cast, hello: Hello) -> None:
    first = tell(cast)
    Notice.objects.all().delete()
    again, other = tell(cast), tell(cast, "other")
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.message_id == again.message_id != other.message_id


@pytest.mark.clause("ACR-05")
def test_somebody_without_an_address_is_owed_no_mail_and_is_named(cast: Cast, hello: Hello) -> None:
    people = [cast.teacher, cast.midday_supervisor, cast.clerk, cast.teacher]
    with change():
        alone = queue("hello", key="k", recipient=cast.midday_supervisor, about=[], school=cast.school, due_at=cast.at)
        told = announce("hello", key="news", recipients=people, about=[], school=cast.school, due_at=cast.at)
    assert alone is None
    assert told.told == 2
    assert told.unreachable == [cast.midday_supervisor]
    assert set(Notice.objects.values_list("recipient", flat=True)) == {cast.teacher.pk, cast.clerk.pk}


def test_an_announcement_made_again_tells_nobody_twice(cast: Cast, hello: Hello) -> None:
    for people in ([cast.teacher], [cast.teacher, cast.clerk]):
        with change():
            announce("hello", key="news", recipients=people, about=[], school=cast.school, due_at=cast.at)
    assert Notice.objects.count() == 2


def test_what_is_rolled_back_is_not_owed(cast: Cast, hello: Hello) -> None:
    def fails() -> None:
        with change():
            tell(cast)
            raise NotAllowed("No.")

    with pytest.raises(NotAllowed):
        fails()
    assert not Notice.objects.exists()


def test_a_kind_that_nobody_declared_and_a_key_that_is_too_long_are_refused(cast: Cast, hello: Hello) -> None:
    with change(), pytest.raises(RuntimeError, match="not a kind"):
        queue("nonsense", key="k", recipient=cast.teacher, about=[], school=cast.school, due_at=cast.at)
    with change(), pytest.raises(ValueError, match="too long"):
        queue("hello", key="k" * 201, recipient=cast.teacher, about=[], school=cast.school, due_at=cast.at)


def test_only_a_change_can_owe_something(cast: Cast, hello: Hello) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside change"):
        queue("hello", key="k", recipient=cast.teacher, about=[], school=cast.school, due_at=cast.at)


def test_a_burst_of_changes_wakes_the_worker_once(
    cast: Cast, hello: Hello, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete("celery")
    for number in range(3):
        with django_capture_on_commit_callbacks(execute=True) as woken:
            tell(cast, f"key {number}")
        assert len(woken) == 1
    assert broker.llen("celery") == 1
    broker.delete("celery")


def test_a_parked_notice_can_be_tried_again_and_that_is_recorded(cast: Cast, hello: Hello) -> None:
    notice = tell(cast)
    assert notice is not None
    claimed = claim(notice.pk, at=cast.at)
    assert claimed is not None
    park(claimed, trouble="550 nobody here")
    later = cast.at + timedelta(days=1)
    again = try_again(claimed, by=cast.clerk, at=later)
    assert (again.status, again.attempts, again.due_at) == ("owed", 0, later)
    entry = Entry.objects.get(about_uid=notice.uid)
    assert (entry.verb, entry.by_uid) == ("notice_tried_again", cast.clerk.uid)
    with pytest.raises(NotAllowed, match="is owed now"):
        try_again(again, by=cast.clerk, at=later)


def test_of_two_workers_one_gets_the_notice(cast: Cast, hello: Hello) -> None:
    notice = tell(cast)
    assert notice is not None
    assert claim(notice.pk, at=cast.at) is not None
    assert claim(notice.pk, at=cast.at) is None
    assert claim(notice.pk, at=cast.at + timedelta(minutes=7)) is not None
