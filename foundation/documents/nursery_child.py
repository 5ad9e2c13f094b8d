"""Runs once in a nursery that is kept: what printing and putting together need is loaded before a child is born."""

from collections import Counter
from importlib import import_module

from foundation.documents import printing_child
from foundation.documents.printing import given

LETTERS = "Ours, <b>all</b> <i>of</i> <b><i>it</i></b>."
PAGE = f"""<!doctype html><html lang=en-GB><head><title>Ours</title></head><body><h1 id=top>Ours</h1><p>{LETTERS}</p>
<p><a href="#top">Up</a></p><ul><li>{LETTERS}</ul><table><thead><tr><th>{LETTERS}<tbody><tr><td>{LETTERS}</table>
<p><img src="app:picture" alt="Ours"></p></body></html>"""
STYLE = """html { font: 10pt "Liberation Sans", "DejaVu Sans", sans-serif }
h1 { bookmark-level: 1; string-set: a content() }
@page { size: A4; @top-left { content: string(a) } @bottom-right { content: counter(page) " " counter(pages) } }"""
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/><text>A</text></svg>'
)


def prepare() -> None:
    """Print a page of our own, so that fonts and style sheets of the printer are read as well."""
    printing_child.printed(given(PAGE, [STYLE], {}, {"picture": PICTURE}), Counter())
    import_module("foundation.documents.merging_child")
