from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.documents.models import File
from foundation.documents.scans import ScannedPage
from foundation.documents.uploads import Checked
from foundation.schools.models import Person
from policies.codes import in_square, new_code
from policies.models import Acknowledgement, FoundCode, ScanPage, Sheet, SheetLine, SheetScan, Version
from policies.outstanding import outstanding
from policies.scanning import READER, bring_scan
from policies.sheets import lines_of
from policies.transitions import acknowledge, put_in_force, set_materiality, submit_version
from policies.transitions.sheets import (
    LineRefused,
    Signed,
    make_sheet,
    put_scan_aside,
    read_scan,
    record_scan,
    refuse_scan,
    type_code,
)
from policies.verbs import Verb
from tests.cast import Cast
from tests.policies.paper import WORDS, a_sheet
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast)


def brought(cast: Cast, *codes: str) -> SheetScan:
    """A scan that was read, with these codes on its only page."""
    scan = bring_scan(cast.school, Checked("sheets.jpg", b"scan", "image/jpeg"), by=cast.clerk, at=cast.at)
    page = ScannedPage(b"picture", tuple(in_square(code) for code in codes))
    return read_scan(scan, [page], by=READER, at=cast.at)


def line_of(sheet: Sheet, person: Person) -> SheetLine:
    return sheet.lines.get(person=person)


def signed(scan: SheetScan, cast: Cast, *people: Person) -> Signed:
    found = scan.codes.filter(line__person__in=people) if people else scan.codes.all()
    return Signed({code.uid: cast.today for code in found}, "Wilma Witness")


