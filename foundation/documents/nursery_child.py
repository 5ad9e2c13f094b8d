"""Runs once in a nursery that is kept: what printing and putting together need is loaded before a child is born."""

from collections import Counter
from importlib import import_module
from pathlib import Path

from foundation.documents import printing_child
from foundation.documents.printing import given

LETTERS = "Ours, <b>all</b> <i>of</i> <b><i>it</i></b>."
PAGE = f"""<!doctype html><html lang=en-GB><head><title>Ours</title></head><body><h1 id=top>Ours</h1><p>{LETTERS}</p>
<p><a href="#top">Up</a></p><ul><li>{LETTERS}</ul><table><thead><tr><th>{LETTERS}<tbody><tr><td>{LETTERS}</table>
<p><img src="app:picture" alt="Ours"></p></body></html>"""
STYLES = [path.read_text() for path in sorted(Path(__file__).parents[2].glob("static/pdf/*.css"))]
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/><text>A</text></svg>'
)


def prepare() -> None:
    """Print a page of our own, so that fonts, our style sheets and those of the printer are read as well."""
    printing_child.printed(given(PAGE, STYLES, {}, {"picture": PICTURE}), Counter())
    import_module("foundation.documents.merging_child")
