"""Killed at any step, between any two statements or words to the mail server, nothing is lost and nothing is torn."""

import asyncio
import os
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from foundation.audit.models import Chain
from foundation.audit.trail import verify
from foundation.core.change import change
from foundation.notices.delivery import drain
from foundation.notices.digests import remind
from foundation.notices.models import Notice, Reminder
from foundation.notices.transitions import LEASE, announce, claim, keep, park, send
from foundation.schools.models import Person
from tests.cast import Cast
from tests.crash import crash_points, killed_at, session_of
from tests.foundation.notices.conftest import TUESDAY, Hello, Source
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def sweep(at: datetime) -> None:
    drain(lambda: at, until=at + timedelta(seconds=1))


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make(TUESDAY)


def check_mails(server: MailServer, may_be_doubled: set[str]) -> set[str]:
    """Every notice was sent; twice only where the server had taken it and we had not heard. The doubled ones."""
    times = server.times()
    assert set(times) == set(Notice.objects.values_list("message_id", flat=True))
    assert set(Notice.objects.values_list("status", flat=True)) == {"sent"}
    doubled = {message_id for message_id, count in times.items() if count > 1}
    assert doubled <= may_be_doubled
    assert all(count <= 2 for count in times.values())
    for message_id in doubled:
        letters = {mail.letter for mail in server.taken if message_id.encode() in mail.letter}
        assert len(letters) == 1, "the second is the very same mail"
    return doubled


def taken_but_not_settled(server: MailServer) -> set[str]:
    server.settle()
    settled = set(Notice.objects.filter(status="sent").values_list("message_id", flat=True))
    return set(server.times()) - settled


def test_an_announcement_survives_every_crash(cast: Cast, server: MailServer, hello: Hello) -> None:
    """The person who pressed the button presses it again; the sweep does the rest."""
    run = 0

    def press() -> None:
        with change():
            people = [cast.teacher, cast.clerk]
            announce("hello", key=f"news {run}", recipients=people, about=[], school=cast.school, due_at=cast.at)

    def press_and_send() -> None:
        press()
        sweep(cast.at)

    points = doubled = 0
    for _ in crash_points(press_and_send):
        may_be_doubled = taken_but_not_settled(server)
        assert Notice.objects.count() in (0, 2), "all of the announcement, or nothing of it"
        press()
        sweep(cast.at + LEASE + timedelta(minutes=1))
        assert Notice.objects.count() == 2
        doubled += len(check_mails(server, may_be_doubled))
        Notice.objects.all().delete()
        server.taken.clear()
        run += 1
        points += 1
    assert points > 30
    assert 0 < doubled <= 6, "only the steps between the server's word and our commit"


@pytest.mark.clause("ACR-05")
def test_a_mornings_digests_survive_every_crash(cast: Cast, server: MailServer, source: Source) -> None:
    """The clock starts it again the same morning."""
    Person.objects.exclude(pk__in=(cast.teacher.pk, cast.clerk.pk)).update(email="")
    source.things = [(cast.teachers, "1"), (cast.office, "1")]

    def morning() -> None:
        remind(cast.school, on=cast.today, at=cast.at)
        sweep(cast.at)

    points = 0
    for _ in crash_points(morning):
        may_be_doubled = taken_but_not_settled(server)
        assert Reminder.objects.count() in (0, 4), "all of the ledger, or nothing of it"
        remind(cast.school, on=cast.today, at=cast.at)
        sweep(cast.at + LEASE + timedelta(minutes=1))
        check_mails(server, may_be_doubled)
        assert Notice.objects.count() == 2
        assert sorted(Reminder.objects.values_list("nth", flat=True)) == [1, 1, 1, 1]
        Reminder.objects.all().delete()
        Notice.objects.all().delete()
        server.taken.clear()
        points += 1
    assert points > 30
    for chain in Chain.objects.all():
        assert verify(chain.school_uid)[1] == []


def test_a_worker_that_lost_its_notice_to_another_does_not_settle_it(cast: Cast, hello: Hello) -> None:
    """A lease that ran out while the worker hung: what it comes back with is not written over the other's."""
    with change():
        announce("hello", key="k", recipients=[cast.teacher], about=[], school=cast.school, due_at=cast.at)
    pk = Notice.objects.get().pk
    slow = claim(pk, at=cast.at)
    later = cast.at + LEASE + timedelta(minutes=1)
    quick = claim(pk, at=later)
    assert slow is not None
    assert quick is not None
    assert not keep(slow, b"old", to="old@x.example", at=later)
    assert not park(slow, trouble="too late")
    assert keep(quick, b"new", to=cast.teacher.email, at=later)
    assert send(quick, at=later)
    row = Notice.objects.get(pk=pk)
    assert (row.status, bytes(row.sent_bytes or b"")) == ("sent", b"new")


def test_the_harness_tells_a_killed_child_from_one_that_survived(cast: Cast) -> None:
    assert killed_at(1, Person.objects.count) is True
    assert killed_at(50, Person.objects.count) is False
    connections.close_all()


def is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        assert cursor.fetchone() == (session_of(os.getpid()),)


def test_a_killed_child_is_waited_for_by_the_name_of_its_session(cast: Cast) -> None:
    """Its transaction is over before anybody looks: the database may go on with it for a while."""
    assert killed_at(50, is_named) is False


def test_a_child_has_a_session_of_its_own_where_the_loop_of_a_browser_runs_in_the_test(cast: Cast) -> None:
    """Under a loop Django keeps other connections than without, and a child is without: it inherits what was open."""

    def was_killed() -> bool:
        try:
            return killed_at(50, is_named)
        finally:
            connections.close_all()

    async def with_a_loop() -> bool:
        return was_killed()

    connection.ensure_connection()
    assert (was_killed() if a_loop_runs() else asyncio.run(with_a_loop())) is False


def a_loop_runs() -> bool:
    """A browser's, where a test of pages came before this one in the same process."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
