"""Files with a staff roll as schools, payrolls and ill-wishers send them, made by code.

Each `Sheet` says what must come of it: refused with words, or how many are added, changed and left out, and which words
the preview says. The roll they meet has Tessa Teacher (reference T1, e-mail, group Teachers), Mina Midday-Supervisor
(reference M1, no e-mail, group Midday supervisors) and Nell Noref (no reference, no e-mail, group Teachers).
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

TESSA = "tessa.teacher@beacon-hill.example"
OTHERS_ADDRESS = "olly.other-teacher@faraway-primary.example"
BASE = "Name,Email,Group,Start date"
NORA = "Nora New,nora@beacon-hill.example,Teachers,01/09/2026"
OMAR = "Omar Obi,omar@beacon-hill.example,Teachers,13/09/2026"


@dataclass(frozen=True)
class Sheet:
    """A file and what must come of it. `refused` are words of the sentence with which it is not taken at all."""

    name: str
    data: bytes
    refused: str = ""
    added: int = 0
    changed: int = 0
    left_out: int = 0
    says: tuple[str, ...] = ()


def lines(*rows: str, head: str = BASE, end: str = "\n", encoding: str = "utf-8") -> bytes:
    return (end.join((head, *rows)) + end).encode(encoding)


def one_cell(column: str, value: str, *, others: str = "Name", name: str = "Nora New") -> bytes:
    """A file with one person and one column more."""
    quoted = '"' + value.replace('"', '""') + '"'
    return f"{others},{column}\n{name},{quoted}\n".encode()


def sheets() -> list[Sheet]:
    """Every row of the corpus."""
    parts = (encodings(), delimiters(), shapes(), sizes(), matching(), twins(), rights(), formulas())
    return [sheet for part in (*parts, days(), week(), addresses(), words(), groups(), managers()) for sheet in part]


def encodings() -> Iterator[Sheet]:
    accents = "Zoë Núñez,zoe@beacon-hill.example,Teachers,01/09/2026"
    yield Sheet("UTF-8", lines(accents), added=1)
    yield Sheet("UTF-8 with a mark", codecs.BOM_UTF8 + lines(accents), added=1)
    yield Sheet("UTF-16, small end first", codecs.BOM_UTF16_LE + lines(accents, encoding="utf-16-le"), added=1)
    yield Sheet("UTF-16, big end first", codecs.BOM_UTF16_BE + lines(accents, encoding="utf-16-be"), added=1)
    yield Sheet("UTF-16 without a mark", lines(accents, encoding="utf-16-le"), added=1)
    yield Sheet("UTF-16, big end first, without a mark", lines(accents, encoding="utf-16-be"), added=1)
    yield Sheet("the older Windows encoding", lines(accents, encoding="cp1252"), added=1, says=("older Windows",))
    yield Sheet("UTF-16 cut off", codecs.BOM_UTF16_LE + lines(accents, encoding="utf-16-le")[:-1], refused="damaged")
    yield Sheet("empty characters", lines(NORA).replace(b"Nora", b"No\0ra"), added=1, says=("empty characters",))
    yield Sheet("a bell and a direction mark", lines("No\x07ra\u202e New,,,01/09/2026"), added=1)
    yield Sheet("nothing", b"", refused="empty")
    yield Sheet("blanks only", b" \r\n \n", refused="empty")
    yield Sheet("an Excel file", b"PK\x03\x04" + b"x" * 500, refused="Excel")
    yield Sheet("an old Excel file", b"\xd0\xcf\x11\xe0" + b"x" * 500, refused="old Excel")
    yield Sheet("a PDF", b"%PDF-1.7\n" + b"x" * 500, refused="PDF")


def delimiters() -> Iterator[Sheet]:
    for said, sign in (("semicolons", ";"), ("tabs", "\t"), ("bars", "|")):
        yield Sheet(said, lines(NORA, OMAR).replace(b",", sign.encode()), added=2)
    yield Sheet("commas in quotes, semicolons between", b'"Name, full";"Full name"\n"x";"Nora New"\n', added=1)
    yield Sheet("line ends of Windows", lines(NORA, OMAR, end="\r\n"), added=2)
    yield Sheet("line ends of old Macs", lines(NORA, OMAR, end="\r"), added=2)
    yield Sheet("no last line end", lines(NORA).rstrip(b"\n"), added=1)


def shapes() -> Iterator[Sheet]:
    yield Sheet("headings only", lines(), refused="no rows below")
    yield Sheet("blank lines above, between and below", b"\n\n" + lines(NORA, "", ",,,", OMAR, "", ""), added=2)
    yield Sheet("a row that is short", lines("Nora New", OMAR), added=2, says=("will be today",))
    yield Sheet(
        "a row that is long", lines(NORA + ",x,y", OMAR), added=1, left_out=1, says=("6 cells", "needs quotation")
    )
    yield Sheet("empty cells beyond the headings", lines(NORA + ",,,"), added=1)
    yield Sheet("a quotation mark left open", lines('"Nora New,,,01/09/2026', OMAR), refused="quotation mark")
    yield Sheet("a quotation mark inside a cell", lines('"Nora "Nonny" New",,,01/09/2026'), refused="quotation mark")
    yield Sheet("quotation marks doubled", lines('"Nora ""Nonny"" New",,,01/09/2026'), added=1)
    yield Sheet("a line end in a cell", lines('"Nora\nNew",,,01/09/2026'), added=1)
    yield Sheet("headings of no known meaning", b"Foo,Bar\nx,y\n", says=("Say which column",))
    yield Sheet("the same heading twice", b"Name,Name\nNora New,Omar Obi\n", added=1)
    yield Sheet("first and last name", b"Forename,Surname\nNora,New\nOmar,Obi\n", added=2)
    yield Sheet("a surname beside a name", b"Name,Surname\nNora,New\n", added=1)
    yield Sheet("headings in capitals with signs", b"FULL-NAME,E-MAIL ADDRESS\nNora New,nora@x.example\n", added=1)


def sizes() -> Iterator[Sheet]:
    yield Sheet("a million rows", b"Name\n" + b"A B\n" * 1_000_000, refused="20,000 rows")
    yield Sheet("more rows than a roll has", b"Name\n" + b"A\n" * 20_001, refused="20,000 rows")
    yield Sheet("a cell of ten million characters", b'Name\n"' + b"x" * 10_000_000 + b'"\n', refused="larger than 5 MB")
    yield Sheet("a cell of four million characters", b'Name\n"' + b"x" * 4_000_000 + b'"\n', refused="in one cell")
    yield Sheet("a thousand columns", b",".join([b"x"] * 1000) + b"\nNora New\n", refused="60 columns")
    yield Sheet("a million commas", b"Name\n" + b"," * 1_000_000 + b"\n" + b"Nora New\n", added=1)
    yield Sheet(
        "a name of 200 letters", one_cell("Job title", "Cook", name="N" * 200), left_out=1, says=("200 characters",)
    )
    yield Sheet("a million quotation marks", b"Name\n" + b'"' * 1_000_000 + b"\n", refused="in one cell")


def matching() -> Iterator[Sheet]:
    yield Sheet("found by reference", b"Ref,Name,Job title\nT1,Tessa Teacher,Year 2\n", changed=1)
    yield Sheet("found by reference in small letters", b"Ref,Name,Job title\nt1,Tessa Teacher,Year 2\n", changed=1)
    yield Sheet("found by e-mail", f"Name,Email,Job title\nTessa Teacher,{TESSA.upper()},Year 2\n".encode(), changed=1)
    yield Sheet("the same as on the roll", f"Ref,Name,Email\nT1,Tessa Teacher,{TESSA}\n".encode())
    yield Sheet("empty cells change nothing", b"Ref,Name,Email,Job title,Group\nT1,Tessa Teacher,,,\n")
    yield Sheet("a new name for a known reference", b"Ref,Name\nT1,Tessa Taylor\n", changed=1)
    yield Sheet("the same name only", b"Name,Group\nNell Noref,Teachers\n", left_out=1, says=("may be on the roll",))
    yield Sheet("the same name in another group", b"Name,Group\nNell Noref,Midday supervisors\n", added=1)
    yield Sheet("the same name with another reference", b"Ref,Name\nX9,Tessa Teacher\n", added=1)
    text = f"Ref,Name,Email\nM1,Mina Midday-Supervisor,{TESSA}\n"
    yield Sheet(
        "the reference of one, the address of another", text.encode(), left_out=1, says=("The reference is Mina",)
    )
    yield Sheet("somebody who has left", b"Ref,Name,Job title\nL1,Leo Leaver,Cook\n", changed=1, says=("stays left",))
    yield Sheet("a last day in the file", b"Ref,Name,Leaving date\nT1,Tessa Teacher,31/08/2027\n", changed=1)
    yield Sheet(
        "a last day before the first",
        b"Ref,Name,Leaving date\nT1,Tessa,31/08/2017\n",
        left_out=1,
        says=("before the first day",),
    )


def twins() -> Iterator[Sheet]:
    yield Sheet(
        "the same address twice", lines(NORA, NORA.replace("Nora", "Nina")), added=1, left_out=1, says=("row 2",)
    )
    yield Sheet(
        "the same address, other letters", lines(NORA, "N,NORA@BEACON-HILL.EXAMPLE,,01/09/2026"), added=1, left_out=1
    )
    yield Sheet("the same reference twice", b"Ref,Name\nX1,Nora New\nX1,Omar Obi\n", added=1, left_out=1)
    text = f"Ref,Name,Email\nT1,Tessa Teacher,\n,Tessa Teacher,{TESSA}\n"
    yield Sheet("the same person by reference and by address", text.encode(), left_out=1, says=("the same person",))


def rights() -> Iterator[Sheet]:
    for header in ("Role", "Roles", "is_superuser", "Permissions", "Access level", "Is Admin", "Password", "User type"):
        sheet = one_cell(header, "superuser")
        yield Sheet(f"a column {header}", sheet, added=1, says=(f"“{header}” is left out",))


def formulas() -> Iterator[Sheet]:
    cells = ("=1+1", "=cmd|' /C calc'!A0", "+44 1", "-2+3", "@SUM(A1)", "\uff1d1+1", '=HYPERLINK("http://x","y")')
    for cell in cells:
        yield Sheet(f"a job title {cell}", one_cell("Job title", cell), left_out=1, says=("like a formula",))
    yield Sheet("a name that calculates", b'Name\n"=1+1"\n', left_out=1, says=("like a formula",))
    yield Sheet(
        "a formula kept off by an apostrophe", one_cell("Job title", "'=1+1"), left_out=1, says=("like a formula",)
    )
    yield Sheet("a dash before words", one_cell("Job title", "- cook"), added=1)


def days() -> Iterator[Sheet]:
    good = (
        "01/09/2026 ",
        "1 September 2026",
        "2026-09-01",
        "2026-09-01T00:00:00",
        "1st Sept 2026",
        "13.09.26",
        "13-09-2026",
    )
    for cell in good:
        yield Sheet(f"a first day {cell}", one_cell("Start date", cell), added=1)
    bad = ("44075", "31/02/2026", "soon", "September 2026", "2026", "0/0/0000", "1/1/1066", "12/2026", "01/09/2206")
    for cell in bad:
        yield Sheet(f"no first day {cell}", one_cell("Start date", cell), left_out=1)
    yield Sheet(
        "month first, as the others tell", b"Name,Start date\nNora New,03/04/2026\nOmar Obi,04/25/2026\n", added=2
    )
    yield Sheet(
        "day first, as the others tell", b"Name,Start date\nNora New,03/04/2026\nOmar Obi,25/04/2026\n", added=2
    )
    yield Sheet("both orders", b"Name,Start date\nNora New,25/04/2026\nOmar Obi,04/25/2026\n", added=1, left_out=1)


def week() -> Iterator[Sheet]:
    for cell in ("Mon-Fri", "Monday to Wednesday", "Mon, Tue & Fri", "135", "M T W", "full time", "Tue/Thu"):
        bad = cell == "M T W"
        yield Sheet(
            f"working days {cell}", one_cell("Working days", cell), added=0 if bad else 1, left_out=1 if bad else 0
        )
    yield Sheet("no working days", one_cell("Days", "sometimes"), left_out=1, says=("no days of the week",))
    yield Sheet("days backwards", one_cell("Days", "Fri-Mon"), left_out=1)


def addresses() -> Iterator[Sheet]:
    for cell in (
        "nora",
        "nora@",
        "@x.example",
        "nora@x",
        "nora new@x.example",
        "nora@x.example;omar@x.example",
        "nö@x.example",
    ):
        yield Sheet(f"no address {cell}", one_cell("Email", cell), left_out=1, says=("“",))
    yield Sheet("an address of another school", one_cell("Email", OTHERS_ADDRESS), added=1)
    yield Sheet(
        "an address as a link", one_cell("Email", "mailto:nora@x.example"), added=1, says=("not an address at",)
    )
    yield Sheet("an address of 300 letters", one_cell("Email", "n" * 300 + "@x.example"), left_out=1)


def words() -> Iterator[Sheet]:
    yield Sheet("no name", lines(",nora@x.example,,01/09/2026"), left_out=1, says=("no name",))
    yield Sheet("a name of figures", b"Name\n12345\n", left_out=1, says=("no letters",))
    yield Sheet("a name of another script", "Name\n\u0418\u0433\u043e\u0440\n李小龍\nعمر\n".encode(), added=3)
    yield Sheet("a name with mark-up", b'Name\n"<script>alert(1)</script>"\n', added=1)
    yield Sheet("a name with a template", b"Name\n{{ settings.SECRET_KEY }}\n", added=1)
    yield Sheet("a name for a database", b'Name\n"Robert\'); DROP TABLE schools_person;--"\n', added=1)
    yield Sheet("a face beyond the first plane", "Name\nNora 😀 New\n".encode(), added=1)
    yield Sheet("letters put together from marks", "Name\nZoe\u0308 New\n".encode(), added=1)


def groups() -> Iterator[Sheet]:
    yield Sheet("a known group in other letters", one_cell("Group", "TEACHERS"), added=1)
    yield Sheet("two groups", one_cell("Groups", "Teachers; Midday supervisors"), added=1)
    yield Sheet("an unknown group", one_cell("Group", "Cleaners"), added=1, says=("no group called “Cleaners”",))
    yield Sheet("a group of 80 letters", one_cell("Group", "C" * 80), left_out=1, says=("60 characters",))
    yield Sheet("the same group twice", one_cell("Group", "Teachers;teachers"), added=1)


def managers() -> Iterator[Sheet]:
    yield Sheet("a manager by name", one_cell("Line manager", "Tessa Teacher"), added=1)
    yield Sheet("a manager by address", one_cell("Line manager", TESSA), added=1)
    yield Sheet("a manager in the file", b"Name,Line manager\nNora New,Omar Obi\nOmar Obi,\n", added=2)
    yield Sheet(
        "a manager nobody knows", one_cell("Line manager", "Gus Ghost"), added=1, says=("nobody who could be found",)
    )
    yield Sheet("one's own manager", one_cell("Line manager", "Nora New"), added=1, says=("nobody who could be found",))
    yield Sheet("managers in a circle", b"Name,Line manager\nNora New,Omar Obi\nOmar Obi,Nora New\n", added=2)
    yield Sheet("a manager of another school", one_cell("Line manager", "Olly Other-Teacher"), added=1)