@pytest.mark.clause("ACR-05")
def test_a_sheet_has_a_line_with_a_code_of_its_own_for_everyone_who_owes_the_policy(
    cast: Cast, version: Version
) -> None:
    acknowledge(
        version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    sheet = a_sheet(cast, version)
    names = [line.person_name for line in sheet.lines.all()]
    assert names == sorted(names)
    assert "Mina Midday-Supervisor" in names
    assert "Tessa Teacher" not in names, "she has confirmed it"
    assert "Gwen Governor" not in names, "the policy does not ask her"
    assert len({line.code for line in sheet.lines.all()}) == len(names)
    assert (sheet.edition, sheet.content_hash, sheet.words) == (version.edition, version.content_hash, WORDS)
    assert Entry.objects.filter(verb=Verb.SHEET_MADE).count() == 1


def test_two_sheets_for_one_person_have_two_codes(cast: Cast, version: Version) -> None:
    codes = {line_of(a_sheet(cast, version), cast.midday_supervisor).code for _ in range(2)}
    assert len(codes) == 2


def test_no_sheet_is_made_for_nobody_for_somebody_elsewhere_or_of_what_is_not_in_force(
    cast: Cast, version: Version
) -> None:
    for person in (cast.governor, cast.other_teacher, cast.leaver):
        with pytest.raises(NotAllowed, match="No sheet was made"):
            make_sheet(version, [person], words=WORDS, by=cast.clerk, at=cast.at)
    in_force(cast, version.policy, OTHER_TEXT)
    with pytest.raises(NotAllowed, match="not in force any more"):
        make_sheet(version, [cast.teacher], words=WORDS, by=cast.clerk, at=cast.at)
    assert not Sheet.objects.exists()


@pytest.mark.clause("ACR-05")
def test_the_lines_that_were_signed_are_recorded_with_the_witness_and_the_scan(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.teacher, cast.midday_supervisor)
    scan = brought(cast, *(line.code for line in sheet.lines.all()))
    kept = record_scan(scan, signed(scan, cast, cast.midday_supervisor), by=cast.clerk, at=cast.at)
    given = Acknowledgement.objects.get()
    assert kept == [given]
    assert (given.person, given.means, given.witness, given.scan) == (
        cast.midday_supervisor,
        "paper",
        "Wilma Witness",
        scan.file,
    )
    assert (given.words, given.signed_on, given.recorded_by) == (WORDS, cast.today, cast.clerk)
    scan.refresh_from_db()
    assert (scan.status, scan.settled_by, scan.witness) == ("recorded", cast.clerk, "Wilma Witness")
    assert scan.codes.get(acknowledgement=given).line == line_of(sheet, cast.midday_supervisor)
    assert scan.file.purged_at is None
    assert ScanPage.objects.get().picture.purged_at is not None, "only the scan itself is the proof"


def test_a_line_that_cannot_be_recorded_leaves_all_of_them_unrecorded(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.teacher, cast.midday_supervisor)
    scan = brought(cast, *(line.code for line in sheet.lines.all()))
    acknowledge(
        version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    with pytest.raises(LineRefused, match="Tessa Teacher: Tessa Teacher confirmed this on") as refused:
        record_scan(scan, signed(scan, cast), by=cast.clerk, at=cast.at)
    assert FoundCode.objects.get(uid=refused.value.code).line == line_of(sheet, cast.teacher)
    assert Acknowledgement.objects.get().means == "browser"
    assert SheetScan.objects.get().status == "read"
    assert ScanPage.objects.get().picture.purged_at is None


def test_a_line_signed_before_the_edition_or_to_come_is_refused(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan = brought(cast, sheet.lines.get().code)
    code = scan.codes.get().uid
    for day, words in ((-1, "before this edition"), (1, "in the future")):
        with pytest.raises(LineRefused, match=words):
            record_scan(scan, Signed({code: cast.today + timedelta(days=day)}, "Wilma"), by=cast.clerk, at=cast.at)


def test_the_second_of_two_who_record_one_scan_is_told(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan = brought(cast, sheet.lines.get().code)
    record_scan(scan, signed(scan, cast), by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="This scan is recorded now"):
        record_scan(scan, signed(scan, cast), by=cast.business_manager, at=cast.at)
    with pytest.raises(NotAllowed, match="This scan is recorded now"):
        put_scan_aside(scan, by=cast.business_manager, at=cast.at)
    with pytest.raises(NotAllowed, match="This scan is recorded now"):
        type_code(scan, new_code(), by=cast.business_manager, at=cast.at)
    assert Acknowledgement.objects.count() == 1


def test_nothing_ticked_records_nothing(cast: Cast, version: Version) -> None:
    scan = brought(cast, a_sheet(cast, version, cast.midday_supervisor).lines.get().code)
    with pytest.raises(NotAllowed, match="put the scan aside"):
        record_scan(scan, Signed({}, "Wilma"), by=cast.clerk, at=cast.at)


def troubles(scan: SheetScan, reader: Person) -> list[str]:
    return [line.trouble for line in lines_of(scan, reader, timezone.localdate())]


def test_each_code_that_cannot_be_recorded_says_why(cast: Cast, version: Version) -> None:
    version.policy.audience.add(cast.office)
    sheet = a_sheet(cast, version, cast.teacher, cast.midday_supervisor, cast.clerk, cast.line_manager)
    elsewhere = SheetLine.objects.create(
        school=cast.other_school,
        sheet=sheet,
        position=99,
        person=cast.other_teacher,
        person_name="Olly",
        code=new_code(),
    )
    acknowledge(
        version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    cast.line_manager.groups.clear()
    people = (cast.midday_supervisor, cast.teacher, cast.clerk, cast.line_manager)
    codes = [line_of(sheet, person).code for person in people]
    scan = brought(cast, *codes, elsewhere.code, new_code())
    ready, given, own, not_asked, theirs, nobodys = troubles(scan, cast.clerk)
    assert ready == ""
    assert given.startswith("Tessa Teacher confirmed this on")
    assert own.startswith("This is your own line.")
    assert not_asked == "Keys and visitors does not ask Lena Line-Manager any more."
    assert theirs == nobodys == "This code is of no sheet of this school. Nothing is recorded for it."
    assert [line.who for line in lines_of(scan, cast.clerk, cast.today)][4:] == ["A code that is not known here"] * 2
    in_force(cast, version.policy, OTHER_TEXT)
    assert troubles(scan, cast.clerk)[0].startswith("This sheet is of an older edition of Keys and visitors")
    with pytest.raises(LineRefused, match="changed while you had it open"):
        record_scan(scan, signed(scan, cast, cast.midday_supervisor), by=cast.clerk, at=cast.at)


def test_a_code_is_typed_where_the_reader_found_none(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan, code = brought(cast), sheet.lines.get().code
    found = type_code(scan, code, by=cast.clerk, at=cast.at)
    assert (found.line, found.typed_by, found.page_number) == (sheet.lines.get(), cast.clerk, None)
    with pytest.raises(NotAllowed, match="among the lines already"):
        type_code(scan, code, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="of no sheet of this school"):
        type_code(scan, new_code(), by=cast.clerk, at=cast.at)


def test_a_scan_put_aside_is_destroyed_and_one_refused_keeps_why(cast: Cast) -> None:
    scan = bring_scan(cast.school, Checked("sheets.jpg", b"scan", "image/jpeg"), by=cast.clerk, at=cast.at)
    refuse_scan(scan, "It is damaged.", by=READER, at=cast.at)
    assert SheetScan.objects.get().refused_why == "It is damaged."
    put_scan_aside(scan, by=cast.clerk, at=cast.at)
    assert SheetScan.objects.get().status == "put_aside"
    assert File.objects.get().purged_at is not None


def test_what_was_read_twice_is_kept_once(cast: Cast) -> None:
    scan = brought(cast)
    with pytest.raises(NotAllowed):
        read_scan(scan, [ScannedPage(b"picture", ())], by=READER, at=cast.at)
    assert ScanPage.objects.count() == 1


def test_a_sheet_that_a_minor_correction_overtook_counts_as_the_text_printed_on_it(
    cast: Cast, version: Version
) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan = brought(cast, sheet.lines.get().code)
    minor = a_draft(cast, version.policy, OTHER_TEXT)
    set_materiality(minor, is_material=False, change_note="A spelling.", by=cast.clerk, at=cast.at)
    minor = put_in_force(submit_version(minor, by=cast.clerk, at=cast.at), by=cast.headteacher, at=cast.at)
    assert minor.edition == version.edition
    assert troubles(scan, cast.clerk) == [""]
    (kept,) = record_scan(scan, signed(scan, cast), by=cast.clerk, at=cast.at)
    assert (kept.version, kept.content_hash, kept.edition) == (version, version.content_hash, minor.edition)
    assert not outstanding(Person.objects.filter(pk=cast.midday_supervisor.pk)).exists()


def test_a_draft_is_signed_by_nobody(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan = brought(cast, sheet.lines.get().code)
    Sheet.objects.update(version=a_draft(cast, version.policy, OTHER_TEXT))
    with pytest.raises(LineRefused):
        record_scan(scan, signed(scan, cast), by=cast.clerk, at=cast.at)
