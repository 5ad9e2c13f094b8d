"""Headings, paragraphs, lists and tables found again in what was printed."""

import datetime
import html
import re

import pytest

from foundation.documents.reading import Reading
from foundation.documents.reading.characters import key
from foundation.documents.reading.inside import read
from foundation.documents.reading.pdf import read_pdf
from tests.foundation.documents.reading.awkward import TEXTS, Awkward
from tests.foundation.documents.reading.outlines import OUTLINES, heads
from tests.foundation.documents.reading.pdf_pages import WAYS, page_of, printed
from tests.foundation.documents.reading.renderings import RENDERINGS
from tests.foundation.documents.reading.seeds import SEEDS
from tests.foundation.documents.reading.test_headings import SEED_FOLDER

TODAY = datetime.date(2026, 11, 21)


def _found(reading: Reading) -> list[tuple[str, str, int]]:
    return [
        (clause.number, key(clause.title), clause.level) for clause in reading.clauses if clause.title or clause.number
    ]


def _text(inner: str, css: str = "") -> str:
    """All that is read of a page, as HTML."""
    return "\n".join(clause.html for clause in read("policy.pdf", printed(inner, css), TODAY).clauses)


@pytest.mark.clause("QEI-01")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("outline", OUTLINES)
def test_an_outline_printed_in_any_way_is_read_back(outline: str, way: str) -> None:
    reading = read("policy.pdf", page_of(way, outline), TODAY)
    assert _found(reading) == [(head.number, key(head.title), head.level) for head in heads(OUTLINES[outline])]


@pytest.mark.parametrize("way", WAYS)
def test_what_the_front_says_is_found(way: str) -> None:
    metadata = read("policy.pdf", page_of(way, "long"), TODAY).metadata
    assert (metadata.title, metadata.school) == ("Lunch and Trips Policy", "Larchmere Primary School")
    assert metadata.approved_by == ["Full Governing Board"]
    assert metadata.review_date is not None
    assert (metadata.review_date.ends, metadata.review_date.precision) == ("2031-03-31", "month")


@pytest.mark.parametrize("way", WAYS)
def test_the_words_under_each_heading_are_those_of_the_word_file(way: str) -> None:
    printed_clauses = read("policy.pdf", page_of(way, "long"), TODAY).clauses
    typed = read("policy.docx", RENDERINGS["word-styles"][1](OUTLINES["long"]), TODAY).clauses
    expected = {key(clause.title): _words(clause.html) for clause in typed if clause.title}
    assert {key(clause.title): _words(clause.html) for clause in printed_clauses if clause.title} == expected


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", html.unescape(re.sub(r"<[^>]+>", " ", text)))


AWKWARD = [document for document in TEXTS if document.name.endswith(".txt")]


@pytest.mark.parametrize("document", AWKWARD, ids=lambda document: document.name)
def test_an_awkward_document_printed_gives_its_true_headings_only(document: Awkward) -> None:
    reading = read("policy.pdf", printed(_typed(document.data.decode()), "p { white-space: pre-wrap }"), TODAY)
    assert _found(reading) == [(head.number, key(head.title), head.level) for head in document.heads]


def _typed(text: str) -> str:
    """Plain text as somebody's word processor prints it: lines with tabs as a table, the rest as paragraphs."""
    said = ""
    for part in re.split(r"\n\n+", text):
        lines = part.split("\n")
        if len(lines) > 1 and "\t" in part:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) for line in lines)
            said += "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        else:
            said += "<p>" + "<br>".join(html.escape(line) for line in lines) + "</p>"
    return said


def _documents() -> list[tuple[str, bytes]]:
    """An invented policy, and each of the five real ones that is present."""
    invented = ("invented.txt", RENDERINGS["dots"][1](OUTLINES["long"]))
    return [invented, *((name, (SEED_FOLDER / name).read_bytes()) for name in SEEDS if (SEED_FOLDER / name).exists())]


@pytest.mark.parametrize("css", ["", "@page { size: A5; @bottom-center { content: 'Page ' counter(page) } }"])
@pytest.mark.parametrize("document", _documents(), ids=lambda document: document[0])
def test_a_policy_printed_gives_the_headings_of_its_text(document: tuple[str, bytes], css: str) -> None:
    typed = read(*document, TODAY)
    inner = "".join(
        (
            f"<h{clause.level + 1}>{html.escape(f'{clause.number} {clause.title}')}</h{clause.level + 1}>"
            * bool(clause.title)
        )
        + clause.html
        for clause in typed.clauses
    )
    front = f"<p style='font-size: 20pt'>{html.escape(typed.metadata.title)}</p>"
    reading = read(
        "policy.pdf", printed(front + inner, f"h2 {{ font-size: 15pt }} h3 {{ font-size: 13pt }} {css}"), TODAY
    )
    assert _found(reading) == _found(typed)


PARAGRAPH = (
    "The kitchen keeps a list of everybody who cannot eat what is offered, and the list hangs where it can be seen"
    " by those who serve. "
)


def test_words_divided_at_the_ends_of_lines_are_whole_again() -> None:
    words = (
        PARAGRAPH + "Nobody is disadvantaged by arrangements that the responsible governors have acknowledged. "
    ) * 6
    css = "@page { size: A5 } body { width: 38mm } p { hyphens: auto; text-align: justify }"
    said = _text(f"<h2>Lunch</h2><p>{words}</p>", css)
    assert "- " not in said
    assert said.count("disadvantaged") == said.count("arrangements") == said.count("acknowledged") == 6


