"""The worker killed while it finds and packs what somebody asked for: nothing lost, nothing twice, one archive."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.audit import trail
from foundation.documents.files import open_sealed
from foundation.documents.models import File
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from monitoring.models import ItemStatus, SubjectRequest
from monitoring.subject.finding import Search
from monitoring.transitions.subject_items import ask_gather, ask_pack, decide_all
from tests.cast import Cast
from tests.crash import killed_at
from tests.monitoring.subject.asking import INCLUDED, asked, data_protection_lead

pytestmark = pytest.mark.django_db(transaction=True)
Status = SubjectRequest.Status


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def kills(act: Callable[[], object], *, apart: int) -> Iterator[int]:
    """Yields after each kill, until the worker comes to its end; what it owed is owed again.

    Each worker is killed so many steps later than the one before.
    """
    step = 3
    while killed_at(step, act):
        before = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(status="running").update(lease_until=before)
        Job.objects.update(due_at=before, attempts=0)
        yield step
        step += apart


def work() -> None:
    while run_next(timezone.now):
        pass


def test_gathering_that_is_killed_finds_everything_and_each_thing_once(cast: Cast) -> None:
    for number in range(5):
        trail.look(cast.school, by=cast.teacher, at=cast.at, school=cast.school, how=f"look {number}")
    request = asked(cast)
    here = {hit.key for hit in Search(request, lambda done, total: None).hits()}
    assert len(here) > 5
    ask_gather(request, by=data_protection_lead(cast), at=timezone.now())
    killed = 0
    for _ in kills(work, apart=15):
        killed += 1
        found = list(request.items.values_list("about_label", "about_pk"))
        assert len(found) == len(set(found))
        request.refresh_from_db()
        assert request.status == Status.GATHERING or here <= set(found)
    assert killed > 2
    request.refresh_from_db()
    assert request.status == Status.REVIEW
    assert here <= set(request.items.values_list("about_label", "about_pk"))


def test_packing_that_is_killed_leaves_one_archive(cast: Cast) -> None:
    request = asked(cast)
    ask_gather(request, by=data_protection_lead(cast), at=timezone.now())
    work()
    left = request.items.filter(status=ItemStatus.TO_REVIEW)
    decide_all(left, INCLUDED, by=cast.headteacher, at=timezone.now())
    ask_pack(request, by=data_protection_lead(cast), at=timezone.now())
    killed = 0
    for _ in kills(work, apart=3):
        killed += 1
        request.refresh_from_db()
        assert (request.file is not None) == (request.status == Status.READY)
    assert killed > 2
    request.refresh_from_db()
    assert request.status == Status.READY
    assert request.file is not None
    assert open_sealed(request.file)[:2] == b"PK"
    assert File.objects.filter(owner_uid=request.uid).count() == 1
