"""The invented outlines written out as the documents that schools send, in every way of setting a heading."""

import html
import io
import textwrap
from collections.abc import Callable

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from tests.foundation.documents.reading.outlines import Head, Outline, Part

Renderer = Callable[[Outline], bytes]
FRONT = (
    "Larchmere Primary School\n\nLunch and Trips Policy\n\nApproved by: Full Governing Board\nReview date: March 2031\n"
)


def _line(head: Head, dot: str = ".") -> str:
    if head.number.startswith("Appendix"):
        return f"{head.number.upper()}\n\n{head.title}"
    mark = dot if "." not in head.number else ""
    return f"{head.number}{mark} {head.title}".strip() if head.number else head.title


def _text(
    outline: Outline, head: Callable[[Head], str], glyph: str = "-", gap: str = "\n\n", front: str = FRONT
) -> str:
    parts = [front.strip()] if front else []
    for part in outline:
        if isinstance(part, Head):
            parts.append(head(part))
        elif part.kind == "list":
            parts.append("\n".join(f"{glyph} {line}" for line in part.lines))
        else:
            parts.append("\n".join(part.lines))
    return gap.join(parts) + "\n"


def txt_dots(outline: Outline) -> bytes:
    return _text(outline, _line).encode()


def txt_no_dots(outline: Outline) -> bytes:
    return _text(outline, lambda head: _line(head, ""), glyph="•").encode("utf-16")


def txt_capitals(outline: Outline) -> bytes:
    return _text(outline, lambda head: _line(head).upper(), glyph="👑").encode()


def txt_bold_marks(outline: Outline) -> bytes:
    return _text(outline, lambda head: f"**{_line(head).replace(chr(10) * 2, ' – ')}**", glyph="*").encode()


def txt_wrapped(outline: Outline) -> bytes:
    text = _text(outline, _line, glyph="o")
    wrapped = [
        textwrap.fill(line, 72, subsequent_indent="  " if line.startswith("o ") else "") if "\t" not in line else line
        for line in text.split("\n")
    ]
    return "\n".join(wrapped).encode()


def txt_underlined(outline: Outline) -> bytes:
    def head(given: Head) -> str:
        line = _line(given).replace("\n\n", " - ")
        return f"{line}\n{'-' * len(line)}"

    return _text(outline, head, glyph="‐").encode()


def txt_paged(outline: Outline) -> bytes:
    """With a running head and foot on every page, form feeds, and a contents list with dots."""
    listed = [
        f"{_line(part).replace(chr(10) * 2, ' ')} {'.' * 20} {3 + at}"
        for at, part in enumerate(outline)
        if isinstance(part, Head)
    ]
    text = "\n".join(_text(outline, _line, front="").split("\n"))
    pieces = text.split("\n\n")
    pages = ["\n\n".join(pieces[at : at + 5]) for at in range(0, len(pieces), 5)]
    contents = "CONTENTS\n" + "\n".join(listed)
    set_pages = [
        f"Lunch and Trips Policy – Larchmere Primary School\n\n{page}\n\nPage {number} of {len(pages) + 2}"
        for number, page in enumerate([FRONT, contents, *pages], 1)
    ]
    return "\f".join(set_pages).encode()


def txt_tabs(outline: Outline) -> bytes:
    def head(given: Head) -> str:
        return f"{given.number}.\t{given.title}" if given.number[:1].isdigit() else _line(given)

    return _text(outline, head, glyph="·\t").replace("- ", "–\t").encode()


def txt_windows(outline: Outline) -> bytes:
    text = _text(outline, _line, glyph="–").replace("that is", "that\u00a0is").replace("trip", "tri\u00adp")
    return text.replace("We ", "“We” ").replace("\n", "\r\n").encode("cp1252")


def txt_tight(outline: Outline) -> bytes:
    """Every heading straight over its text, with one blank line before it."""
    lines = [FRONT]
    for part in outline:
        if isinstance(part, Head):
            lines += ["", *_line(part).split("\n\n")]
        else:
            lines += [f"§ {line}" for line in part.lines] if part.kind == "list" else list(part.lines)
    return "\n".join(lines).encode()


def markdown(outline: Outline) -> bytes:
    def head(given: Head) -> str:
        return f"{'#' * (given.level + 1)} {_line(given).replace(chr(10) * 2, ': ')}"

    text = _text(outline, head, front="# Lunch and Trips Policy\n\nLarchmere Primary School")
    rows = ("Who\tWhat\tWhen", "| Who | What | When |\n|---|---|---|")
    return text.replace(*rows).replace("Office\tCalls home\tDaily", "| Office | Calls home | Daily |").encode()


def markdown_bold(outline: Outline) -> bytes:
    return _text(outline, lambda head: f"**{_line(head).replace(chr(10) * 2, ' ')}**", front="").encode()


def _html(outline: Outline, head: Callable[[Head], str]) -> bytes:
    parts = ["<!DOCTYPE html><html><head><title>Lunch and Trips Policy</title><style>p{color:red}</style></head><body>"]
    for part in outline:
        if isinstance(part, Head):
            parts.append(head(part))
        elif part.kind == "list":
            parts.append("<ul>" + "".join(f"<li>{html.escape(line)}" for line in part.lines) + "</ul>")
        elif part.kind == "table":
            rows = ("".join(f"<td>{cell}" for cell in line.split("\t")) for line in part.lines)
            parts.append("<table>" + "".join(f"<tr>{row}" for row in rows) + "</table>")
        else:
            parts.append(f"<p>{html.escape(part.lines[0])}</p>")
    return "\n".join(parts).encode()


