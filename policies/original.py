"""The document as it came, made safe to look at beside the text that was read from it. Runs in the limited child."""

import html
import json

from foundation.documents.reading.cleaning import clean_clause_html
from foundation.jobs.child import run_limited

MOST = 400_000  # characters; a longer original is looked at as a file


def original_html(name: str, data: bytes) -> str:
    """Clean HTML that shows the document as a whole. Raises ChildError as reading does."""
    head = json.dumps({"name": name}).encode()
    return run_limited("policies.original_child:show", head + b"\n" + data, cpu=9, wall=10).decode()


def as_paragraphs(text: str) -> str:
    """Plain text with its line ends, each block of lines a paragraph."""
    blocks = (block.strip("\n") for block in text[:MOST].split("\n\n"))
    return clean_clause_html(
        "".join(f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block)
    )
