"""Long work: asked for once, done by one worker at a time, never lost."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.jobs import claims, transitions
from foundation.jobs.child import ChildBusy, ChildRefused
from foundation.jobs.kinds import JobAgain, JobRefused, LostJob, Progress
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from foundation.jobs.tasks import run_owed
from foundation.jobs.wake import AWAKE
from tests.cast import Cast, signed_in
from tests.foundation.jobs.work import count, kind_of

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=90)


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def counting() -> Iterator[None]:
    with kind_of(count):
        yield


def asked(cast: Cast, key: str = "chairs", **about: Any) -> Job:
    about = {"payload": {"school": str(cast.school.uid)}, "by": cast.clerk, "at": cast.at, **about}
    with change():
        return transitions.ask("test", key=key, school=cast.school, **about)


class Now:
    """A clock that a test turns."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **spell: int) -> None:
        self.at += timedelta(**spell)


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


# Asking


@pytest.mark.usefixtures("counting")
def test_a_job_is_asked_for_once_however_often_it_is_asked_for(cast: Cast) -> None:
    first, second = asked(cast), asked(cast)
    assert first == second
    assert (first.asked_by_name, first.school_uid, first.status) == (cast.clerk.name, cast.school.uid, "waiting")
    assert asked(cast, "other") != first


@pytest.mark.usefixtures("counting")
def test_a_job_is_asked_for_inside_a_change_of_a_known_kind_with_ids_only(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="inside change"):
        transitions.ask("test", key="x", payload={}, school=None, by=cast.clerk, at=cast.at)
    for words in ({"name": "Tessa Teacher"}, {"rows": [["a sentence of words"]]}, {"weight": 1.5}):
        with pytest.raises(ValueError, match="ids only"):
            asked(cast, payload=words)
    with pytest.raises(KeyError), change():
        transitions.ask("no such kind", key="x", payload={}, school=None, by=cast.clerk, at=cast.at)
    assert not Job.objects.exists()


@pytest.mark.usefixtures("counting")
def test_a_burst_of_asking_wakes_the_worker_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with change():
            for number in range(20):
                asked(cast, f"chairs {number}")
        with change():
            asked(cast, "one more")
    assert len(callbacks) == 2
    assert cache.get(AWAKE) == 1
    for _ in range(21):
        run_owed()
    assert set(Job.objects.values_list("status", flat=True)) == {"done"}


@pytest.mark.usefixtures("counting")
def test_a_change_that_fails_asks_for_nothing(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    def fail() -> None:
        with change():
            asked(cast)
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError):
        fail()
    assert callbacks == []
    assert not Job.objects.exists()


# Doing


@pytest.mark.usefixtures("counting")
def test_a_job_that_is_due_is_done_and_its_result_kept(cast: Cast) -> None:
    job, now = asked(cast), Now(cast.at)
    assert run_next(now)
    again(job)
    assert (job.status, job.done_count, job.total_count, job.attempts) == ("done", 2, 2, 1)
    assert (job.finished_at, job.lease_until, job.result) == (cast.at, None, {"uid": str(job.uid)})
    assert not run_next(now)


@pytest.mark.usefixtures("counting")
def test_a_job_for_later_waits(cast: Cast) -> None:
    asked(cast, due_at=cast.at + timedelta(hours=1))
    now = Now(cast.at)
    assert not run_next(now)
    now.pass_by(hours=1)
    assert run_next(now)


def test_the_longest_due_is_done_first(cast: Cast) -> None:
    done: list[str] = []
    with kind_of(lambda job, progress: done.append(job.key)):
        for key, minutes in (("third", 1), ("first", 30), ("second", 10)):
            asked(cast, key, due_at=cast.at - timedelta(minutes=minutes))
        while run_next(Now(cast.at)):
            pass
    assert done == ["first", "second", "third"]


def test_what_breaks_is_tried_five_times_with_growing_pauses_and_then_parked(cast: Cast) -> None:
    tries: list[datetime] = []
    now = Now(cast.at)

    def break_down(job: Job, progress: Progress) -> None:
        tries.append(now())
        raise ZeroDivisionError("Tessa Teacher")

    with kind_of(break_down):
        job = asked(cast)
        for _ in range(60):
            run_next(now)
            now.pass_by(minutes=1)
    again(job)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == 5
    assert pauses == sorted(pauses)
    assert (job.status, job.message) == ("parked", transitions.NOT_DONE)
    assert Entry.objects.get(about_uid=job.uid).verb == "job_parked"