def html_headings(outline: Outline) -> bytes:
    return _html(
        outline, lambda head: f"<h{head.level + 1}>{_line(head).replace(chr(10) * 2, ' ')}</h{head.level + 1}>"
    )


def html_bold(outline: Outline) -> bytes:
    return _html(outline, lambda head: f"<p><b>{_line(head).replace(chr(10) * 2, ' ')}</b></p>")


def html_bold_over_break(outline: Outline) -> bytes:
    made = _html(outline, lambda head: f"<p><strong>{_line(head).replace(chr(10) * 2, ' ')}</strong><br>@@")
    return made.replace(b"@@\n<p>", b"").replace(b"@@", b"</p>")


def _word(outline: Outline, head: Callable[[docx.document.Document, Head], None], title: bool = True) -> bytes:
    document = docx.Document()
    for section in document.sections:
        section.header.paragraphs[0].text = "Lunch and Trips Policy"
        section.footer.paragraphs[0].text = "Page 1"
    if title:
        document.add_paragraph("Larchmere Primary School")
        document.add_paragraph("Lunch and Trips Policy", style="Title")
    for part in outline:
        if isinstance(part, Head):
            head(document, part)
        else:
            _word_part(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word_part(document: docx.document.Document, part: Part) -> None:
    if part.kind == "list":
        for line in part.lines:
            document.add_paragraph(line, style="List Bullet")
    elif part.kind == "table":
        rows = [line.split("\t") for line in part.lines]
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].add_run(text).bold = row is rows[0]
    else:
        document.add_paragraph(part.lines[0])


def word_styles(outline: Outline) -> bytes:
    def head(document: docx.document.Document, given: Head) -> None:
        document.add_heading(_line(given).replace("\n\n", " – "), given.level)

    return _word(outline, head)


def _word_bold(outline: Outline, size: float | None = None, caps: bool = False, underlined: bool = False) -> bytes:
    def head(document: docx.document.Document, given: Head) -> None:
        for line in _line(given).split("\n\n"):
            run = document.add_paragraph().add_run(line.upper() if caps else line)
            run.bold = size is None and not underlined
            run.underline = underlined
            if size:
                run.font.size = Pt(size)

    return _word(outline, head)


def word_bold(outline: Outline) -> bytes:
    return _word_bold(outline)


def word_large(outline: Outline) -> bytes:
    return _word_bold(outline, size=15)


def word_bold_capitals(outline: Outline) -> bytes:
    return _word_bold(outline, caps=True)


def word_underlined(outline: Outline) -> bytes:
    return _word_bold(outline, underlined=True)


def word_counted(outline: Outline) -> bytes:
    """Numbers counted by Word from numbering.xml; the text of a heading has none."""

    def head(document: docx.document.Document, given: Head) -> None:
        if not given.number[:1].isdigit():
            document.add_heading(_line(given).replace("\n\n", " "), 1)
            return
        paragraph = document.add_heading(given.title, given.level)
        _number(document, paragraph, given.level - 1)

    return _word(outline, head)


def word_counted_bold(outline: Outline) -> bytes:
    """Bold paragraphs in a counted list, no heading styles."""

    def head(document: docx.document.Document, given: Head) -> None:
        paragraph = document.add_paragraph()
        paragraph.add_run(given.title if given.number[:1].isdigit() else _line(given).replace("\n\n", " ")).bold = True
        if given.number[:1].isdigit():
            _number(document, paragraph, given.level - 1)

    return _word(outline, head, title=False)


def _number(document: docx.document.Document, paragraph: Paragraph, depth: int) -> None:
    numbering = document.part.numbering_part.element
    if not numbering.xpath("//w:abstractNum[@w:abstractNumId='99']"):
        levels = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
            for at, text in enumerate(("%1.", "%1.%2"))
        )
        numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">{levels}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    marks = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="99"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(marks))


RENDERINGS: dict[str, tuple[str, Renderer]] = {
    "dots": ("txt", txt_dots),
    "no-dots": ("txt", txt_no_dots),
    "capitals": ("txt", txt_capitals),
    "bold-marks": ("txt", txt_bold_marks),
    "wrapped": ("txt", txt_wrapped),
    "underlined": ("txt", txt_underlined),
    "paged": ("txt", txt_paged),
    "tabs": ("txt", txt_tabs),
    "windows": ("txt", txt_windows),
    "tight": ("txt", txt_tight),
    "markdown": ("md", markdown),
    "markdown-bold": ("md", markdown_bold),
    "html-headings": ("html", html_headings),
    "html-bold": ("html", html_bold),
    "html-break": ("html", html_bold_over_break),
    "word-styles": ("docx", word_styles),
    "word-bold": ("docx", word_bold),
    "word-large": ("docx", word_large),
    "word-bold-capitals": ("docx", word_bold_capitals),
    "word-underlined": ("docx", word_underlined),
    "word-counted": ("docx", word_counted),
    "word-counted-bold": ("docx", word_counted_bold),
}
