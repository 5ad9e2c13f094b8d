"""Paper: sheets printed with a line for each person, and scans of them that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.models import File
from foundation.documents.scans import ScannedPage
from foundation.schools.models import Person, School
from policies.codes import from_square, new_code
from policies.models import Acknowledgement, FoundCode, ScanPage, Sheet, SheetLine, SheetScan, Version
from policies.outstanding import outstanding
from policies.transitions.acknowledging import Paper, record_paper
from policies.verbs import Verb

MOST_LINES = 200
ALREADY = "Everybody chosen has confirmed this policy meanwhile. No sheet was made."
KEPT_UNTIL = "a picture of a scan is kept until the scan is recorded or put aside"
NOT_USED = "a scan that is not used is not kept"


def make_sheet(
    version: Version, people: Sequence[Person], *, words: str, about: str = "", by: Person, at: datetime
) -> Sheet:
    """Make a sheet of the version in force for these people; who has confirmed it meanwhile gets no line.

    Raises NotAllowed where the version is not in force, where nobody is left, and for more lines than a sheet may have.
    """
    with change():
        version = Version.objects.select_related("policy", "school").get(pk=version.pk)
        if version.status != Version.Status.IN_FORCE:
            raise NotAllowed("This version is not in force any more. Make the sheet of the one that is.")
        owing = _owing(version, people, localdate(at))
        if not owing:
            raise NotAllowed(ALREADY)
        if len(owing) > MOST_LINES:
            raise NotAllowed(f"A sheet has at most {MOST_LINES} lines. Make one for each group.")
        sheet = Sheet.objects.create(
            school=version.school,
            policy=version.policy,
            version=version,
            edition=version.edition,
            content_hash=version.content_hash,
            words=words,
            about=about[:120],
            made_by=by,
            made_at=at,
        )
        SheetLine.objects.bulk_create(
            SheetLine(
                school=version.school,
                sheet=sheet,
                position=place,
                person=person,
                person_name=person.name,
                code=new_code(),
            )
            for place, person in enumerate(owing, 1)
        )
        told = {"policy": version.policy.title, "edition": version.edition, "lines": len(owing)}
        trail.record(Verb.SHEET_MADE, sheet, by=by, at=at, school=version.school, **told)
    return sheet


def _owing(version: Version, people: Sequence[Person], on: date) -> list[Person]:
    """Those of them who are asked for the version, have not given it and have not left, by name."""
    among = Person.objects.filter(pk__in=[person.pk for person in people], school=version.school)
    among = among.exclude(leaves_on__lt=on)
    owing = outstanding(among).filter(pk=version.pk).values_list("person_id", flat=True)
    return list(Person.objects.filter(pk__in=list(owing)).order_by("name", "pk"))


def take_scan(school: School, file: File, *, uid: UUID, by: Person, at: datetime) -> SheetScan:
    """Take a sealed scan in under the uid that its file names as owner; a job reads it next."""
    with change():
        scan = SheetScan.objects.create(uid=uid, school=school, file=file, brought_by=by, brought_at=at)
        trail.record(Verb.SCAN_TAKEN, scan, by=by, at=at, school=school, name=file.name, sha256=file.sha256)
    return scan


def _held(scan: SheetScan) -> SheetScan:
    return SheetScan.objects.select_for_update(of=("self",)).select_related("school", "file").get(pk=scan.pk)


def read_scan(scan: SheetScan, pages: Sequence[ScannedPage], *, by: Actor, at: datetime) -> SheetScan:
    """Keep what was read: the pages as pictures, and each code with the line of this school that it names."""
    with change():
        scan = _held(scan)
        scan.status = SheetScan.MOVES.check("read", scan.status)
        scan.save(update_fields=["status"])
        for number, page in enumerate(pages, 1):
            picture = files.seal(
                f"Page {number}.jpg",
                page.picture,
                media_type="image/jpeg",
                owner=scan,
                school=scan.school,
                by=by,
                at=at,
                retention_class=scan.retention_class,
            )
            ScanPage.objects.create(school=scan.school, scan=scan, number=number, picture=picture)
        on_page: dict[str, int] = {}
        for number, page in enumerate(pages, 1):
            for code in filter(None, map(from_square, page.squares)):
                on_page.setdefault(code, number)
        lines = _lines(scan, list(on_page))
        FoundCode.objects.bulk_create(
            FoundCode(
                school=scan.school, scan=scan, page_number=number, position=place, code=code, line=lines.get(code)
            )
            for place, (code, number) in enumerate(on_page.items(), 1)
        )
        trail.record(Verb.SCAN_READ, scan, by=by, at=at, school=scan.school, pages=len(pages), codes=len(on_page))
    return scan


def _lines(scan: SheetScan, codes: Sequence[str]) -> Mapping[str, SheetLine]:
    """The lines of the scan's own school that these codes name."""
    found = SheetLine.objects.filter(school=scan.school, code__in=codes)
    return {line.code: line for line in found}


