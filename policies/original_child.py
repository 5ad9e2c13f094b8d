"""Inside the limited child only: loads what reads Word and PDF."""

import html
import io
import json

import mammoth

from foundation.documents.reading.arriving import format_of, text_of
from foundation.documents.reading.cleaning import clean_clause_html
from foundation.documents.reading.package import Package
from foundation.documents.reading.pdf import read_pdf
from policies.original import MOST, as_paragraphs

# The page around it has the two highest levels.
HEADINGS = "\n".join(f"p[style-name='Heading {n}'] => h{min(n + 2, 6)}:fresh" for n in range(1, 7))


def show(payload: bytes) -> bytes:
    """The whole document as clean HTML; `payload` is a line of JSON with its name, then its bytes."""
    head, _, data = payload.partition(b"\n")
    kind = format_of(json.loads(head)["name"], data)
    if kind == "word":
        Package(data)  # refuses bombs before anything is unpacked
        made = mammoth.convert_to_html(io.BytesIO(data), style_map=HEADINGS, external_file_access=False)
        return clean_clause_html(made.value[:MOST]).encode()
    if kind == "pdf":  # its words in their order, with all that the reader set aside
        blocks = read_pdf(data).blocks
        shown = (block.html if block.kind == "table" else f"<p>{html.escape(block.text)}</p>" for block in blocks)
        return clean_clause_html("".join(shown)[:MOST]).encode()
    text = text_of(data)
    return (clean_clause_html(text[:MOST]) if kind == "html" else as_paragraphs(text)).encode()
