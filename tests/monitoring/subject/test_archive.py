"""What goes out: all of theirs that was included, nothing of anybody else, and nothing of what was withheld."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.audit.models import Entry, Look
from foundation.audit.trail import look, verify
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.uploads import Checked
from foundation.jobs.models import Job
from foundation.schools.models import Absence
from incidents.models import Entry as CaseEntry
from incidents.transitions.cases import write
from monitoring.models import Exemption, ItemStatus, SubjectDecision, SubjectItem, SubjectRequest
from monitoring.subject.bars import BAR
from monitoring.tasks_subject import destroy_subject_archives
from monitoring.transitions.subject import refuse, send, withdraw
from monitoring.transitions.subject_items import KEPT, Verdict, ask_gather, ask_pack, decide, decide_all, reopen
from tests.cast import Cast
from tests.incidents.reported import affected, in_hand
from tests.monitoring.subject.asking import (
    INCLUDED,
    LEFT_OUT,
    asked,
    data_protection_lead,
    found,
    gathered,
    item_of,
    packed,
    worked,
)

pytestmark = pytest.mark.django_db
Status = SubjectRequest.Status


def an_absence(cast: Cast) -> Absence:
    return Absence.objects.create(
        school=cast.school,
        person=cast.teacher,
        kind="leave",
        starts_on=cast.today,
        entered_by=cast.clerk,
        entered_at=cast.at,
    )


def test_the_archive_holds_what_is_theirs_checks_without_the_product_and_names_nothing_withheld(cast: Cast) -> None:
    absence = an_absence(cast)
    case = in_hand(cast, named=[affected(cast.teacher)])
    with change():
        line = write(case, CaseEntry.What.NOTE, "Tessa Teacher: the-secret-marker", by=cast.headteacher, at=cast.at)
    request = gathered(cast)
    assert found(request, absence)
    assert found(request, line)
    decide(item_of(request, line), LEFT_OUT, by=cast.headteacher, at=cast.at)
    made = packed(cast, request)
    assert {"README.txt", "index.html", "records.json", "SHA256SUMS"} <= set(made)
    for row in made["SHA256SUMS"].decode().splitlines():
        digest, path = row.split("  ")
        assert hashlib.sha256(made[path]).hexdigest() == digest
    everything = b"\n".join(made.values()).decode()
    assert "Tessa Teacher" in everything
    assert "the-secret-marker" not in everything
    for told in ("It would spoil an enquiry", "Safeguarding, child abuse"):
        assert told not in everything
    kinds = {one["kind"] for one in json.loads(made["records.json"])["records"]}
    assert "Absence" in kinds


def test_the_same_words_stand_in_the_archive_whether_anything_was_withheld_or_not(cast: Cast) -> None:
    absence = an_absence(cast)
    request = gathered(cast)
    full = packed(cast, request)["README.txt"].decode().splitlines()[3:]
    reopen(request, by=data_protection_lead(cast), at=cast.at)
    decide(item_of(request, absence), LEFT_OUT, by=data_protection_lead(cast), at=cast.at)
    assert packed(cast, request)["README.txt"].decode().splitlines()[3:] == full


def test_what_is_blacked_out_is_in_no_byte_of_the_archive(cast: Cast) -> None:
    absence = an_absence(cast)
    request = gathered(cast)
    item = item_of(request, absence)
    assert item.others.splitlines() == [cast.clerk.name]
    bars = Verdict(status=ItemStatus.BLACKED_OUT, exemption=Exemption.THIRD_PARTY, bars=[cast.clerk.name])
    decide_all([item], bars, by=data_protection_lead(cast), at=cast.at)
    rest = request.items.filter(status=ItemStatus.TO_REVIEW)
    decide_all(rest, INCLUDED, by=data_protection_lead(cast), at=cast.at, bar_others=True)
    made = packed(cast, request)
    assert BAR.encode() in made["index.html"]
    assert BAR in made["records.json"].decode()
    for name, data in made.items():
        assert cast.clerk.name.encode() not in data, name
        assert b"Clara" not in data, name


def test_a_file_is_included_left_out_or_replaced_by_a_copy_and_the_original_stays_sealed(cast: Cast) -> None:
    absence = an_absence(cast)
    with change():
        file = files.seal(
            "note.txt",
            b"original-bytes",
            media_type="text/plain",
            owner=absence,
            school=cast.school,
            by=cast.clerk,
            at=cast.at,
        )
    request = gathered(cast)
    item = item_of(request, file)
    assert item.found == SubjectItem.Found.FILE
    lead = data_protection_lead(cast)
    wanted = Verdict(status=ItemStatus.BLACKED_OUT, exemption=Exemption.THIRD_PARTY)
    with pytest.raises(NotAllowed, match="Upload a copy"):
        decide(item, wanted, by=lead, at=cast.at)
    copy = Checked("note.txt", b"redacted-copy", "text/plain")
    decide(item, Verdict(status="blacked_out", exemption="third_party", copy=copy), by=lead, at=cast.at)
    everything = b"\n".join(packed(cast, request).values())
    assert b"redacted-copy" in everything
    assert b"original-bytes" not in everything
    reopen(request, by=lead, at=cast.at)
    decide(item, INCLUDED, by=lead, at=cast.at)
    everything = b"\n".join(packed(cast, request).values())
    assert b"original-bytes" in everything
    assert b"redacted-copy" not in everything


def test_nothing_goes_out_that_nobody_looked_at(cast: Cast) -> None:
    absence = an_absence(cast)
    request, lead = gathered(cast), data_protection_lead(cast)
    with pytest.raises(NotAllowed, match="still to be looked at"):
        ask_pack(request, by=lead, at=cast.at)
    decide_all(request.items.filter(status=ItemStatus.TO_REVIEW), INCLUDED, by=lead, at=cast.at)
    Absence.objects.filter(pk=absence.pk).update(kind="sickness")
    ask_pack(request, by=lead, at=cast.at)
    worked()
    request.refresh_from_db()
    assert request.status == Status.REVIEW
    assert item_of(request, absence).status == ItemStatus.TO_REVIEW
    assert "looked at again" in Job.objects.get(kind="monitoring.subject_pack").message


def test_left_out_needs_its_ground_and_its_reason_and_the_log_of_it_cannot_be_changed(cast: Cast) -> None:
    absence = an_absence(cast)
    request, lead = gathered(cast), data_protection_lead(cast)
    item = item_of(request, absence)
    for half in (
        Verdict(status=ItemStatus.LEFT_OUT),
        Verdict(status=ItemStatus.LEFT_OUT, exemption=Exemption.CRIME),
        Verdict(status=ItemStatus.BLACKED_OUT, bars=["Clara"]),
        Verdict(status=ItemStatus.BLACKED_OUT, exemption=Exemption.CRIME),
    ):
        with pytest.raises(NotAllowed):
            decide(item, half, by=lead, at=cast.at)
    decide(item, LEFT_OUT, by=lead, at=cast.at)
    decide(item, INCLUDED, by=lead, at=cast.at)
    logged = list(SubjectDecision.objects.filter(item=item).order_by("pk").values_list("status", flat=True))
    assert logged == [ItemStatus.LEFT_OUT, ItemStatus.INCLUDED]
    with pytest.raises(RuntimeError, match="append-only"):
        SubjectDecision.objects.all().delete()
    with pytest.raises(RuntimeError, match="append-only"):
        SubjectDecision.objects.update(why="")


def test_gathered_again_what_is_new_is_added_and_what_was_decided_stays(cast: Cast) -> None:
    absence = an_absence(cast)
    request, lead = gathered(cast), data_protection_lead(cast)
    decide(item_of(request, absence), LEFT_OUT, by=lead, at=cast.at)
    other = an_absence(cast)
    ask_gather(request, by=lead, at=cast.at)
    worked()
    request.refresh_from_db()
    assert item_of(request, absence).status == ItemStatus.LEFT_OUT
    assert item_of(request, other).status == ItemStatus.TO_REVIEW


def test_the_requests_own_records_and_its_trail_do_not_go_out(cast: Cast) -> None:
    gathered(cast)
    second = gathered(cast)
    labels = set(second.items.values_list("about_label", flat=True))
    assert not {label for label in labels if label.startswith("monitoring.Subject")}
    about = Entry.objects.filter(pk__in=second.items.filter(about_label="audit.Entry").values("about_pk"))
    assert not about.filter(about_label__startswith="monitoring.Subject").exists()


def test_who_looked_at_what_is_about_them_is_theirs_too(cast: Cast) -> None:
    absence = an_absence(cast)
    look(absence, by=cast.clerk, at=cast.at, school=cast.school, how="opened")
    request = gathered(cast)
    assert found(request, Look.objects.get())


def test_an_archive_is_destroyed_when_its_days_are_over_and_a_request_not_sent_is_packed_again(cast: Cast) -> None:
    request = gathered(cast)
    packed(cast, request)
    file = request.file
    assert file is not None
    SubjectRequest.objects.update(file_until=timezone.now() - timedelta(seconds=1))
    destroy_subject_archives()
    request.refresh_from_db()
    file.refresh_from_db()
    assert (request.status, request.file, file.purged_at is None) == (Status.REVIEW, None, False)
    assert timedelta(days=28) == KEPT


def test_a_request_that_was_sent_keeps_its_day_when_the_archive_goes(cast: Cast) -> None:
    request = gathered(cast)
    packed(cast, request)
    sent = send(request, on=cast.today, how="Handed over", by=data_protection_lead(cast), at=timezone.now())
    SubjectRequest.objects.update(file_until=timezone.now() - timedelta(seconds=1))
    destroy_subject_archives()
    sent.refresh_from_db()
    assert (sent.status, sent.file, sent.sent_on) == (Status.SENT, None, cast.today)
    with pytest.raises(NotAllowed, match="Nothing can be changed"):
        withdraw(sent, why="Late", by=data_protection_lead(cast), at=timezone.now())


def test_refused_or_withdrawn_the_archive_goes_at_once(cast: Cast) -> None:
    lead = data_protection_lead(cast)
    request = gathered(cast)
    packed(cast, request)
    file = request.file
    refused = refuse(request, ground="excessive", why="The tenth this year.", by=lead, at=timezone.now())
    assert file is not None
    file.refresh_from_db()
    assert (refused.status, refused.file, file.purged_at is None) == (Status.REFUSED, None, False)
    other = withdraw(asked(cast), why="Not any more.", by=lead, at=timezone.now())
    assert other.status == Status.WITHDRAWN


def test_the_trail_tells_what_was_done_and_never_who_asks_and_verifies(cast: Cast) -> None:
    request = gathered(cast, who="Walter Without-A-Role")
    packed(cast, request)
    entries = Entry.objects.filter(about_uid=request.uid)
    assert {"subject_request_received", "subject_request_gathered", "subject_request_packed"} <= set(
        entries.values_list("verb", flat=True)
    )
    assert "Walter" not in "".join(Entry.objects.values_list("payload", flat=True))
    assert "Walter" not in str(list(Job.objects.values()))
    assert verify(cast.school.uid)[1] == []
