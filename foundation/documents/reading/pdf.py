"""PDF documents: what was printed, put back into headings, paragraphs, lists and tables.

A PDF says where letters stand, not what they are. Read with PDFium, the reader of Chrome: nothing in the file is run,
drawn or fetched. Scripts, attached files, form fields and comments are left out and named.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from foundation.documents.reading.blocks import Block, Source
from foundation.documents.reading.characters import key, squeezed
from foundation.documents.reading.model import CannotRead, ReadWarning
from foundation.documents.reading.pdf_blocks import blocks_of
from foundation.documents.reading.pdf_bombs import refuse_bombs
from foundation.documents.reading.pdf_furniture import set_aside_furniture
from foundation.documents.reading.pdf_glyphs import Page, TooMuch, take_page
from foundation.documents.reading.pdf_lines import Line, in_reading_order, lines_of
from foundation.documents.reading.pdf_tables import over_pages, ruled_tables, spaced_tables

PAGES, GLYPHS = 400, 400_000
REMARKS, BOOKMARKS, DEEPEST = 200, 2_000, 6
TOO_LONG = "This document is too long for one policy. Divide it, and bring in the parts one by one."
DAMAGED = "This PDF is damaged. Open the document it was made from, save it as PDF again, and try the new file."
LOCKED = "This PDF has a password. Save it again without a password, or use the document it was made from."
TOO_MANY = "This PDF has more than 400 pages. Divide it, and bring in the parts one by one."
TOO_MUCH = "There is far more on a page of this PDF than a policy has. Use the document it was made from."
NO_PAGES = "This PDF has no pages. Save it again from the document it was made from."
SCAN = (
    "This PDF is a scan: its pages are pictures, and there is no text to read. Use the document it was printed from, "
    "or have the text recognised by the scanner's program first."
)
FORM = "This PDF is an interactive form of a kind that only Adobe programs show. Save or print it as a plain PDF."
GARBLED = (
    "The letters in this PDF cannot be told from one another, because its fonts do not say what they stand for. Use "
    "the document it was made from."
)
LEFT_OUT = {
    "scripts": "Scripts in the PDF were left out.",
    "embedded": "Files attached to the PDF were left out.",
    "fields": "What was filled into form fields was left out. Only the printed words were read.",
    "comments": "Comments and stamps were left out.",
    "hidden": "Hidden text was left out.",
    "pictures": "Pictures were left out.",
    "recognised": "This is a scan: the words were recognised by a program. Read them against the original.",
}
_FILE_NAME = re.compile(
    r"(?i)^(microsoft (office )?word|powerpoint|untitled|document\d*)\b|\.(docx?|odt|pdf|rtf|pages|indd)$"
)


def read_pdf(data: bytes) -> Source:
    """The document as blocks. Raises CannotRead with what is wrong with it."""
    refuse_bombs(data)
    with _opened(data) as document:
        pages, left_out = _pages(document), _outside(document)
        title, marks = _title(document), _bookmarks(document)
    _check_text(pages)
    lines, heads = _lines(pages)
    blocks = blocks_of(lines)
    _set_levels(blocks, marks)
    aside = [Block("text", said, html="", dropped=True) for said in heads]
    warnings = [ReadWarning(f"left-out-{code}", LEFT_OUT[code]) for code in (*left_out, *_unseen(pages))]
    return Source([*aside, *blocks], warnings + _without_text(pages), title=title)


@contextmanager
def _opened(data: bytes) -> Iterator[ctypes.c_void_p]:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        failed = pdfium.FPDF_GetLastError()
        raise CannotRead(LOCKED if failed in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) else DAMAGED)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _pages(document: ctypes.c_void_p) -> list[Page]:
    count = pdfium.FPDF_GetPageCount(document)
    if count > PAGES:
        raise CannotRead(TOO_MANY)
    if pdfium.FPDF_GetFormType(document) in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        raise CannotRead(FORM)
    pages: list[Page] = []
    for at in range(count):
        page = _page(document, at)
        if page:
            pages.append(page)
        if sum(page.glyphs for page in pages) > GLYPHS:
            raise CannotRead(TOO_LONG)
    if not pages:
        raise CannotRead(DAMAGED if count else NO_PAGES)
    return pages


def _page(document: ctypes.c_void_p, at: int) -> Page | None:
    page = pdfium.FPDF_LoadPage(document, at)
    if not page:
        return None
    try:
        return take_page(page)
    except TooMuch as error:
        raise CannotRead(TOO_MUCH) from error
    finally:
        pdfium.FPDF_ClosePage(page)


def _outside(document: ctypes.c_void_p) -> list[str]:
    """What the file carries besides its pages, by the code of its warning."""
    found = []
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.append("scripts")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        found.append("embedded")
    if pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE:
        found.append("fields")
    if _has_remarks(document):
        found.append("comments")
    return found


def _has_remarks(document: ctypes.c_void_p) -> bool:
    """Whether somebody wrote on the pages: notes, text boxes, stamps."""
    remarks = (pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK)
    for at in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, at)
        if not page:
            continue
        for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), REMARKS)):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            pdfium.FPDFPage_CloseAnnot(note)
            if kind in remarks:
                pdfium.FPDF_ClosePage(page)
                return True
        pdfium.FPDF_ClosePage(page)
    return False


def _title(document: ctypes.c_void_p) -> str:
    """The title in the file's own particulars, where it is one and not the name of a file."""
    title = _text(pdfium.FPDF_GetMetaText, document, b"Title")
    title = re.sub(r"(?i)^microsoft (office )?word - ", "", title)
    return "" if _FILE_NAME.search(title) else title


