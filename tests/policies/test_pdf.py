"""What a printed policy and receipt must be: readable by everyone (PDF/UA-1), complete, and the same each time."""

import io
import itertools
import re
from dataclasses import replace
from functools import cache
from typing import Any

import page
import pikepdf
import pytest

from policies.pdf import (
    ClausePrint,
    PolicyPrint,
    ReceiptPrint,
    SignaturePrint,
    StatementPrint,
    VersionPrint,
    print_policy,
    print_receipt,
)
from tests.foundation.documents.pdf_words import squeezed, words_of

WORDS = "Staff keep their settings strict and post no picture of a pupil on an account that is not the school's own."
TABLE = (
    "<table><tr><th>Group</th><th>May</th><th>May not</th></tr>"
    + f"<tr><th>Teachers</th><td>{WORDS}</td><td>{WORDS}</td></tr>" * 12
    + "</table>"
)
SPANS = (
    "<table><thead><tr><th colspan=2>Area</th><th>Rule</th></tr></thead>"
    + (f"<tr><td rowspan=14>Area</td><td rowspan=2>a</td><td>{WORDS}</td></tr><tr><td>{WORDS}</td></tr>" * 7) * 3
    + "<tr><td rowspan=99 colspan=99>b</td></tr><tr></tr><tr><td>c<td>d<td>e<td>f</tr></table>"
)
MESSY = (
    "<ul>loose<li>one</li>tail<ul><li>in</li></ul><p>para</p></ul><li>alone</li><dl><dt>Word</dt><dd>Meaning</dd></dl>"
    "<a href=''>x</a> <a href='#nowhere'>y</a> <a href='https://example.org/a'><strong>bold</strong> link</a>"
    "<h6>low</h6><h1></h1><ol type=a start=5><li><p>five</p><table><tr><td>in a list</table><li value=9>nine</ol>"
    "<table></table><p></p><table><caption>Only words</caption></table><pre>a  b\n c</pre>"
    "<p>\U0001f600 漢字 Ω עברית العربية \U0001d49c\u00ad\x07</p><img src='app:none' alt='Crest'>"
    "<table><tr><td>a<th>odd<tr><td>b<td>c</table><table><thead><tr><td>a<td>b<tbody><tr><td>c<td>d</table>"
    "<table><tr><th rowspan=2>a<th>b<tr><td>c<tr><td>d<td>e</table><h2><a href='#first'>A heading and link</a></h2>"
)
LONG = "Saint Bartholomew-the-Great-and-Our-Lady-of-Perpetual-Succour Voluntary Aided Primary School " * 2


def policy(clauses: list[ClausePrint], **other: Any) -> PolicyPrint:
    return PolicyPrint(
        **{
            "school": "Meadow Lane Primary School",
            "title": "Social media policy",
            "version": "3",
            "last_updated": "1 September 2026",
            "approved_on": "12 October 2026",
            "approved_by": "Governing body",
            "committee": "Staffing committee",
            "in_force_from": "1 November 2026",
            "review_on": "Autumn term 2027",
            "owner": "Headteacher",
            "applies_to": "All staff and volunteers",
            "signatures": [
                SignaturePrint(name="Amara Okafor", role="Chair of governors", date="12 October 2026"),
                SignaturePrint(name="Joan Price", role="Headteacher", date="", note="signature on the paper original"),
            ],
            "statements": ["I have checked my privacy settings.", "I know whom to ask."],
            "versions": [
                VersionPrint(
                    version="3",
                    created="1 September 2026",
                    owner="Head",
                    panel_approved="3 October 2026",
                    review="2027",
                )
            ],
            "related": ["Code of conduct", "Complaints procedure (not held yet)"],
            "annexes": ["Key list (keys.docx)"],
            "legal": ["Data Protection Act 2018"],
            "content_hash": "0f" * 32,
            **other,
            "clauses": clauses,
        }
    )


def clause(
    number: str, title: str, level: int, html: str = f"<p>{WORDS}</p>", *, appendix: bool = False
) -> ClausePrint:
    anchor = f"c-{number.lower()}" if number else "first"
    return ClausePrint(number=number, title=title, level=level, anchor=anchor, html=html, appendix=appendix)


def many(sections: int, html: str) -> list[ClausePrint]:
    return [
        one
        for place in range(1, sections + 1)
        for one in (
            clause(f"{place}", f"Section {place}", 1),
            clause(f"{place}.1", "Expectations", 2, html),
            clause(f"{place}.1.1", "", 3, html),
        )
    ]


