"""The common form of every format: a flat list of paragraphs, list items and tables with how they look."""

from dataclasses import dataclass, field
from typing import Literal

from foundation.documents.reading.model import ReadWarning

Kind = Literal["text", "item", "row", "table"]


@dataclass
class Block:
    """One paragraph, list item, table row (before rows are gathered) or table."""

    kind: Kind
    text: str
    html: str = ""
    level: int | None = None  # from a style or markup; 0 is the title of the document
    number: str = ""  # counted by the word processor, not typed
    bold: bool = False
    underlined: bool = False
    size: float = 0.0  # points; 0 where unknown
    depth: int = 0  # of a list item
    ordered: bool = False
    gap: bool = True  # a blank line or paragraph space before it
    rows: list[list[str]] = field(default_factory=list)
    dropped: bool = False  # not part of any clause (contents, page furniture, title)

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def caps(self) -> bool:
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 2 and sum(letter.isupper() for letter in letters) >= 0.85 * len(letters)


@dataclass
class Source:
    """A document taken apart: its blocks, what could not be read, and whether looks (bold, size) are known."""

    blocks: list[Block]
    warnings: list[ReadWarning] = field(default_factory=list)
    title: str = ""
    formatted: bool = True
    contents: list[str] = field(default_factory=list)
