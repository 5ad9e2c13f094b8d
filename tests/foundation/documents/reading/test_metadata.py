"""What a document says about itself, and what looks wrong in it."""

import datetime

import pytest

from foundation.documents.reading import Reading, Signatory
from foundation.documents.reading.dates import first_date
from foundation.documents.reading.inside import read
from foundation.documents.reading.laws import citations, source_of, table, undated

TODAY = datetime.date(2026, 11, 21)
POLICY = """Thornfield Junior School

Lost Property Policy

Last updated: 3rd March 2025
Committee responsible: Premises
Date of Governing Body approval: 14/05/2025
Approved by: Full Governing Board
Reviewed by: Mrs A Finch
Policy owner: School Business Manager
Next review: Summer Term 2026
Signed: [Chair of Governors]
Signed: [Headteacher] R Dunnock

1. Aims

This policy was written by Ms Wilma Crane and has been agreed by all staff. It is reviewed every two years.

3. Finding things

Take it to [insert name of office] the same day. The Data Protection Act 1998 and the Equality Act 2011 apply, as do the
Children Acts 1989 and 2004.

3. Keeping things

Things are kept for a term.

- coats
- bags

See also

- Uniform Policy
- Complaints Procedure

Version\tDate created\tOwner\tDate approved by staff panel\tReview date
1.0\tMay 2023\tOffice\tJune 2023\tMay 2024
2.0\tMarch 2025\tOffice\t\tSummer 2026
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read("policy.txt", POLICY.encode(), TODAY)


@pytest.mark.clause("ACR-01", "ACR-02", "ACR-03", "ACR-04", "HAY-01", "STM-01", "COR-01")
def test_what_a_cover_says_is_found(reading: Reading) -> None:
    found = reading.metadata
    assert (found.title, found.school) == ("Lost Property Policy", "Thornfield Junior School")
    assert {(date.kind, date.words, date.precision) for date in found.dates} == {
        ("updated", "3rd March 2025", "day"),
        ("approved", "14/05/2025", "day"),
        ("review", "Summer Term 2026", "term"),
    }
    assert found.review_date is not None
    assert (found.review_date.starts, found.review_date.ends) == ("2026-04-01", "2026-08-31")
    assert found.bodies == ["Premises"]
    assert found.approved_by == ["Governing Body", "Full Governing Board"]
    assert found.reviewed_by == ["Mrs A Finch"]
    assert (found.owner, found.author, found.review_cycle) == (
        "School Business Manager",
        "Ms Wilma Crane",
        "every two years",
    )
    assert found.signatories == [Signatory("Chair of Governors", ""), Signatory("Headteacher", "R Dunnock")]
    assert found.related_policies == ["Uniform Policy", "Complaints Procedure"]
    assert [(row.version, row.created, row.approved, row.review) for row in found.version_table] == [
        ("1.0", "May 2023", "June 2023", "May 2024"),
        ("2.0", "March 2025", "", "Summer 2026"),
    ]


@pytest.mark.clause("ACR-25")
def test_defects_are_named_with_their_place(reading: Reading) -> None:
    told = {(warning.code, warning.where): warning.sentence for warning in reading.warnings}
    assert told["placeholder", "3 Finding things"] == "This was left for the school to fill in: [insert name of office]"
    assert "“Date approved by staff panel” is empty for version 2.0" in told["blank", "See also"]
    assert told["review-past", ""].endswith("is past.")
    assert told["number-left-out", "3 Finding things"] == "The numbers go from 1 to 3: one is left out."
    assert told["number-twice", "3 Keeping things"] == "The number 3 is used twice."
    assert "since 25 May 2018" in told["law-repealed", "3 Finding things"]
    assert "Equality Act 2011" in told["law-misdated", "3 Finding things"]
    assert len(told) == 7


def test_a_label_for_a_signature_is_no_placeholder(reading: Reading) -> None:
    assert not any("Chair" in warning.sentence or "Headteacher" in warning.sentence for warning in reading.warnings)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Report it to the [Head / Business Manager / other person].", "placeholder"),
        ("Ask at once. [Voluntary aided schools only - ask the diocese].", "option"),
        ("The school must amend this paragraph.", "template-note"),
        ("Tell {{school_name}} at once.", "placeholder"),
        ("Tell <insert name> at once.", "placeholder"),
        ("Tell the lead, who is ______________, at once.", "blank"),
        ("The rule [1] is old [sic] and [the guide](https://x.example) is new.", ""),
        ("Call XXXX at once.", "placeholder"),
    ],
)
def test_what_was_left_open_is_told_from_what_was_not(line: str, code: str) -> None:
    found = read(
        "p.txt", f"Bell Policy\n\n1. Bells\n\n{line}\n\n2. Gates\n\nShut the gate behind you each day.".encode(), TODAY
    )
    assert [warning.code for warning in found.warnings] == ([code] if code else [])


def test_a_review_date_is_past_only_after_its_last_day() -> None:
    text = b"Bell Policy\n\nReview date: Summer 2026\n\n1. Bells\n\nRing it.\n\n2. Gates\n\nShut the gate.\n"
    codes = [
        [warning.code for warning in read("p.txt", text, datetime.date(2026, 8, day)).warnings] for day in (30, 31)
    ]
    assert codes == [[], []]
    assert [warning.code for warning in read("p.txt", text, datetime.date(2026, 9, 1)).warnings] == ["review-past"]


def test_a_contents_list_that_disagrees_is_told() -> None:
    text = "Bell Policy\n\nContents\n1. Bells 2\n2. Ladders 3\n3. Gates 4\n\n"
    text += "1. Bells\n\nRing it each day.\n\n2. Gates\n\nShut it.\n"
    found = read("p.txt", text.encode(), TODAY)
    assert [warning.sentence for warning in found.warnings] == [
        "The contents list names “2. Ladders”, but no heading says that.",
        "The contents list gives “Gates” another number than its heading has.",
    ]


@pytest.mark.parametrize(
    ("words", "starts", "ends", "precision"),
    [
        ("Summer 2021", "2021-04-01", "2021-08-31", "term"),
        ("Autumn Term 2024", "2024-09-01", "2024-12-31", "term"),
        ("September 2020", "2020-09-01", "2020-09-30", "month"),
        ("Sept ’24", "2024-09-01", "2024-09-30", "month"),
        ("02/2025", "2025-02-01", "2025-02-28", "month"),
        ("November 21st 2017", "2017-11-21", "2017-11-21", "day"),
        ("Monday 9th May 2016", "2016-05-09", "2016-05-09", "day"),
        ("12th of May 2023", "2023-05-12", "2023-05-12", "day"),
        ("1.9.23", "2023-09-01", "2023-09-01", "day"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
        ("2019-20", "2019-09-01", "2020-08-31", "year"),
        ("2024/2025", "2024-09-01", "2025-08-31", "year"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(words: str, starts: str, ends: str, precision: str) -> None:
    found = first_date(f"It is due {words}.")
    assert found is not None
    assert (found.starts.isoformat(), found.ends.isoformat(), found.precision, found.words) == (
        starts,
        ends,
        precision,
        words,
    )


@pytest.mark.parametrize("words", ["31/02/2020", "version 2.0", "01234 567890", "12345", "2019-35", ""])
def test_what_is_no_date_is_not_read_as_one(words: str) -> None:
    assert first_date(words) is None


PECR = "Privacy and Electronic Communications (EC Directive) Regulations"
RIDDOR = "Reporting of Injuries, Diseases and Dangerous Occurrences Regulations"
DPA, RIPA, FOIA = "Data Protection Act", "Regulation of Investigatory Powers Act", "Freedom of Information Act"


@pytest.mark.clause("QEI-02", "ACR-25")
@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("the Defamation Acts 1952 and 1996", [("Defamation Act", 1952, True), ("Defamation Act", 1996, True)]),
        ("Libel Act 1843; Human Rights Act 1998", [("Libel Act", 1843, True), ("Human Rights Act", 1998, True)]),
        ("Under the Children Acts 1989, 2004", [("Children Act", 1989, True), ("Children Act", 2004, True)]),
        ("the Health & Safety at Work Act 1974", [("Health and Safety at Work etc. Act", 1974, True)]),
        ("Malicious Communications Act 1998", [("Malicious Communications Act", 1998, False)]),
        ("the Beekeepers (Hives) Act 1911", [("Beekeepers (Hives) Act", 1911, False)]),
        ("Staff act 1998 times. This Act", []),
        ("Copyright, Designs and Patents Act 1988", [("Copyright, Designs and Patents Act", 1988, True)]),
        ("DPA 1998, RIPA (2000), FOIA 2000", [(DPA, 1998, True), (RIPA, 2000, True), (FOIA, 2000, True)]),
        ("the Data Protection Act of 1998; the DPA Act 2018", [(DPA, 1998, True), (DPA, 2018, True)]),
        ("the Data Protection Act 1998. Under the 1998 Act, and the 1989 Act", [(DPA, 1998, True)]),
        ("the 1998 Act before any is named; then the Human Rights Act 1998", [("Human Rights Act", 1998, True)]),
        ("the Date Protection Act 1998 and the Equlity Act 2010", [(DPA, 1998, True), ("Equality Act", 2010, True)]),
        ("Race Relations Amendment Act 2000 (as amended)", [("Race Relations (Amendment) Act", 2000, True)]),
        ("Race Relations (Amendment) Act 2000", [("Race Relations (Amendment) Act", 2000, True)]),
        ("DPA 1997 and DPA 1998-2018", [(DPA, 1997, False)]),
        ("Equity and Quality Act 1911", [("Equity and Quality Act", 1911, False)]),
    ],
)
def test_citations_of_laws_are_understood(text: str, laws: list[tuple[str, int, bool]]) -> None:
    assert [(law.name, law.year, law.law is not None) for law in citations(text)] == laws


def test_a_slip_of_the_pen_is_marked_as_one() -> None:
    assert [law.is_misspelt for law in citations("the Date Protection Act 1998 and the Equality Act 2010")] == [
        True,
        False,
    ]


@pytest.mark.clause("QEI-02")
@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("the Data Protection Act and GDPR", [(DPA, 0, False), ("UK GDPR", 0, True)]),
        ("Health & Safety at Work Act; PECR", [("Health and Safety at Work etc. Act", 1974, True), (PECR, 2003, True)]),
        ("the Data Protection Act 1998, the Equality Act (2010), Education Act of 1996", []),
        ("RIDDOR and RIDDOR", [(RIDDOR, 0, False)]),
        ("the Human Rights Act, mentioned twice: Human Rights Act", [("Human Rights Act", 1998, True)]),
        ("a GDPR-like rule, the Public Order Act", [("Public Order Act", 0, False)]),
        ("Beekeepers Act", []),
    ],
)
def test_laws_named_without_their_year_are_found(text: str, laws: list[tuple[str, int, bool]]) -> None:
    assert [(law.name, law.year, law.law is not None) for law in undated(text)] == laws


def test_every_law_of_the_table_names_its_source_and_says_whether_it_was_checked() -> None:
    laws, _ = table()
    for law in laws.values():
        assert source_of(law.source) != law.source, law
        assert bool(law.checked_on) == (law.source != "knowledge"), law
        assert bool(law.repealed_on) == bool(law.repeal_source), law
        assert law.checked_on == "" or datetime.date.fromisoformat(law.checked_on) <= TODAY


def test_a_law_we_do_not_know_is_not_judged() -> None:
    text = (
        b"Bee Policy\n\n1. Hives\n\nThe Beekeepers Act 1911 and the Education Act 1918 apply.\n\n2. Gates\n\nShut it.\n"
    )
    assert read("p.txt", text, TODAY).warnings == []
