"""Workbooks with a staff roll as people and ill-wishers send them, made by code; what must come of each as for CSV.

The roll they meet is that of `staff_import`.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

from tests.corpus.staff_import import TESSA, Sheet

HEAD = ("Name", "Email", "Group", "Start date")
NORA = ("Nora New", "nora@beacon-hill.example", "Teachers", date(2026, 9, 1))
OMAR = ("Omar Obi", "omar@beacon-hill.example", "Teachers", date(2026, 9, 13))
STARTS = "xl/worksheets/sheet1.xml"
KINDS = "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"
Part = bytes | Callable[[bytes], bytes]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbooks() -> list[Sheet]:
    """Every row of the corpus."""
    people = (usual(), values(), formulas(), merged(), sheets(), hidden(), shapes())
    return [row for part in (*people, not_excel(), hostile(), bombs(), cut()) for row in part]


def book(*rows: Any, head: Any = HEAD, change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of one sheet with these rows."""
    made: Any = Workbook()
    for row in (head, *rows):
        made.active.append(row)
    if change:
        change(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def with_parts(data: bytes, parts: Mapping[str, Part], *, without: str = "") -> bytes:
    """The workbook with some parts changed or added, and one left out."""
    written, wanted = io.BytesIO(), dict(parts)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != without:
                part = wanted.pop(name, old.read(name))
                new.writestr(name, part if isinstance(part, bytes) else part(old.read(name)))
        for name, part in wanted.items():
            new.writestr(name, part if isinstance(part, bytes) else part(b""))
    return written.getvalue()


def usual() -> Iterator[Sheet]:
    yield Sheet("two people", book(NORA, OMAR), added=2)
    yield Sheet("accents", book(("Zoë Núñez", "zoe@beacon-hill.example", "Teachers", date(2026, 9, 1))), added=1)
    yield Sheet("first and last name", book(("Nora", "New"), head=("Forename", "Surname")), added=1)
    yield Sheet("found by e-mail", book(("Tessa Teacher", TESSA, "Year 2"), head=("Name", "Email", "Post")), changed=1)
    yield Sheet("a role column", book(("Nora New", "Headteacher"), head=("Name", "Role")), added=1, says=("Role",))
    yield Sheet("headings of no known meaning", book(("x", "y"), head=("Foo", "Bar")), says=("Say which column",))
    yield Sheet("headings only", book(), refused="no rows below")
    yield Sheet("nothing at all", book(head=()), refused="empty")
    yield Sheet("rows empty between", book(NORA, (), (None, None), OMAR), added=2)
    yield Sheet("rows empty above", book(HEAD, NORA, head=()), added=1)
    yield Sheet("the ending of a macro-free template", book(NORA, change=_template), added=1)


def _template(made: Any) -> None:
    made.template = True


def one(value: Any, heading: str = "Start date", shown_as: str = "") -> bytes:
    """One person and one cell more, shown in some way."""

    def show(made: Any) -> None:
        if shown_as:
            made.active["B2"].number_format = shown_as

    return book(("Nora New", value), head=("Name", heading), change=show)


def values() -> Iterator[Sheet]:
    yield Sheet("a day", one(date(2026, 9, 1)), added=1)
    yield Sheet("a day with its hour", one(datetime(2026, 9, 1, 8, 30)), added=1)  # noqa: DTZ001 - as Excel has it
    yield Sheet("a day in words", one("1 September 2026"), added=1)
    yield Sheet("a day in figures", one("13/09/2026"), added=1)
    yield Sheet("a day as a bare number", one(46266), left_out=1, says=("spreadsheet's number, not a date",))
    yield Sheet("a number shown as a day", one(46266, shown_as="dd/mm/yyyy"), added=1)
    yield Sheet("a day before there were days", one(-5, shown_as="dd/mm/yyyy"), left_out=1)
    yield Sheet("a day far off", one(2_900_000, shown_as="dd/mm/yyyy"), left_out=1)
    yield Sheet("a number beyond all days", one(1e300, shown_as="dd/mm/yyyy"), left_out=1)
    yield Sheet("a time", one(0.5, shown_as="hh:mm"), left_out=1)
    yield Sheet("a payroll number", one(123, "Payroll number"), added=1)
    yield Sheet("a payroll number with noughts before it", one(7, "Payroll number", "00000"), added=1)
    yield Sheet("a payroll number as a fraction", one(123.0, "Payroll number"), added=1)
    yield Sheet("yes or no", one(True, "Job title"), added=1)
    yield Sheet("an error", one("#REF!", "Job title"), left_out=1, says=("begins like a formula",))
    yield Sheet("words like a formula", one("'=1+1", "Job title"), left_out=1, says=("begins like a formula",))
    yield Sheet("a very long cell", one("x" * 30_000, "Job title"), refused="in one cell")
    yield Sheet("a link", book(("Nora New", "mailto:nora@beacon-hill.example"), head=("Name", "Email")), added=1)
    yield Sheet("marks that turn text round", book(("No\u202era New",), head=("Name",)), added=1)
    yield Sheet("a line end in a cell", book(("Nora\nNew",), head=("Name",)), added=1)


def formulas() -> Iterator[Sheet]:
    never = book(('=A9&" "&B9',), ("Omar Obi",), head=("Name",))
    yield Sheet("a formula that was never worked out", never, added=1, left_out=1, says=("begins like a formula",))
    for said, formula in (
        ("a formula that runs a program", "=cmd|'/C calc'!A0"),
        ("a formula that fetches", '=WEBSERVICE("http://127.0.0.1:9/canary")'),
        ("a formula with a link", '=HYPERLINK("http://127.0.0.1:9/canary","Nora New")'),
    ):
        yield Sheet(said, book((formula,), head=("Name",)), left_out=1, says=("begins like a formula",))
    shown = with_parts(book(("=1",), head=("Name",)), {STARTS: _with_value})
    yield Sheet("a formula with what it last showed", shown, added=1, says=("Some cells are formulas",))
    evil = with_parts(book(("=1",), head=("Name",)), {STARTS: _with_evil_value})
    yield Sheet("a formula that last showed a formula", evil, left_out=1, says=("begins like a formula",))


def _with_value(markup: bytes) -> bytes:
    return markup.replace(b'<c r="A2"><f>1</f><v></v></c>', b'<c r="A2" t="str"><f>1</f><v>Nora New</v></c>').replace(
        b'<c r="A2"><f>1</f><v/></c>', b'<c r="A2" t="str"><f>1</f><v>Nora New</v></c>'
    )


def _with_evil_value(markup: bytes) -> bytes:
    return _with_value(markup).replace(b"Nora New", b"=cmd|calc")


def _merging(*spans: str) -> Callable[[Any], None]:
    def merge(made: Any) -> None:
        for span in spans:
            made.active.merge_cells(span)

    return merge


def merged() -> Iterator[Sheet]:
    down = book(NORA, OMAR, change=_merging("C2:C3"))
    yield Sheet("cells merged downwards", down, added=1, left_out=1, says=("Cells C2 to C3 are merged",))
    across = book(NORA, OMAR, change=_merging("A3:B3"))
    yield Sheet("cells merged across", across, added=1, left_out=1, says=("Cells A3 to B3 are merged",))
    title = book(HEAD, NORA, head=("Staff list",), change=_merging("A1:D1"))
    yield Sheet("a title merged above the headings", title, refused="Cells A1 to D1 are merged")
    below = b'</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    whole = with_parts(book(NORA), {STARTS: lambda markup: markup.replace(b"</sheetData>", below)})
    yield Sheet("the whole sheet below merged", whole, added=1)


def _more(*titles: str, state: str = "visible", first: str = "visible") -> Callable[[Any], None]:
    def add(made: Any) -> None:
        made.active.title, made.active.sheet_state = "Staff", first
        for title in titles:
            sheet = made.create_sheet(title)
            sheet.append(("Name",))
            sheet.append((f"{title} Person",))
            sheet.sheet_state = state

    return add


def sheets() -> Iterator[Sheet]:
    yield Sheet("two sheets", book(NORA, change=_more("Leavers")), added=1, says=("“Staff” is read", "“Leavers”"))
    hidden = book(NORA, change=_more("Secret", state="hidden"))
    yield Sheet("a hidden sheet", hidden, added=1, says=("because hidden: “Secret”",))
    very = book(NORA, change=_more("Secret", state="veryHidden"))
    yield Sheet("a sheet hidden by a program", very, added=1, says=("because hidden: “Secret”",))
    first = book(NORA, change=_more("Shown", first="hidden"))
    yield Sheet("the first sheet hidden", first, added=1, says=("“Shown” is read", "because hidden: “Staff”"))
    empty = book(head=(), change=_more("Shown"))
    yield Sheet("the first sheet empty", empty, added=1, says=("“Shown” is read",))
    yield Sheet("a hundred sheets", book(NORA, change=_more(*(f"S{n}" for n in range(100)))), added=1, says=("“S0”",))


def hidden() -> Iterator[Sheet]:
    def rows(made: Any) -> None:
        made.active.row_dimensions[2].hidden = True

    def columns(made: Any) -> None:
        made.active.column_dimensions["B"].hidden = True

    yield Sheet("a hidden row", book(NORA, OMAR, change=rows), added=2, says=("are hidden in the workbook",))
    yield Sheet("a hidden column", book(NORA, OMAR, change=columns), added=2, says=("are hidden in the workbook",))


def shapes() -> Iterator[Sheet]:
    yield Sheet("a row longer than the headings", book((*NORA, "x"), OMAR), added=1, left_out=1, says=("a heading",))
    yield Sheet("sixty-one columns", book(["x"] * 61, head=["x"] * 61), refused="60 columns")
    yield Sheet("a cell in the last column there is", book(NORA, change=_at("XFD2")), refused="60 columns")
    yield Sheet("a cell in the last row there is", book(NORA, change=_at("A1048576")), added=2)
    many = book(*((f"A{n}",) for n in range(20_002)), head=("Name",))
    yield Sheet("more rows than a roll has", many, refused="20,000")
    says_more = with_parts(book(NORA), {STARTS: _vast_dimension})
    yield Sheet("a sheet that says it is vast", says_more, added=1)
    yield Sheet("rows in no order", with_parts(book(NORA), {STARTS: _no_numbers}), added=1)


def _at(place: str) -> Callable[[Any], None]:
    def put(made: Any) -> None:
        made.active[place] = "Lena Last"

    return put


def _vast_dimension(markup: bytes) -> bytes:
    return markup.replace(b'<dimension ref="A1:D2"', b'<dimension ref="A1:XFD1048576"')


def _no_numbers(markup: bytes) -> bytes:
    for number in (1, 2):
        markup = markup.replace(b'<row r="%d"' % number, b"<row")
    return markup


def not_excel() -> Iterator[Sheet]:
    locked = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    yield Sheet("a workbook with a password", locked, refused="has a password")
    yield Sheet("an old workbook with another name", OLE + b"\0" * 1_200, refused="old Excel file")
    yield Sheet("a zip of something else", _zip({"a.txt": b"x"}), refused="no Excel workbook")
    word = {KINDS: b"<Types>wordprocessingml.document.main+xml</Types>", "word/document.xml": b"<x/>"}
    yield Sheet("a Word document", _zip(word), refused="no Excel workbook")
    calc = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    yield Sheet("an OpenDocument sheet", _zip(calc), refused="no Excel workbook")
    yield Sheet("an empty zip", b"PK\x05\x06" + b"\0" * 18, refused="no Excel workbook")
    yield Sheet("only the mark of a zip", b"PK\x03\x04", refused="damaged")


def _zip(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return written.getvalue()


def hostile() -> Iterator[Sheet]:
    plain = book(NORA)
    macro = {KINDS: lambda kinds: kinds.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}
    yield Sheet("macros by its kind", with_parts(plain, macro), refused="macros")
    yield Sheet("macros inside", with_parts(plain, {"xl/vbaProject.bin": b"x"}), refused="macros")
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for said, name in (("the sheet", STARTS), ("the strings", STRINGS), ("the styles", "xl/styles.xml")):
        change = {name: lambda markup: laughs + markup}
        yield Sheet(f"entities in {said}", with_parts(plain, change), refused="unusual way")
    file = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    outside = {STARTS: lambda markup: file + markup.replace(b"<sheetData>", b"<sheetData>&f;")}
    yield Sheet("an entity from outside", with_parts(plain, outside), refused="unusual way")
    yield Sheet("a part with a way upwards", with_parts(plain, {"../../etc/x": b"x"}), refused="unusual way")
    yield Sheet("the same part twice", _twice(plain), refused="unusual way|damaged")
    yield Sheet("no sheet behind its name", with_parts(plain, {}, without=STARTS), refused="is empty")
    broken = {STARTS: lambda markup: markup[: len(markup) // 2]}
    yield Sheet("markup that breaks off", with_parts(plain, broken), refused="damaged")
    links = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    yield Sheet("a link to another workbook", with_parts(plain, links), added=1)
    control = {STARTS: lambda markup: markup.replace(b"<t>", b"<t>\x01")}
    yield Sheet("control characters", with_parts(plain, control), refused="damaged")


def _twice(data: bytes) -> bytes:
    written = io.BytesIO(data)
    with zipfile.ZipFile(written, "a") as made:
        made.writestr(STARTS.upper(), b"<x/>")
    return written.getvalue()


def bombs() -> Iterator[Sheet]:
    plain = book(NORA)
    large = {"xl/media/x.bin": b"\0" * 60_000_000}
    yield Sheet("60 MB in 60 KB", with_parts(plain, large), refused="unpacks to more than 20 MB")
    for megabytes in (8, 15):
        spaces = {STARTS: _padded(megabytes)}
        yield Sheet(f"{megabytes} MB of blanks", with_parts(plain, spaces), refused="unusual way")
    yield Sheet(
        "2,500 parts", with_parts(plain, {f"xl/x{n}.xml": b"<x/>" for n in range(2_500)}), refused="unusual way"
    )
    deep = {STARTS: lambda markup: markup.replace(b"<sheetData>", b"<x>" * 9_000 + b"<sheetData>")}
    yield Sheet("9,000 elements inside one another", with_parts(plain, deep), refused="damaged")
    many = book(*([f"Person {n}", "x" * 20, "Teachers"] for n in range(120)), head=("Name", "Job title", "Group"))
    yield Sheet("as many people as a school has", many, added=120)


def _padded(megabytes: int) -> Callable[[bytes], bytes]:
    return lambda markup: markup.replace(b"</sheetData>", b" " * megabytes * 1024 * 1024 + b"</sheetData>")


def cut() -> Iterator[Sheet]:
    data = book(NORA, OMAR)
    for tenth in range(1, 10):
        yield Sheet(f"cut at {tenth}0 %", data[: len(data) * tenth // 10], refused="damaged")
