"""What the tests of the documentation read: the pages, their links, their code words, and everything they may name."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.sources import ROOT, sources, templates

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
TITLE = re.compile(r"^#+ +(.+)$", re.MULTILINE)
TERM = re.compile(r"^- \*\*(.+?)\*\*: (.+?)(?: \((`[^()]*`)\))?$")
TOOLS = ("Makefile", "pyproject.toml", "manage.py", "requirements/base.txt")
MADE = {"clauses.md", "permissions.md"}  # written by commands, from tests and rules


@cache
def pages() -> dict[str, str]:
    """Every page people wrote, by its path from the root."""
    paths = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths if path.name not in MADE}


def decisions() -> dict[str, str]:
    """The decisions, without the list of them."""
    return {name: text for name, text in pages().items() if re.match(r"docs/adr/\d", name)}


def dead_links(name: str, text: str, root: Path) -> Iterator[str]:
    """Links of a page that lead to no file, or to no heading of it; addresses outside are not looked at."""
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, place = target.partition("#")
        file = (root / name).parent / path if path else root / name
        if not file.exists() or (place and place not in {_anchor(title) for title in TITLE.findall(file.read_text())}):
            yield f"{name}: {target}"


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def glossary(text: str) -> list[tuple[str, str, str]]:
    """Each entry: the term, its sentence, its words in the code. Raises ValueError for a line that is not one."""
    entries = []
    for line in text.splitlines():
        if not line.startswith("- "):
            continue
        found = TERM.match(line)
        if found is None:
            raise ValueError(f"Not a term, a sentence and words in the code: {line}")
        entries.append((found[1], found[2], found[3] or ""))
    return entries


@cache
def known() -> frozenset[str]:
    """Every word that stands in the code, the templates, the settings of tools, or a name of a file or folder."""
    texts = [source.text for source in sources()] + list(templates().values())
    texts += [
        (ROOT / name).read_text() for name in ("Makefile", "pyproject.toml", "manage.py", "requirements/base.txt")
    ]
    texts += [*TOOLS, *(source.name for source in sources())]
    texts += [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.py")]
    return frozenset(word for text in texts for word in WORD.findall(text))


def unknown_words(text: str) -> set[str]:
    """Words between backticks that stand nowhere in the code."""
    return {word for code in CODE.findall(text) for word in WORD.findall(code)} - known()
