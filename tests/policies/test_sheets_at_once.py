"""Paper under strain: a process killed at any step, two clerks at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from foundation.audit.models import Chain
from foundation.audit.trail import verify
from foundation.core.states import NotAllowed
from foundation.documents.scans import ScannedPage
from foundation.documents.uploads import Checked
from foundation.schools.models import Person
from policies.codes import in_square
from policies.counted import figures
from policies.models import Acknowledgement, FoundCode, GroupCount, ScanPage, SheetScan, Version
from policies.scanning import READER, bring_scan
from policies.transitions.counting import Counted, add_counted_group, ask_groups, record_count
from policies.transitions.sheets import Signed, make_sheet, read_scan, record_scan
from tests.access.sheets import PNG
from tests.cast import Cast
from tests.crash import crash_points
from tests.policies.shelf import in_force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast)


def brought(cast: Cast, version: Version) -> tuple[SheetScan, ScannedPage]:
    """A scan of a sheet with two lines, not read yet, and what will be read."""
    people = [cast.teacher, cast.midday_supervisor]
    sheet = make_sheet(version, people, words="I will.", by=cast.clerk, at=cast.at)
    scan = bring_scan(cast.school, Checked("a.png", PNG, "image/png"), by=cast.clerk, at=cast.at)
    return scan, ScannedPage(PNG, tuple(in_square(line.code) for line in sheet.lines.all()))


def test_a_reading_that_is_killed_at_any_step_leaves_all_of_it_or_nothing(cast: Cast, version: Version) -> None:
    scan, page = brought(cast, version)
    points = 0
    for _ in crash_points(lambda: read_scan(scan, [page], by=READER, at=cast.at)):
        kept = SheetScan.objects.get().status, ScanPage.objects.count(), FoundCode.objects.count()
        assert kept in (("reading", 0, 0), ("read", 1, 2))
        assert kept[0] == "reading", "the next step goes on from here"
        points += 1
    assert points > 8
    assert SheetScan.objects.get().status == "read"


def test_a_recording_that_is_killed_at_any_step_leaves_all_of_it_or_nothing(cast: Cast, version: Version) -> None:
    scan, page = brought(cast, version)
    read_scan(scan, [page], by=READER, at=cast.at)
    signed = Signed({code.uid: cast.today for code in scan.codes.all()}, "Wilma Witness")
    points = 0
    for _ in crash_points(lambda: record_scan(scan, signed, by=cast.clerk, at=cast.at)):
        linked = FoundCode.objects.exclude(acknowledgement=None).count()
        kept = SheetScan.objects.get().status, Acknowledgement.objects.count(), linked
        assert kept == ("read", 0, 0)
        points += 1
    assert points > 20
    assert (SheetScan.objects.get().status, Acknowledgement.objects.count()) == ("recorded", 2)
    for chain in Chain.objects.all():
        assert verify(chain.school_uid)[1] == []


def at_once(*acts: Callable[[], object]) -> list[str]:
    """All of them at the same moment, each with a connection of its own; the refusals."""
    refused: list[str] = []
    ready = Barrier(len(acts), timeout=20)

    def do(act: Callable[[], object]) -> None:
        try:
            ready.wait()
            act()
        except NotAllowed as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refused


def test_of_two_clerks_who_record_one_scan_at_once_the_second_gets_words(cast: Cast, version: Version) -> None:
    scan, page = brought(cast, version)
    read_scan(scan, [page], by=READER, at=cast.at)
    signed = Signed({code.uid: cast.today for code in scan.codes.all()}, "Wilma Witness")

    def record(by: Person) -> Callable[[], object]:
        return lambda: record_scan(scan, signed, by=by, at=cast.at)

    refused = at_once(record(cast.clerk), record(cast.business_manager))
    assert refused == ["This scan is recorded now, so this can no longer be done. Look at it again."]
    assert Acknowledgement.objects.count() == 2


@pytest.mark.clause("HAY-02")
def test_two_who_count_at_once_never_pass_the_size_together(cast: Cast, version: Version) -> None:
    facts = {"name": "Oak", "kind": "pupils", "school_year": ""}
    group = add_counted_group(cast.school, **facts, size=30, by=cast.clerk, at=cast.at)
    ask_groups(version.policy, [group], by=cast.clerk, at=cast.at)
    counted = Counted(20, cast.today, 30, Checked("a.png", PNG, "image/png"))

    def count(by: Person) -> Callable[[], object]:
        return lambda: record_count(group, version.policy, counted, seen=version.content_hash, by=by, at=cast.at)

    refused = at_once(count(cast.clerk), count(cast.business_manager))
    assert len(refused) == 1
    assert "20 of 30 have signed on other sheets already" in refused[0]
    assert GroupCount.objects.count() == 1
    assert [row.said for row in figures(cast.school)] == ["20 of 30"]