def _text(ask: Callable[..., int], *of: Any) -> str:
    """A text that PDFium gives in UTF-16, ended by a nought; at most a thousand letters of it."""
    held = ctypes.create_string_buffer(2000)
    size = ask(*of, held, len(held))
    return squeezed(held.raw[: max(0, size - 2)].decode("utf-16-le", "ignore")) if 2 < size <= len(held) else ""


def _bookmarks(document: ctypes.c_void_p) -> list[tuple[str, int]]:
    """Titles and depths of the file's own list of headings, if it has one."""
    found: list[tuple[str, int]] = []
    waiting = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 1)]
    while waiting and len(found) < BOOKMARKS:
        mark, depth = waiting.pop()
        if not mark:
            continue
        title = _text(pdfium.FPDFBookmark_GetTitle, mark)
        found.append((title, depth))
        waiting.append((pdfium.FPDFBookmark_GetNextSibling(document, mark), depth))
        if depth < DEEPEST:
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(document, mark), depth + 1))
    return found


def _set_levels(blocks: list[Block], marks: list[tuple[str, int]]) -> None:
    """Take the file's bookmarks for the levels of headings, where nearly all of them are lines of the text."""
    at, matched = 0, []
    for title, depth in marks:
        place = next((n for n in range(at, len(blocks)) if _is_line(blocks[n], title)), None)
        if place is not None:
            matched.append((blocks[place], depth))
            at = place + 1
    if len(matched) >= 3 and len(matched) >= 0.8 * len(marks):
        for block, depth in matched:
            block.level = depth


def _is_line(block: Block, title: str) -> bool:
    return block.kind == "text" and block.words <= 30 and key(block.text) == key(title) != ""


def _check_text(pages: list[Page]) -> None:
    glyphs, unknown = sum(page.glyphs for page in pages), sum(page.unknown for page in pages)
    if not any(page.pieces for page in pages) and any(page.pictures for page in pages):
        raise CannotRead(SCAN)
    if glyphs and unknown > 0.3 * glyphs:
        raise CannotRead(GARBLED)


def _unseen(pages: list[Page]) -> list[str]:
    """What could not be seen on the pages, by the code of its warning."""
    recognised = any(piece.ink.hidden for page in pages for piece in page.pieces)
    hidden = any(page.hidden and not any(piece.ink.hidden for piece in page.pieces) for page in pages)
    pictures = any(page.pictures for page in pages) and not recognised
    named = (("recognised", recognised), ("hidden", hidden), ("pictures", pictures))
    return [code for code, found in named if found]


def _without_text(pages: list[Page]) -> list[ReadWarning]:
    """Pages that are only a picture among pages with text."""
    scans = [str(number) for number, page in enumerate(pages, 1) if page.pictures and not page.pieces]
    if not scans:
        return []
    named = f"Page {scans[0]} is a picture" if len(scans) == 1 else f"Pages {', '.join(scans[:20])} are pictures"
    return [ReadWarning("left-out-scans", f"{named} without text and could not be read.")]


def _lines(pages: list[Page]) -> tuple[list[Line], list[str]]:
    """All lines in reading order, and what the running heads and feet say."""
    tables, written = [], []
    for page in pages:
        drawn, rest = ruled_tables(page)
        tables.append(drawn)
        written.append(lines_of(page, rest))
    heads = set_aside_furniture(written, [page.height for page in pages])
    ordered: list[Line] = []
    for number, (drawn, lines) in enumerate(zip(tables, written, strict=True)):
        ordered += _page_lines(number, drawn, [line for line in lines if not line.furniture])
    return over_pages(ordered), heads


def _page_lines(number: int, drawn: list[Line], lines: list[Line]) -> list[Line]:
    """The lines of one page, its tables at their places."""
    found = spaced_tables(in_reading_order(sorted([*drawn, *lines], key=lambda line: -line.y)))
    for line in found:
        line.page = number
    return found
