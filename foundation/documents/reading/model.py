"""What was read in a document: its clauses, what it says about itself, and what looks wrong in it."""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from foundation.jobs.child import ChildRefused

Precision = Literal["day", "month", "term", "year"]


class CannotRead(ChildRefused):
    """This document or text is not taken; the sentence says why and what to do."""

    default = "This document could not be read. Try to save it again, as .docx or as plain text."


@dataclass(frozen=True)
class ReadClause:
    """A clause in reading order; level 1 is the top. `html` is clean and holds the clause's own body only."""

    number: str
    title: str
    level: int
    html: str
    anchor_hint: str


@dataclass(frozen=True)
class FoundDate:
    """A date as far as the document gives it: its first and last day (ISO), how exact it is, and the words found.

    `kind` is updated, approved, written, reviewed, review or school_year.
    """

    kind: str
    starts: str
    ends: str
    precision: Precision
    words: str
    label: str = ""


@dataclass(frozen=True)
class Signatory:
    """Someone the document names as signing it."""

    role: str
    name: str


@dataclass(frozen=True)
class VersionRow:
    """A row of a version table, as written; a cell that is empty there is empty here."""

    version: str = ""
    created: str = ""
    owner: str = ""
    approved: str = ""
    review: str = ""
    note: str = ""


@dataclass(frozen=True)
class LegalReference:
    """A law the document cites; `known` where the table of laws has it."""

    name: str
    year: int
    known: bool


@dataclass(frozen=True)
class ReadWarning:
    """Something the clerk should look at and decide about; `where` is the clause, or empty for the document."""

    code: str
    sentence: str
    where: str = ""


@dataclass
class Metadata:
    """What the document says about itself; everything is an offer to be confirmed."""

    title: str = ""
    school: str = ""
    dates: list[FoundDate] = field(default_factory=list)
    review_date: FoundDate | None = None
    review_cycle: str = ""
    bodies: list[str] = field(default_factory=list)
    approved_by: list[str] = field(default_factory=list)
    reviewed_by: list[str] = field(default_factory=list)
    signatories: list[Signatory] = field(default_factory=list)
    owner: str = ""
    author: str = ""
    version: str = ""
    version_table: list[VersionRow] = field(default_factory=list)
    related_policies: list[str] = field(default_factory=list)
    legal_references: list[LegalReference] = field(default_factory=list)


@dataclass
class Reading:
    """A document as read."""

    clauses: list[ReadClause]
    metadata: Metadata
    warnings: list[ReadWarning]

    def as_dict(self) -> dict[str, Any]:
        """Everything in lists, mappings, numbers and text."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, text: bytes) -> "Reading":
        """The inverse of `json.dumps(reading.as_dict())`."""
        data = json.loads(text)
        found = data["metadata"]
        review = found["review_date"]
        metadata = Metadata(
            **found
            | {
                "dates": [FoundDate(**row) for row in found["dates"]],
                "review_date": FoundDate(**review) if review else None,
                "signatories": [Signatory(**row) for row in found["signatories"]],
                "version_table": [VersionRow(**row) for row in found["version_table"]],
                "legal_references": [LegalReference(**row) for row in found["legal_references"]],
            }
        )
        clauses = [ReadClause(**row) for row in data["clauses"]]
        return cls(clauses, metadata, [ReadWarning(**row) for row in data["warnings"]])