USUAL = [clause("", "Introduction", 1), *many(3, f"<p>{WORDS}</p><ul><li>one<ul><li>two</li></ul></li></ul>")]
SHAPES = {
    "usual": policy([*USUAL, clause("A", "Agreement", 1, appendix=True)]),
    "short": policy(
        [clause("", "Introduction", 1)], signatures=[], statements=[], versions=[], related=[], annexes=[], legal=[]
    ),
    "nothing filled in": PolicyPrint(school="A school", title="A policy", version=""),
    "draft": replace(policy(USUAL), mark="Draft", version="4", in_force_from=""),
    "thirty pages": policy(many(22, f"<p>{WORDS * 9}</p>")),
    "tables": policy(many(2, TABLE)),
    "cells over many rows and pages": policy([clause("1", "Areas", 1, SPANS)]),
    "as people paste": policy([clause("", "Introduction", 1), clause("1", "Messy", 1, MESSY)]),
    "levels that jump": policy([clause("1.1.1.1.1.1.1", "Deep", 7, "<h5>a</h5><h2>b</h2>"), clause("2", "Up", 1)]),
    "long names": policy(
        [
            clause(
                "1.1.1.1", "x" * 300, 9, "<p>" + "y" * 1500 + "</p><table><tr>" + ("<td>" + "z" * 30) * 8 + "</table>"
            )
        ],
        school=LONG,
        title=LONG,
        mark="Superseded on 1 May 2026",
        applies_to=WORDS * 3,
        signatures=[SignaturePrint(name=LONG, role=LONG, date="12 October 2026")] * 9,
    ),
}
RECEIPT = ReceiptPrint(
    school="Meadow Lane Primary School",
    person="Zoë O'Brien",
    policy="Social media policy",
    version="3",
    content_hash="0f" * 32,
    words="I have read this policy.\nI will follow it.",
    at="2 November 2026, 08:41",
    how="In the browser, signed in",
    number="ML-2026-000123",
    statements=[
        StatementPrint(words="I have checked my settings.", at="2 November 2026, 08:40", how="in the browser"),
        StatementPrint(words=WORDS, at="2 November 2026, 08:41"),
    ],
)
RECEIPTS = {
    "usual": RECEIPT,
    "on paper": replace(RECEIPT, words="", statements=(), how="On paper", recorded_by="A clerk", witness="A witness"),
    "long": replace(RECEIPT, school=LONG, person=LONG, policy=LONG, statements=[*RECEIPT.statements] * 20),
}


@cache
def printed(shape: str) -> bytes:
    return print_policy(SHAPES[shape])


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def outline(pdf: pikepdf.Pdf) -> list[str]:
    found: list[str] = []

    def walk(items: Any) -> None:
        for item in items:
            found.append(str(item.title))
            walk(item.children)

    with pdf.open_outline() as tree:
        walk(tree.root)
    return found


def faults(pdf: bytes) -> set[str]:
    return {f"{fault.rule_id} {fault.message}" for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures}


def assert_tagged(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.StructTreeRoot.K
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo.Title)