def test_the_log_names_the_place_and_not_the_words(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    def break_down(job: Job, progress: Progress) -> None:
        raise ZeroDivisionError(cast.teacher.name)

    with kind_of(break_down):
        asked(cast)
        run_next(Now(cast.at))
    assert "ZeroDivisionError" in caplog.text
    assert cast.teacher.name not in caplog.text


@pytest.mark.parametrize(
    "why", [JobRefused("No such sheet."), NotAllowed("No such sheet."), ChildRefused("No such sheet.")]
)
def test_what_can_never_be_done_is_parked_at_once_with_its_sentence(cast: Cast, why: Exception) -> None:
    def refuse(job: Job, progress: Progress) -> None:
        raise why

    with kind_of(refuse):
        job = asked(cast)
        run_next(Now(cast.at))
    again(job)
    assert (job.status, job.message, job.attempts) == ("parked", "No such sheet.", 1)


def test_a_busy_machine_is_waited_for(cast: Cast) -> None:
    def be_busy(job: Job, progress: Progress) -> None:
        raise ChildBusy

    with kind_of(be_busy):
        job = asked(cast)
        run_next(Now(cast.at))
    assert again(job).status == "waiting"
    assert job.due_at > cast.at


def test_work_in_parts_goes_on_at_once_and_is_not_counted_as_failing(cast: Cast) -> None:
    parts: list[int] = []

    def do_a_part(job: Job, progress: Progress) -> None:
        parts.append(job.done_count)
        progress(job.done_count + 1, 8, "rows")
        if job.done_count + 1 < 8:
            raise JobAgain

    with kind_of(do_a_part):
        job = asked(cast)
        while run_next(Now(cast.at)):
            pass
    assert parts == list(range(8))
    assert (again(job).status, job.attempts) == ("done", 1)


def test_a_kind_that_is_gone_is_parked_and_holds_up_nobody(cast: Cast) -> None:
    with kind_of(count):
        job = asked(cast)
    assert run_next(Now(cast.at))
    assert again(job).status == "parked"


def test_a_job_that_kills_its_worker_each_time_is_parked(cast: Cast) -> None:
    with kind_of(count):
        job = asked(cast)
        now = Now(cast.at)
        for _ in range(transitions.MOST_TRIES):
            assert transitions.claim(job.pk, at=now(), lease=LEASE)  # and then the machine is gone
            now.pass_by(minutes=2)
        run_next(now)
    assert again(job).status == "parked"


# Leases


@pytest.mark.usefixtures("counting")
def test_a_claimed_job_is_nobody_elses_until_its_lease_runs_out(cast: Cast) -> None:
    job = asked(cast)
    assert transitions.claim(job.pk, at=cast.at, lease=LEASE)
    assert transitions.claim(job.pk, at=cast.at + LEASE, lease=LEASE) is None
    taken_over = transitions.claim(job.pk, at=cast.at + LEASE + timedelta(seconds=1), lease=LEASE)
    assert taken_over is not None
    assert taken_over.attempts == 2


@pytest.mark.usefixtures("counting")
def test_a_worker_that_was_given_up_writes_nothing_more(cast: Cast) -> None:
    job = asked(cast)
    slow = transitions.claim(job.pk, at=cast.at, lease=LEASE)
    later = cast.at + timedelta(minutes=5)
    quick = transitions.claim(job.pk, at=later, lease=LEASE)
    assert slow is not None
    assert quick is not None
    assert (claims.is_held(slow), claims.is_held(quick)) == (False, True)
    with pytest.raises(LostJob):
        transitions.advance(slow, 1, 2, "late", at=later, lease=LEASE)
    with pytest.raises(LostJob):
        transitions.finish(slow, {"uid": "late"}, at=later)
    with pytest.raises(LostJob):
        transitions.go_on(slow, at=later)
    transitions.put_off(slow, at=later)
    transitions.park(slow, "Late.", at=later)
    again(job)
    assert (job.status, job.claim, job.message) == ("running", quick.claim, "")
    transitions.finish(quick, {}, at=later)
    assert again(job).status == "done"


def test_saying_how_far_it_is_holds_the_job_for_longer(cast: Cast) -> None:
    now, seen = Now(cast.at), []

    def work_on(job: Job, progress: Progress) -> None:
        for number in range(5):
            now.pass_by(seconds=80)
            progress(number + 1, 5, "rows")
            seen.append(Job.objects.owed(now()).exists())

    with kind_of(work_on):
        job = asked(cast)
        run_next(now)
    assert seen == [False] * 5
    assert (again(job).status, job.attempts) == ("done", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("counting")
def test_of_many_workers_at_once_one_gets_the_job(cast: Cast) -> None:
    job, gate, got = asked(cast), threading.Barrier(6, timeout=20), []

    def work() -> None:
        try:
            gate.wait()
            got.append(transitions.claim(job.pk, at=cast.at, lease=LEASE))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 6
    assert sum(claimed is not None for claimed in got) == 1
    assert again(job).attempts == 1


# Its page


def looked_at(cast: Cast, job: Job, **headers: str) -> str:
    answer = signed_in(cast.clerk).get(f"/jobs/{job.uid}/", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("counting")
def test_the_page_shows_how_far_it_is_looks_again_by_itself_and_may_be_left(cast: Cast) -> None:
    job = asked(cast)
    assert "It begins in a moment" in looked_at(cast, job)
    claimed = transitions.claim(job.pk, at=cast.at, lease=LEASE)
    assert claimed is not None
    transitions.advance(claimed, 3, 7, "rows read", at=cast.at, lease=LEASE)
    shown = looked_at(cast, job)
    for words in ("Counting the chairs", "3 of 7: rows read", "You can leave this page", 'data-look-again="'):
        assert words in shown
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in shown
    part = looked_at(cast, job, **{"HX-Request": "true"})
    assert part.startswith('<div id="job"')
    assert "<html" not in part


@pytest.mark.usefixtures("counting")
def test_when_it_is_ready_the_page_says_so_leads_to_the_result_and_stops_looking(cast: Cast) -> None:
    job = asked(cast)
    run_next(Now(cast.at))
    shown = looked_at(cast, job)
    assert "It is ready." in shown
    assert f'href="/noted/?text={job.uid}"' in shown
    assert "data-look-again" not in shown
    assert "refresh" not in shown


def test_a_job_that_stopped_says_why_and_can_be_tried_again_by_who_asked(cast: Cast) -> None:
    def refuse(job: Job, progress: Progress) -> None:
        raise JobRefused("The second sheet is empty.")

    with kind_of(refuse):
        job = asked(cast)
        run_next(Now(cast.at))
        assert "The second sheet is empty." in looked_at(cast, job)
        other = signed_in(cast.headteacher).post(f"/jobs/{job.uid}/take-up/", {"token": "a"})
        assert (other.status_code, again(job).status) == (404, "parked")
        answer = signed_in(cast.clerk).post(f"/jobs/{job.uid}/take-up/", {"token": "b"})
    assert answer["Location"] == f"/jobs/{job.uid}/"
    assert (again(job).status, job.attempts, job.message) == ("waiting", 0, "")
    assert Entry.objects.get(about_uid=job.uid, verb="job_taken_up").by_uid == cast.clerk.uid
    with pytest.raises(NotAllowed, match="This job is waiting now"):
        transitions.take_up(job, by=cast.clerk, at=cast.at)


@pytest.mark.usefixtures("counting")
def test_a_job_is_only_seen_by_who_asked_for_it(cast: Cast) -> None:
    job = asked(cast)
    for somebody in (cast.headteacher, cast.other_clerk, cast.trust_officer):
        assert signed_in(somebody).get(f"/jobs/{job.uid}/").status_code == 404


@pytest.mark.usefixtures("counting")
def test_the_sweep_does_what_a_lost_wake_up_left(cast: Cast) -> None:
    job = asked(cast)
    cache.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        run_owed()
    assert again(job).status == "done"
