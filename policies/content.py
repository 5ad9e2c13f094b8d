"""The exact text of a version, as bytes that can be hashed: what signatures and acknowledgements are bound to."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from policies.models import Version


@dataclass(frozen=True)
class ClauseText:
    """One clause as written: `html` is clean. `anchor` is kept from version to version, "" for a new clause."""

    title: str
    html: str
    number: str = ""
    level: int = 1
    anchor: str = ""
    is_appendix: bool = False


@dataclass(frozen=True)
class Text:
    """All that people read and confirm: clauses in order, statements, and the hashes of the files that belong to it."""

    clauses: Sequence[ClauseText]
    statements: Sequence[str] = field(default_factory=tuple)
    attachments: Sequence[tuple[str, str]] = field(default_factory=tuple)  # title, SHA-256


def canonical(title: str, text: Text) -> str:
    """The one way to write a text down: JSON with sorted keys, no spare blanks, UTF-8. Cover facts are not in it."""
    return json.dumps(
        {
            "attachments": [{"sha256": digest, "title": name} for name, digest in sorted(text.attachments)],
            "clauses": [
                {
                    "anchor": clause.anchor,
                    "html": clause.html,
                    "level": clause.level,
                    "number": clause.number,
                    "title": clause.title,
                }
                for clause in text.clauses
            ],
            "statements": list(text.statements),
            "title": title,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def content_hash(canonical_text: str) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text.encode()).hexdigest()


def text_of(version: Version) -> Text:
    """The text as it is stored now."""
    return Text(
        clauses=[
            ClauseText(clause.title, clause.html, clause.number, clause.level, clause.anchor, clause.is_appendix)
            for clause in version.clauses.all()
        ],
        statements=[statement.text for statement in version.statements.all()],
        attachments=[(item.title, item.file.sha256) for item in version.attachments.select_related("file")],
    )