def elements(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Every element of the structure tree in reading order."""
    found: list[tuple[str, Any]] = []
    waiting = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append((str(element.S), element))
            waiting.extend(reversed(list(element.get("/K", []))))
    return found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.clause("STM-02", "QEI-01")
@pytest.mark.clause("QEI-26", "STM-17")
def test_a_printed_policy_of_any_shape_keeps_every_rule_of_pdf_ua_1(shape: str) -> None:
    assert faults(printed(shape)) == set()
    assert_tagged(opened(printed(shape)))


@pytest.mark.parametrize("shape", RECEIPTS)
def test_a_printed_receipt_of_any_shape_keeps_every_rule_of_pdf_ua_1(shape: str) -> None:
    pdf = print_receipt(RECEIPTS[shape])
    assert faults(pdf) == set()
    assert_tagged(opened(pdf))


def test_the_check_of_the_rules_can_fail() -> None:
    with opened(printed("short")) as pdf:
        del pdf.Root.StructTreeRoot
        broken = io.BytesIO()
        pdf.save(broken)
    assert faults(broken.getvalue())


@pytest.mark.clause("QEI-01")
def test_the_bookmarks_are_the_titled_clauses_in_their_order() -> None:
    names = outline(opened(printed("usual")))
    clauses = [f"{one.number} {one.title}".strip() for one in SHAPES["usual"].clauses if one.title]
    assert [name for name in names if name in clauses] == clauses
    assert names[0] == "Contents"
    last = [
        "Statements to confirm",
        "Related policies",
        "Files that belong to it",
        "Legal references",
        "Version history",
    ]
    assert names[-5:] == last


@pytest.mark.parametrize("shape", ["usual", "as people paste", "thirty pages"])
def test_every_link_goes_to_a_page_of_the_document_or_outside_and_says_where(shape: str) -> None:
    pdf = opened(printed(shape))
    places = dict(zip(*[iter(pdf.Root.Names.Dests.Names)] * 2, strict=True))
    places = {str(name): place for name, place in places.items()}
    links = [link for sheet in pdf.pages for link in sheet.get("/Annots", [])]
    assert links
    for link in links:
        assert str(link.Contents)
        inside = "/Dest" in link and places[str(link.Dest)][0].objgen in {sheet.obj.objgen for sheet in pdf.pages}
        assert inside or re.match("https?://", str(link.A.URI))


def test_a_line_of_the_contents_is_one_link() -> None:
    pdf = opened(printed("usual"))
    listed = [one for one in SHAPES["usual"].clauses if one.listed]
    assert len(pdf.pages[1].Annots) == len(listed) + 4
    assert str(pdf.pages[1].Annots[1].Contents) == "1 Section 1"


@pytest.mark.parametrize("shape", SHAPES)
def test_no_heading_level_is_skipped(shape: str) -> None:
    pdf = opened(printed(shape))
    levels = [int(name[2]) for name, _ in elements(pdf) if re.fullmatch("/H[1-6]", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_header_cells_say_what_they_head() -> None:
    pdf = opened(printed("tables"))
    cells = [cell for name, cell in elements(pdf) if name == "/TH"]
    scopes = [str(cell.A.Scope) for cell in cells]
    assert scopes.count("/Row") >= 12 * 4
    assert scopes.count("/Column") >= 3 * 4


def test_running_heads_and_page_numbers_are_artifacts() -> None:
    pdf = opened(printed("usual"))
    marks = [
        str(step.operands[0]) for step in pikepdf.parse_content_stream(pdf.pages[3]) if str(step.operator) == "BDC"
    ]
    assert marks.count("/Artifact") >= 4


@pytest.mark.clause("ACR-01", "ACR-02", "ACR-03", "ACR-04", "HAY-01", "COR-01", "QEI-02", "ACR-06")
def test_everything_given_is_on_the_paper() -> None:
    text = words_of(printed("usual"))
    given = SHAPES["usual"]
    for value in (
        given.school,
        given.title,
        *(value for _, value in given.facts),
        *given.related,
        *given.legal,
        *given.annexes,
    ):
        assert squeezed(value) in text
    for value in (*given.statements, given.signatures[0].name, given.signatures[1].note, given.content_hash):
        assert squeezed(value) in text
    for value in ("3 October 2026", "Approved by staff panel", "Page 2 of", "Agreement"):
        assert squeezed(value) in text


def test_what_is_missing_leaves_no_empty_label() -> None:
    text = words_of(printed("nothing filled in"))
    assert "Approved" not in text
    assert "Signatures" not in text


def test_a_draft_says_so_on_the_cover_and_at_the_head_of_every_page() -> None:
    assert words_of(printed("draft")).count("Draft") >= len(opened(printed("draft")).pages)


@pytest.mark.parametrize("shape", ["usual", "as people paste"])
def test_the_same_policy_gives_the_same_bytes(shape: str) -> None:
    assert print_policy(SHAPES[shape]) == printed(shape)


def test_a_colour_that_is_no_colour_is_not_used() -> None:
    plain = SHAPES["short"]
    assert print_policy(replace(plain, accent="red;} body {display: none")) == print_policy(plain)
    assert print_policy(replace(plain, accent="#7a1f5c")) != print_policy(plain)


def test_names_are_words_and_never_markup() -> None:
    text = words_of(print_policy(replace(SHAPES["short"], title="<h1>Title</h1>{{7}}", owner="<script>x</script>")))
    assert "<h1>Title</h1>{{7}}" in text
    assert "<script>x</script>" in text


def test_a_receipt_says_who_what_when_and_how() -> None:
    text = words_of(print_receipt(RECEIPTS["on paper"]))
    for value in (
        "Zoë O'Brien",
        "Social media policy",
        "version 3",
        "ML-2026-000123",
        "A clerk",
        "A witness",
        "0f" * 32,
    ):
        assert squeezed(value) in text
