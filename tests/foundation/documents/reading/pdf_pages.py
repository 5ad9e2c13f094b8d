"""The invented outlines printed as PDF in the ways that word processors print them."""

import html
from collections.abc import Callable
from functools import cache

import weasyprint  # type: ignore[import-untyped]

from tests.foundation.documents.reading.outlines import OUTLINES, Head, Outline, Part

Setter = Callable[[Head], str]
PAGE = """
@page { size: A4; margin: 25mm }
body { font: 11pt/1.35 'Liberation Sans', sans-serif }
h2, h3 { bookmark-level: none; margin: 14pt 0 5pt }
p { margin: 0 0 7pt } table { border-collapse: collapse } td { border: .5pt solid; padding: 3pt }
"""
FRONT = (
    "<p class=front>Larchmere Primary School</p><p class=front>Lunch and Trips Policy</p>"
    "<p>Approved by: Full Governing Board</p><p>Review date: March 2031</p>"
)


def printed(inner: str, css: str = "", title: str = "") -> bytes:
    """A page of HTML as PDF."""
    text = f"<html lang=en><head><title>{title}</title><style>{PAGE}{css}</style></head><body>{inner}</body></html>"
    data: bytes = weasyprint.HTML(string=text).write_pdf()
    return data


def line(head: Head) -> str:
    """The heading as it stands on paper."""
    if head.number.startswith("Appendix"):
        return f"{head.number}: {head.title}"
    dot = "." if head.number and "." not in head.number else ""
    return html.escape(f"{head.number}{dot} {head.title}".strip())


def body(outline: Outline, setter: Setter) -> str:
    """The outline as HTML after the usual front."""
    return FRONT + "".join(setter(part) if isinstance(part, Head) else _part(part) for part in outline)


def _part(part: Part) -> str:
    if part.kind == "list":
        return "<ul>" + "".join(f"<li>{html.escape(text)}</li>" for text in part.lines) + "</ul>"
    if part.kind == "table":
        rows = ("".join(f"<td>{cell}</td>" for cell in text.split("\t")) for text in part.lines)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return f"<p>{html.escape(part.lines[0])}</p>"


def _tagged(head: Head) -> str:
    return f"<h{head.level + 1}>{line(head)}</h{head.level + 1}>"


def _contents(outline: Outline) -> str:
    """A list of contents with dots and page numbers, on a page of its own."""
    heads = [part for part in outline if isinstance(part, Head)]
    listed = "".join(f'<li><a href="#h{at}">{line(head)}</a></li>' for at, head in enumerate(heads))
    return f"<div class=toc><p>Contents</p><ol>{listed}</ol></div>"


def with_contents(outline: Outline) -> str:
    heads = [part for part in outline if isinstance(part, Head)]
    places = {id(head): at for at, head in enumerate(heads)}
    text = body(outline, lambda head: _tagged(head).replace(">", f" id=h{places[id(head)]}>", 1))
    return text.replace(FRONT, FRONT + _contents(outline))


LEADERS = (
    ".toc { break-after: page } .toc ol { list-style: none; padding: 0 }"
    " .toc a { color: black; text-decoration: none }"
    " .toc a::after { content: leader('.') target-counter(attr(href), page) }"
)
LARGER = "h2 { font-size: 15pt } h3 { font-size: 12.5pt }"
HEADS = (
    "@page { size: A5; margin: 20mm; @top-center { content: 'Lunch and Trips Policy – Larchmere Primary School' }"
    " @bottom-right { content: 'Page ' counter(page) ' of ' counter(pages) } }"
)
WAYS: dict[str, tuple[Callable[[Outline], str], str]] = {
    "larger": (lambda outline: body(outline, _tagged), LARGER),
    "bold": (lambda outline: body(outline, lambda head: f"<p><b>{line(head)}</b></p>"), ""),
    "capitals": (lambda outline: body(outline, lambda head: f"<p>{line(head).upper()}</p>"), ""),
    "underlined": (lambda outline: body(outline, lambda head: f"<p><u>{line(head)}</u></p>"), ""),
    "no looks": (lambda outline: body(outline, lambda head: f"<p>{line(head)}</p>"), "p { margin: 0 0 11pt }"),
    "heads and feet": (lambda outline: body(outline, _tagged), HEADS + LARGER),
    "justified": (
        lambda outline: body(outline, _tagged),
        LARGER + "@page { size: A5; margin: 18mm; @bottom-center { content: counter(page) } }"
        " p, li { text-align: justify; hyphens: auto }",
    ),
    "two columns": (
        lambda outline: body(outline, _tagged),
        LARGER + "body { columns: 2; column-gap: 8mm } .front { column-span: all }",
    ),
    "indented": (lambda outline: body(outline, _tagged), LARGER + "p { margin: 0; text-indent: 8mm }"),
    "contents": (with_contents, LARGER + LEADERS),
    "bookmarks": (lambda outline: body(outline, _tagged), "h2 { bookmark-level: 1 } h3 { bookmark-level: 2 }"),
    "sideways": (lambda outline: body(outline, _tagged), LARGER + "@page { size: A4 landscape }"),
}


@cache
def page_of(way: str, outline: str) -> bytes:
    """One of the outlines, printed one of the ways."""
    write, css = WAYS[way]
    return printed(write(OUTLINES[outline]), css)
