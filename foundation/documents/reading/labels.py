"""Labels with their values, wherever a document puts them: "Review date: May 2021", a row of a table, two columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key, squeezed

_LINE = re.compile(r"^\s*([^:\n]{2,70}?)\s*(?::|\s[-–—]\s|\t+)\s*(.*)$")
_STARTS = re.compile(
    r"(?i)^(last\s+)?(approved|reviewed|ratified|adopted|agreed|updated|written|signed|date|next review"
    r"|review|policy (owner|lead|author)|version|author|owner)\b"
)


@dataclass(frozen=True)
class Labelled:
    """A label and its value as written; `place` is the block it stands in."""

    label: str
    value: str
    place: int


def labelled(blocks: list[Block]) -> list[Labelled]:
    """All labels with values, in reading order; a value may be empty."""
    found: list[Labelled] = []
    for place, block in enumerate(blocks):
        if block.kind == "table":
            found += _in_table(block, place)
        elif block.words <= 40:
            for line in block.text.split("\n"):
                found += _in_line(line, block.rows, place)
    return found


def _in_line(line: str, rows: list[list[str]], place: int) -> Iterator[Labelled]:
    if rows and len(rows[0]) == 2 and len(rows[0][0]) <= 60:
        yield Labelled(rows[0][0].rstrip(" :"), rows[0][1], place)
        return
    parts = re.split(r"\s*\|\s*|\s{4,}|\t+|;\s+(?=[A-Z])", line) if line.count(":") > 1 else [line]
    for part in parts:
        match = _LINE.match(part)
        if match and len(match[1].split()) <= 9:
            yield Labelled(squeezed(match[1]), squeezed(match[2]), place)
        elif _STARTS.match(part) and len(part.split()) <= 14:
            split = re.match(
                r"(?i)^((?:last\s+|date\s+(?:of\s+)?|next\s+)*(?:approved|reviewed|ratified|adopted|agreed|updated"
                r"|written|review|approval)"
                r"(?:\s+(?:date|on|by|in|due))*)\s+(.+)$",
                squeezed(part),
            )
            if split:
                yield Labelled(split[1], split[2], place)


def _in_table(block: Block, place: int) -> Iterator[Labelled]:
    for row in block.rows:
        for at in range(0, len(row) - 1, 2) if len(row) in (2, 4) else ():
            if row[at] and len(row[at].split()) <= 9:
                yield Labelled(squeezed(row[at]).rstrip(" :"), squeezed(row[at + 1]), place)
        if len(row) not in (2, 4):
            for cell in row:
                yield from _in_line(squeezed(cell), [], place) if ":" in cell and len(cell.split()) <= 14 else ()
    if len(block.rows) == 2 and len(block.rows[0]) == len(block.rows[1]) > 2:
        for name, value in zip(*block.rows, strict=True):
            yield Labelled(squeezed(name).rstrip(" :"), squeezed(value), place)


KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("cycle", r"^(frequency of review|review (cycle|frequency|period)|reviewed every|review (annually|every))"),
        (
            "review",
            r"^(suggested |planned |proposed )?((date|due|month|term|year) (of"
            r"|for) )?(the )?(next )?(policy )?review( (date|due|on|by))*$"
            r"|^next (policy )?review|^(date|due) (of|for) (the |our )?(next )?(policy )?review"
            r"|^to be reviewed( (on|by|in))?$"
            r"|^(due|date due) for review|^review(ed)? (by date|due)|^suggested date of next review"
            r"|^policy review date|^date (of )?next review"
            r"|^next review( date| due)?|^(policy )?(expiry|renewal) date|^review date",
        ),
        (
            "reviewed",
            r"^(date )?(last )?reviewed( on| date| in)?$|^(date of )?(last|previous|this"
            r"|most recent) review( date)?$|^date reviewed|^review(ed)? completed|^last reviewed",
        ),
        ("reviewed_by", r"^(last )?reviewed by|^reviewer|^review(ed)? (panel|body)"),
        (
            "approved",
            r"^(date )?(formally )?(approved|ratified|adopted|agreed)( (on|date|in|at))*$"
            r"|^date (of )?(.* )?(approval|approved|ratified|ratification|adoption|adopted|agreed)\b"
            r"|^(approval|adoption|ratification) date|^approved( at| by)? .* (on|meeting)$",
        ),
        (
            "approved_by",
            r"^(formally )?(approved|ratified|adopted|agreed|authorised)( and \w+)? by|^approv(er|ing body|al body"
            r"|ed)$|^approval( required| level)?$|^determined by",
        ),
        (
            "updated",
            r"^(last )?(updated|amended|revised)( on)?$|^(date )?(last )?(updated|amended)|^(date of )?(issue"
            r"|issued)( date)?$|^effective (from|date)|^(policy|document) date$|^date$|^version date$"
            r"|^date of (policy|last update|revision)",
        ),
        (
            "written",
            r"^(date )?(written|created|drafted|produced)( on)?$|^date (written|created|of creation|produced)"
            r"|^(policy )?creat(ed|ion date)",
        ),
        (
            "body",
            r"^(responsible )?committee( responsible.*)?$|^(responsible|governing|governors'?|monitoring"
            r"|delegated) (body|committee)|^(sub-?)?committee\b|^governor(s)? committee|^link governor"
            r"|^responsibility of",
        ),
        (
            "owner",
            r"^(policy |document )?(owner|lead|holder)\b|^(person|persons|staff|member of staff|post) responsible"
            r"|^responsible (person|officer|staff|member.*|lead)|^(slt|smt) (lead|responsible)|^lead (person"
            r"|professional|member.*)|^responsibility( for (this )?policy)?$",
        ),
        (
            "author",
            r"^(policy |document )?author(s)?( of policy)?$|^(written|prepared|drafted|produced|compiled"
            r"|originated) by",
        ),
        ("version", r"^(policy |document |current )?(version|issue|edition)( (no|number|no\.))?\.?$"),
        ("signed", r"^(signed|signature)\b"),
        (
            "related",
            r"^(see also|related policies|linked policies|linked documents|related documents|associated policies"
            r"|other (relevant |related )?policies|links? (to|with) other policies|cross references?)$",
        ),
    )
)


def kind_of(label: str) -> str:
    """What a label stands for, or empty."""
    plain = key(label)
    return next((kind for kind, pattern in KINDS if pattern.search(plain)), "")