def test_a_hyphen_that_belongs_to_a_word_stays() -> None:
    said = _text(
        "<h2>Care</h2><p>Our self-<br>esteem grows with well-<br>being. In-<br>formation goes out. "
        "It is a one-<br>off. Pupils co-<br>operate, and the co-operate rule holds.</p>"
    )
    for word in ("self-esteem", "well-being", "Information", "one-off", "co-operate, and"):
        assert word in said


def test_soft_hyphens_and_ligatures_are_plain_letters() -> None:
    said = _text("<h2>Care</h2><p>The o\ufb03ce \ufb01rst noti\u00ad\ufb01es sta\ufb00 of \ufb02ooding.</p>")
    assert "The office first notifies staff of flooding." in said


def test_raised_and_lowered_letters_stay_in_their_words() -> None:
    said = _text("<h2>Days</h2><p>On the 1<sup>st</sup> of May we meet<sup>3</sup>. H<sub>2</sub>O is water.</p>")
    assert "On the 1st of May we meet3. H2O is water." in said


GLYPHS = ("•", "▪", "➢", "✓", "❖", "–", "o", "■", "\uf0b7", "\uf0a7", "●")


@pytest.mark.parametrize("glyph", GLYPHS)
def test_bullets_of_any_glyph_are_items(glyph: str) -> None:
    rows = "".join(
        f"<tr><td>{glyph}</td><td>{text}</td></tr>"
        for text in (
            "Shut the gate",
            "Sign the book, and hand back the key that was lent for the day to whoever is at the desk by then",
            "Go",
        )
    )
    css = "table { margin-left: 8mm } td { border: 0; padding: 0 4mm 0 0; vertical-align: top }"
    said = _text(f"<h2>Leaving</h2><p>{PARAGRAPH}</p><table>{rows}</table><p>{PARAGRAPH}</p>", css)
    assert said.count("<li>") == 3
    assert "<li>Shut the gate</li>" in said
    assert "for the day to whoever is at the desk by then</li>" in said


def test_items_inside_items_keep_their_depth() -> None:
    said = _text(
        "<h2>Trips</h2><p>We take:</p><ul><li>water<ul><li>cups</li><li>jugs</li></ul></li><li>bread</li></ul>"
    )
    assert said.count("<ul>") == 2
    assert re.search(r"<li>water\s*<ul>\s*<li>cups</li>\s*<li>jugs</li>\s*</ul>\s*</li>\s*<li>bread</li>", said)


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = "alder " * 150, "birch " * 150
    said = _text(
        f"<h2>Trees</h2><div style='columns: 2; column-fill: auto; height: 120mm'><p>{left}</p><p>{right}</p></div>"
    )
    words = re.findall("alder|birch", said)
    assert words == ["alder"] * 150 + ["birch"] * 150


def test_tables_with_and_without_ruled_lines_keep_their_cells() -> None:
    rows = (
        ("Version", "Date created", "Owner", "Review date"),
        ("1", "May 2024", "R. Finch", "May 2027"),
        ("2", "June 2025", "A. Wren and the office", "June 2028"),
    )
    table = (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )
    for css in ("", "td { border: 0; padding: 3pt 20pt 3pt 0 }"):
        reading = read(
            "policy.pdf", printed(f"<h2>Versions</h2><p>{PARAGRAPH}</p>{table}<p>{PARAGRAPH}</p>", css), TODAY
        )
        assert [(row.version, row.owner, row.review) for row in reading.metadata.version_table] == [
            ("1", "R. Finch", "May 2027"),
            ("2", "A. Wren and the office", "June 2028"),
        ]


def test_a_table_cut_by_the_end_of_a_page_is_one_table() -> None:
    rows = "".join(f"<tr><td>Club {at}</td><td>{PARAGRAPH}</td></tr>" for at in range(8))
    said = _text(f"<h2>Clubs</h2><table>{rows}</table>", "@page { size: A6; margin: 12mm }")
    assert said.count("<table>") == 1
    assert said.count("<tr>") == 8
    assert said.count(PARAGRAPH.strip()) == 8


def test_a_sentence_cut_by_the_end_of_a_page_is_one_paragraph() -> None:
    heads = "@top-left { content: 'Lunch Policy' } @bottom-left { content: counter(page) }"
    css = f"@page {{ size: A6; margin: 12mm; {heads} }}"
    said = _text(f"<h2>Lunch</h2><p>{PARAGRAPH * 12}</p>", css)
    assert said.count("<p>") == 1
    assert "Lunch Policy" not in said


def test_what_is_bold_inside_a_paragraph_stays_so() -> None:
    assert "<strong>never</strong> alone" in _text(
        "<h2>Gate</h2><p>A child is <b>never</b> alone at the gate, whatever the hour.</p>"
    )


def test_a_heading_that_takes_two_lines_is_one_heading() -> None:
    css = "@page { size: A6 } h2 { font-size: 15pt }"
    title = "1. Arrangements for meals away from the school and on longer journeys"
    inner = f"<h2>{title}</h2><p>{PARAGRAPH}</p><h2>2. Review</h2><p>{PARAGRAPH}</p>"
    reading = read("policy.pdf", printed(inner, css), TODAY)
    assert [title for _, title, _ in _found(reading)] == [
        "arrangements for meals away from the school and on longer journeys",
        "review",
    ]


def test_the_name_of_a_file_is_not_taken_for_a_title() -> None:
    assert read_pdf(printed("<p>x</p>", title="Microsoft Word - draft3.docx")).title == ""
    assert read_pdf(printed("<p>x</p>", title="Lunch Policy")).title == "Lunch Policy"