def refuse_scan(scan: SheetScan, why: str, *, by: Actor, at: datetime) -> SheetScan:
    """The scan could not be read; `why` is a plain sentence for who brought it."""
    with change():
        scan = _held(scan)
        scan.status = SheetScan.MOVES.check("refuse", scan.status)
        scan.refused_why = why[:400]
        scan.save(update_fields=["status", "refused_why"])
        trail.record(Verb.SCAN_REFUSED, scan, by=by, at=at, school=scan.school, why=why)
    return scan


def type_code(scan: SheetScan, code: str, *, by: Person, at: datetime) -> FoundCode:
    """Add a code that the reader did not find.

    Raises NotAllowed for one that is there already, and for one that is of no sheet of the school.
    """
    with change():
        scan = _held(scan)
        SheetScan.MOVES.check("type_code", scan.status)
        if scan.codes.filter(code=code).exists():
            raise NotAllowed("This code is among the lines already.")
        line = _lines(scan, [code]).get(code)
        if line is None:
            raise NotAllowed("This code is of no sheet of this school. Compare it with the paper, sign by sign.")
        found = FoundCode.objects.create(
            school=scan.school, scan=scan, position=scan.codes.count() + 1, code=code, line=line, typed_by=by
        )
        trail.record(Verb.CODE_TYPED, scan, by=by, at=at, school=scan.school, person=line.person.uid)
    return found


class LineRefused(NotAllowed):
    """One line of a scan cannot be recorded; `code` is the uid of the code that names it."""

    def __init__(self, code: UUID, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True)
class Signed:
    """Of a scan: when each line that was signed was, by the uid of its code; and who saw them sign."""

    on: Mapping[UUID, date]
    witness: str


def record_scan(scan: SheetScan, signed: Signed, *, by: Person, at: datetime) -> list[Acknowledgement]:
    """Record every line that was signed, all of them or none, with the scan as proof of each (ACR-05).

    Raises LineRefused for the first line that cannot be recorded, NotAllowed when somebody has settled the scan.
    """
    with change():
        scan = _held(scan)
        scan.status = SheetScan.MOVES.check("record", scan.status)
        codes = list(scan.codes.filter(uid__in=signed.on).select_related("line__sheet__version", "line__person"))
        if not codes or len(codes) != len(signed.on):
            raise NotAllowed("Tick who signed. If nobody did, put the scan aside.")
        kept = [_record_line(scan, code, signed, by=by, at=at) for code in codes]
        scan.witness, scan.settled_by, scan.settled_at = signed.witness, by, at
        scan.save(update_fields=["status", "witness", "settled_by", "settled_at"])
        _forget_pictures(scan, KEPT_UNTIL, by=by, at=at)
        trail.record(Verb.SCAN_RECORDED, scan, by=by, at=at, school=scan.school, lines=len(kept))
    return kept


def _record_line(scan: SheetScan, code: FoundCode, signed: Signed, *, by: Person, at: datetime) -> Acknowledgement:
    if code.line is None:
        raise LineRefused(code.uid, "This code is of no sheet of this school.")
    sheet, paper = code.line.sheet, Paper(signed.on[code.uid], signed.witness, scan.file)
    try:
        kept = record_paper(
            sheet.version, code.line.person, paper, words=sheet.words, seen=sheet.content_hash, by=by, at=at
        )
    except NotAllowed as refused:
        raise LineRefused(code.uid, f"{code.line.person_name}: {refused}") from refused
    code.acknowledgement = kept
    code.save(update_fields=["acknowledgement"])
    return kept


def put_scan_aside(scan: SheetScan, *, by: Person, at: datetime) -> SheetScan:
    """Do not use a scan: nothing is recorded, and it is destroyed."""
    with change():
        scan = _held(scan)
        scan.status = SheetScan.MOVES.check("put_aside", scan.status)
        scan.settled_by, scan.settled_at = by, at
        scan.save(update_fields=["status", "settled_by", "settled_at"])
        _forget_pictures(scan, NOT_USED, by=by, at=at)
        files.purge(scan.file, rule=NOT_USED, by=by, at=at)
        trail.record(Verb.SCAN_PUT_ASIDE, scan, by=by, at=at, school=scan.school)
    return scan


def _forget_pictures(scan: SheetScan, rule: str, *, by: Person, at: datetime) -> None:
    """The pictures of the pages go; of a scan that is recorded the file as it came stays, as the proof."""
    for page in scan.pages.select_related("picture"):
        files.purge(page.picture, rule=rule, by=by, at=at)
