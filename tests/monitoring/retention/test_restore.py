"""A database restored from before a purge: on the next start, what had been destroyed goes again."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from foundation.audit import trail
from foundation.audit.models import Entry, Look
from foundation.core.change import change
from foundation.documents.models import File
from foundation.schools.models import Person
from incidents.models import Case, Evidence
from monitoring.models import Certificate, Hold, Purge, PurgeChunk, Tombstone
from monitoring.retention import filed
from monitoring.retention.people import GONE
from monitoring.retention.replay import replay
from monitoring.retention.run import run_purge
from tests.cast import Cast
from tests.incidents.kept import a_picture
from tests.incidents.reported import in_hand
from tests.monitoring.retention.kept import a_closed_case, agreed, found, noon, purged

LONG_AGO = date(2019, 3, 4)


class Copy:
    """A copy of every table and of every sealed file, put back as it was."""

    def __init__(self, files: Path) -> None:
        self.files, self.tables = files, connection.introspection.table_names()
        shutil.copytree(files, self.beside, dirs_exist_ok=True)
        self._settle()
        for table in self.tables:
            self._do(f'CREATE TEMPORARY TABLE "kept_{table}" AS TABLE "{table}"')

    @property
    def beside(self) -> Path:
        return self.files.with_name("files-copied")

    def put_back(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)
        shutil.copytree(self.beside, self.files)
        self._settle()
        self._do("TRUNCATE " + ", ".join(f'"{table}"' for table in self.tables))
        for table in self.tables:
            self._do(f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE TABLE "kept_{table}"')
        self._settle()

    def _settle(self) -> None:
        """Have the database look at all keys now, so that nothing of what was done so far is pending."""
        self._do("SET CONSTRAINTS ALL IMMEDIATE")
        self._do("SET CONSTRAINTS ALL DEFERRED")

    def _do(self, words: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(words)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    place = tmp_path / "files"
    place.mkdir(exist_ok=True)
    return place


def with_evidence(cast: Cast) -> Case:
    case = in_hand(cast)
    a_picture(cast, case)
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=noon(LONG_AGO), outcome="Over")
    return case


@pytest.mark.clause("ACR-21")
def test_what_was_destroyed_goes_again_on_the_next_start(cast: Cast, files: Path) -> None:
    old, young = with_evidence(cast), a_closed_case(cast, cast.today)
    copy = Copy(files)
    certificate = purged(cast, "incident_other")
    assert certificate is not None
    stones = set(Tombstone.objects.values_list("about_label", "about_uid"))
    copy.put_back()
    assert Case.objects.filter(uid=old.uid).exists()
    assert any(path.is_file() for path in files.rglob("*"))
    assert not Certificate.objects.exists()
    call_command("prepare")
    assert [case.uid for case in Case.objects.all()] == [young.uid]
    assert not Evidence.objects.exists()
    assert not File.objects.exists()
    assert not any(path.is_file() for path in files.rglob("*"))
    assert set(Tombstone.objects.values_list("about_label", "about_uid")) == stones
    again = Certificate.objects.get()
    assert (again.uid, again.sha256, again.count) == (certificate.uid, certificate.sha256, 1)
    assert not Entry.objects.filter(about_uid=old.uid).exclude(payload="").exists()
    assert trail.verify(cast.school.uid)[1] == []


def test_a_start_without_a_restore_destroys_nothing(cast: Cast) -> None:
    a_closed_case(cast, LONG_AGO)
    a_closed_case(cast, LONG_AGO)
    purged(cast, "incident_other")
    before = Entry.objects.count()
    later = a_closed_case(cast, LONG_AGO)
    grown = Entry.objects.count()
    assert replay(at=cast.at) == 0
    assert Case.objects.get() == later
    assert Entry.objects.count() == grown > before


def test_rows_without_uid_go_again_by_their_range_and_newer_ones_stay(cast: Cast, files: Path) -> None:
    for number in range(30):
        at = noon(LONG_AGO if number % 3 else cast.today)
        trail.look(cast.school, by=cast.teacher, at=at, school=cast.school, how=f"look {number}")
    copy = Copy(files)
    purged(cast, "look")
    left = set(Look.objects.values_list("how", flat=True))
    assert len(left) == 10
    copy.put_back()
    assert Look.objects.count() == 30
    assert replay(at=cast.at) == 1
    assert set(Look.objects.values_list("how", flat=True)) == left


def test_somebody_who_left_is_emptied_again(cast: Cast, files: Path) -> None:
    Person.objects.filter(pk=cast.leaver.pk).update(starts_on=LONG_AGO, leaves_on=LONG_AGO)
    copy = Copy(files)
    purged(cast, "roll")
    copy.put_back()
    assert Person.objects.get(pk=cast.leaver.pk).name == "Leo Leaver"
    replay(at=cast.at)
    again = Person.objects.get(pk=cast.leaver.pk)
    assert (again.name, again.email, again.user) == (GONE, "", None)


def test_a_hold_in_the_restored_database_wins_and_once_it_has_ended_the_record_goes(cast: Cast, files: Path) -> None:
    case = a_closed_case(cast, LONG_AGO)
    copy = Copy(files)
    purged(cast, "incident_other")
    copy.put_back()
    hold = Hold.objects.create(
        school=cast.school,
        kind="legal",
        about_label="incidents.Case",
        about_uid=case.uid,
        starts_on=LONG_AGO,
        placed_by=cast.headteacher,
        placed_by_name="H",
        placed_at=cast.at,
    )
    assert replay(at=cast.at) == 0
    assert Case.objects.filter(uid=case.uid).exists()
    assert not PurgeChunk.objects.exists()
    Hold.objects.filter(pk=hold.pk).update(ended_at=cast.at, ended_by=cast.headteacher)
    assert replay(at=cast.at) == 1
    assert not Case.objects.filter(uid=case.uid).exists()


def test_a_line_that_was_torn_is_passed_over_and_the_next_one_begins_on_its_own(cast: Cast) -> None:
    filed.write({"chunk": "1"})
    with filed.place().open("a") as file:
        file.write('{"chunk":"2","rows":[["incid')
    filed.write({"chunk": "3"})
    assert [line["chunk"] for line in filed.lines()] == ["1", "3"]


def test_what_was_committed_and_not_filed_is_filed_before_anything_else(cast: Cast) -> None:
    a_closed_case(cast, LONG_AGO)
    purged(cast, "incident_other")
    filed.place().unlink()
    PurgeChunk.objects.update(filed_at=None)
    assert replay(at=cast.at) == 0
    assert len([line for line in filed.lines() if "chunk" in line]) == 1
    assert not PurgeChunk.objects.filter(filed_at=None).exists()


def test_a_purge_that_the_restored_database_still_had_open_is_done(cast: Cast, files: Path) -> None:
    case = a_closed_case(cast, LONG_AGO)
    purge = found(cast.school, "incident_other", cast.today)
    copy = Copy(files)
    agreed(purge, cast.headteacher, cast.chair, cast.at)
    assert run_purge(Purge.objects.get(pk=purge.pk), lambda: cast.at)
    copy.put_back()
    assert Purge.objects.get(uid=purge.uid).status == Purge.Status.FOUND
    assert replay(at=cast.at) == 1
    assert Purge.objects.get(uid=purge.uid).status == Purge.Status.DONE
    assert Certificate.objects.get().purge == purge
    assert not Case.objects.filter(uid=case.uid).exists()


def test_the_details_of_the_trail_are_emptied_again(cast: Cast, files: Path) -> None:
    at = noon(date(2010, 5, 5))
    with change():
        trail.record("policy_published", cast.school, by=cast.clerk, at=at, school=cast.school, name="Old words")
    copy = Copy(files)
    purged(cast, "trail")
    copy.put_back()
    assert Entry.objects.get(verb="policy_published").payload
    assert replay(at=cast.at) == 1
    assert Entry.objects.get(verb="policy_published").payload == ""
    assert trail.verify(cast.school.uid)[1] == []
