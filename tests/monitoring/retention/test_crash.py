"""A worker killed at every step of a purge: nothing is torn, nothing is done twice, and the next one goes on."""

from datetime import date
from pathlib import Path

import pytest

from foundation.audit import trail
from foundation.audit.models import Entry, Look
from foundation.documents.models import File
from foundation.notices.models import Notice
from incidents.models import Case, Evidence, Report
from monitoring.models import Certificate, Purge, PurgeChunk, Tombstone
from monitoring.retention import destroy, filed
from monitoring.retention.run import run_purge
from tests.cast import Cast
from tests.crash import crash_points
from tests.incidents.kept import a_picture
from tests.incidents.reported import in_hand
from tests.monitoring.retention.kept import agreed, found, noon

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = date(2019, 3, 4)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def nothing_is_torn(cast: Cast) -> None:
    """Each case is here with all that belongs to it, or gone with all of it and its tombstone."""
    here = set(Case.objects.values_list("uid", flat=True))
    gone = set(Tombstone.objects.filter(about_label="incidents.Case").values_list("about_uid", flat=True))
    assert not here & gone
    assert Report.objects.count() == Evidence.objects.count() == len(here)
    assert File.objects.count() == 2 * len(here)
    assert sum(PurgeChunk.objects.values_list("count", flat=True)) == len(gone)
    for uid in gone:
        assert not Entry.objects.filter(about_uid=uid).exclude(payload="").exists()
    assert trail.verify(cast.school.uid)[1] == []


def test_a_purge_that_is_killed_at_any_step_goes_on_and_ends_with_one_certificate(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destroy, "AT_ONCE_WITH_PARTS", 1)
    uids = set()
    for _ in range(2):
        case = in_hand(cast)
        a_picture(cast, case)
        Case.objects.filter(pk=case.pk).update(status="closed", closed_at=noon(LONG_AGO), outcome="Over")
        uids.add(case.uid)
    Notice.objects.filter(status="owed").delete()
    purge = agreed(found(cast.school, "incident_other", cast.today), cast.headteacher, cast.chair, cast.at)
    kills = 0
    for _ in crash_points(lambda: run_purge(Purge.objects.get(pk=purge.pk), lambda: cast.at)):
        nothing_is_torn(cast)
        kills += 1
    assert kills > 50
    nothing_is_torn(cast)
    certificate = Certificate.objects.get()
    assert certificate.count == 2
    assert certificate.sha256 == destroy.hash_of(sorted(uids))
    assert {row["chunk"] for row in filed.lines() if "chunk" in row} == {
        str(one.uid) for one in PurgeChunk.objects.all()
    }
    assert not any(path.is_file() for path in (tmp_path / "files").rglob("*"))


def test_rows_without_uid_are_counted_once_whenever_the_worker_is_killed(cast: Cast) -> None:
    for number in range(6):
        trail.look(cast.school, by=cast.teacher, at=noon(LONG_AGO), school=cast.school, how=f"look {number}")
    purge = found(cast.school, "look", cast.today)
    for _ in crash_points(lambda: run_purge(Purge.objects.get(pk=purge.pk), lambda: cast.at)):
        counted = sum(PurgeChunk.objects.values_list("count", flat=True))
        assert counted + Look.objects.count() == 6
    assert Certificate.objects.get().count == 6
