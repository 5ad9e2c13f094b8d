"""A purge end to end: everything of a record goes, and what has to stay stays."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from foundation.audit import trail
from foundation.audit.models import Entry, Look
from foundation.documents import store
from foundation.documents.models import File
from foundation.notices.models import Notice
from incidents.models import Case, Report
from monitoring.models import Certificate, Purge, PurgeChunk, Tombstone
from monitoring.retention import due
from monitoring.retention.classes import class_of
from policies.models import Acknowledgement, Step, Version
from tests.cast import Cast
from tests.incidents.kept import a_picture
from tests.incidents.reported import in_hand
from tests.monitoring.checked import acknowledged
from tests.monitoring.retention.kept import a_closed_case, noon, purged
from tests.policies.shelf import in_force

LONG_AGO = date(2019, 3, 4)


@pytest.mark.clause("ACR-21")
def test_a_case_goes_whole_when_its_time_is_over_and_its_neighbour_stays(cast: Cast) -> None:
    old, young = a_closed_case(cast, LONG_AGO), a_closed_case(cast, cast.today)
    uids = {old.uid, *Report.objects.filter(case=old).values_list("uid", flat=True)}
    certificate = purged(cast, "incident_other")
    assert certificate is not None
    assert (certificate.count, certificate.first_on, certificate.last_on) == (1, LONG_AGO, LONG_AGO)
    assert [case.pk for case in Case.objects.all()] == [young.pk]
    assert not Report.objects.filter(case_id=old.pk).exists()
    assert uids <= set(Tombstone.objects.values_list("about_uid", flat=True))
    assert young.entries.exists()


def test_the_trail_keeps_who_and_when_of_a_destroyed_case_loses_its_details_and_still_verifies(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    before = list(Entry.objects.filter(about_uid=case.uid).values_list("number", "verb", "by_uid", "at"))
    assert before
    assert Entry.objects.filter(about_uid=case.uid).exclude(payload="").exists()
    purged(cast, "incident_other")
    assert list(Entry.objects.filter(about_uid=case.uid).values_list("number", "verb", "by_uid", "at")) == before
    assert not Entry.objects.filter(about_uid=case.uid).exclude(payload="", salt="").exists()
    rules = set(Entry.objects.filter(about_uid=case.uid).values_list("destroyed_by", flat=True))
    assert rules == {"Retention: 6 years"}
    read, faults = trail.verify(cast.school.uid)
    assert read > len(before)
    assert faults == []


def test_mail_about_a_destroyed_case_loses_its_words_and_that_it_was_sent_stays(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    about = [{"label": "incidents.Case", "uid": str(case.uid)}]
    other = [{"label": "policies.Policy", "uid": "5" * 8 + "-5555-4555-8555-" + "5" * 12}]
    common = {"kind": "x", "school": cast.school, "recipient": cast.teacher, "status": "sent", "due_at": cast.at}
    common |= {"sent_bytes": b"words", "sent_at": cast.at, "sent_to": "t@x.example"}
    gone = Notice.objects.create(key="a", message_id="a", about=about, **common)
    stays = Notice.objects.create(key="b", message_id="b", about=other, **common)
    purged(cast, "incident_other")
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.sent_bytes, gone.sent_to, gone.sent_at) == (None, "", cast.at)
    assert gone.destroyed_at is not None
    assert (bytes(stays.sent_bytes or b""), stays.destroyed_at) == (b"words", None)


def test_looks_at_what_was_destroyed_go_with_it(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    other = a_closed_case(cast, cast.today)
    for one in (case, other):
        trail.look(one, by=cast.headteacher, at=cast.at, school=cast.school, how="opened")
    purged(cast, "incident_other")
    assert set(Look.objects.values_list("about_uid", flat=True)) == {other.uid}


def test_the_file_of_tombstones_names_kinds_and_uids_and_nobody(cast: Cast, tmp_path: Path) -> None:
    case = a_closed_case(cast, LONG_AGO)
    purged(cast, "incident_other")
    words = (tmp_path / "tombstones.jsonl").read_text()
    assert str(case.uid) in words
    assert Certificate.objects.get().sha256 in words
    for person in (cast.headteacher, cast.teacher, cast.chair):
        assert person.name not in words
    assert not PurgeChunk.objects.filter(filed_at=None).exists()
    assert (tmp_path / "tombstones.jsonl").stat().st_mode & 0o077 == 0


def test_the_hash_of_a_certificate_is_over_the_sorted_uids_of_the_records(cast: Cast) -> None:
    cases = [a_closed_case(cast, LONG_AGO + timedelta(days=number)) for number in range(3)]
    certificate = purged(cast, "incident_other")
    assert certificate is not None
    uids = sorted(case.uid for case in cases)
    assert certificate.sha256 == hashlib.sha256("".join(f"{uid}\n" for uid in uids).encode()).hexdigest()


def test_a_second_purge_of_the_same_day_finds_nothing_and_leaves_no_certificate(cast: Cast) -> None:
    a_closed_case(cast, LONG_AGO)
    purged(cast, "incident_other")
    assert purged(cast, "incident_other") is None
    assert Purge.objects.count() == 2
    assert Certificate.objects.count() == 1


def test_a_record_that_another_class_still_names_waits_for_it(cast: Cast) -> None:
    version = in_force(cast)
    acknowledgement = acknowledged(cast, version, cast.teacher)
    Version.objects.filter(pk=version.pk).update(status="superseded", ended_at=noon(LONG_AGO))
    period = due.period_of(cast.school, class_of("policy_version"))
    assert period is not None
    seen = due.look_through(class_of("policy_version"), cast.school, period, cast.today)
    assert (seen.due, seen.waiting, seen.going) == (1, 1, 0)
    assert seen.cited["policies.Acknowledgement"] == 1
    assert purged(cast, "policy_version") is None
    Acknowledgement.objects.filter(pk=acknowledgement.pk).delete()
    certificate = purged(cast, "policy_version")
    assert certificate is not None
    assert not Version.objects.filter(pk=version.pk).exists()
    assert not Step.objects.filter(version_id=version.pk).exists()


def test_nothing_is_destroyed_before_its_day(cast: Cast) -> None:
    case = a_closed_case(cast, date(2020, 2, 29))
    assert purged(cast, "incident_other", date(2026, 2, 27)) is None
    assert Case.objects.filter(pk=case.pk).exists()
    certificate = purged(cast, "incident_other", date(2026, 2, 28))
    assert certificate is not None
    assert not Case.objects.filter(pk=case.pk).exists()


def test_a_destroyed_file_leaves_no_row_and_no_bytes(cast: Cast) -> None:
    case = in_hand(cast)
    evidence = a_picture(cast, case)
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=noon(LONG_AGO), outcome="Over")
    kept = [file for file in (evidence.original, evidence.working) if file is not None]
    assert len(kept) == 2
    assert all(store.get(file.uid) for file in kept)
    certificate = purged(cast, "incident_other")
    assert certificate is not None
    assert certificate.files == 2
    assert not File.objects.exists()
    for file in kept:
        with pytest.raises(OSError, match="No such file"):
            store.get(file.uid)
