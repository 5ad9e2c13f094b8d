"""Clause HTML, typed or read in, is refused with a sentence or left with nothing that acts, fetches or exhausts."""

import datetime
import re
import time

import pytest
from lxml import html

from foundation.documents.reading import CannotRead, clean_clause_html
from foundation.documents.reading.cleaning import ATTRIBUTES, DEPTH, NODES, SPAN, TAGS
from foundation.documents.reading.inside import read
from tests.corpus.policy_html import Row, rows

ROWS = rows()
LINK = re.compile(r"(?i)^(https?://[^/\\\s]|mailto:[^\s/]+@)")
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def harms(clean: str) -> list[str]:
    """Whatever in the HTML is not on the short list of what a clause may hold."""
    root = html.fragment_fromstring(clean, create_parent="div") if clean.strip() else html.Element("div")
    found = []
    for count, node in enumerate(root.iterdescendants(), 1):
        if not isinstance(node.tag, str) or node.tag not in TAGS:
            found.append(f"tag {node.tag}")
            continue
        for name, value in node.attrib.items():
            if name not in ATTRIBUTES.get(node.tag, set()) | ({"rel"} if node.tag == "a" else set()):
                found.append(f"attribute {name}")
            if name == "href" and (not LINK.match(value) or node.get("rel") != "noopener noreferrer nofollow"):
                found.append(f"link {value[:60]}")
            if name in ("colspan", "rowspan") and int(value) > SPAN:
                found.append(f"span {value}")
        if count > NODES or sum(1 for _ in node.iterancestors()) > DEPTH:
            found.append("too many or too deep")
            break
    return found + (["unseen signs"] if UNSEEN.search(clean) else []) + (["marks"] if "\u0301" * 9 in clean else [])


def test_the_class_has_at_least_250_rows_each_with_its_own_id() -> None:
    assert len(ROWS) >= 250
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id[:60].encode("ascii", "replace").decode())
def test_hostile_html_is_refused_or_left_harmless(row: Row) -> None:
    start = time.monotonic()
    sentence = ""
    try:
        clean = clean_clause_html(row.html)
    except CannotRead as refused:
        clean, sentence = "", refused.sentence
    assert time.monotonic() - start < 10
    assert row.answer in ("refused" if sentence else "cleaned", "either")
    assert re.fullmatch(r"(?:[A-Z][^<>]*\.)?", sentence)
    assert harms(clean) == []
    assert row.answer != "cleaned" or row.kept in html.fragment_fromstring(clean, create_parent="div").text_content()
    if clean:
        assert clean_clause_html(clean) == clean, "what is clean stays as it is"


def test_a_whole_page_of_hostile_html_is_read_in_without_harm() -> None:
    today = datetime.date(2026, 11, 21)
    refused: list[Row] = []
    for row in ROWS:
        page = f"<h1>Gates policy</h1><h2>Gates</h2><p>Shut the gate behind you.</p>{row.html}"
        try:
            reading = read("policy.html", page.encode("utf-8", "replace"), today)
        except CannotRead:
            refused.append(row)
            continue
        assert [found for clause in reading.clauses for found in harms(clause.html)] == [], row.id
    assert [row.id for row in refused if row.answer == "cleaned" and "\0" not in row.html] == []


def test_what_the_harm_test_looks_for_it_finds() -> None:
    assert harms("<p onclick=x>x</p>") == ["attribute onclick"]
    assert harms("<script>x</script>") == ["tag script"]
    assert harms('<a href="javascript:x" rel="noopener noreferrer nofollow">x</a>') == ["link javascript:x"]
    assert harms("<table><tr><td colspan=51>x</table>") == ["span 51"]


def test_what_a_policy_needs_is_kept() -> None:
    kept = (
        '<p>See <a href="https://www.gov.uk/x?y=1&amp;z=2" rel="noopener noreferrer nofollow">the guide</a> or '
        '<a href="mailto:office@school.example" rel="noopener noreferrer nofollow">write</a>.</p>'
        '<ol start="3"><li><strong>One</strong><ul><li><em>two</em></li></ul></li></ol>'
        '<table><thead><tr><th scope="col" colspan="2">A</th></tr></thead><tbody>'
        '<tr><td rowspan="2">b</td><td>c</td></tr></tbody></table>'
    )
    assert clean_clause_html(kept) == kept
