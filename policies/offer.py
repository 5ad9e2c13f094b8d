"""What was found in a document, as an offer that the clerk confirms or changes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from foundation.schools.dates import PartDate, Precision
from foundation.schools.models import Body, Person, School
from policies.content import ClauseText
from policies.models import PastEvent, Policy
from policies.transitions.bringing_in import PastFact

SIGNED_AS = 80


def clauses_read(reading: Mapping[str, Any]) -> list[ClauseText]:
    """The clauses as read, for the version."""
    return [
        ClauseText(
            title=row["title"][:250],
            html=row["html"],
            number=row["number"][:20],
            level=min(row["level"], 4),
            is_appendix=in_appendix,
        )
        for row, in_appendix in _with_appendix(reading["clauses"])
    ]


def _with_appendix(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each clause, and whether it stands in an appendix: from the appendix's heading to the next of its level."""
    since: int | None = None
    for row in rows:
        is_one = row["number"].casefold().startswith("appendix") or row["title"].casefold().startswith("appendix")
        if is_one:
            since = row["level"]
        elif since is not None and row["level"] <= since:
            since = None
        yield row, since is not None


def found_date(row: Mapping[str, Any] | None) -> PartDate | None:
    """A found date as a school's date: by its words, else by the first day of its period."""
    if not row:
        return None
    try:
        return PartDate.parse(row["words"])
    except ValueError:
        return PartDate(date.fromisoformat(row["ends"]), Precision(row["precision"]))


def _dated(metadata: Mapping[str, Any], kind: str) -> PartDate | None:
    return found_date(next((row for row in metadata["dates"] if row["kind"] == kind), None))


def offered(reading: Mapping[str, Any], school: School, by: Person, *, is_public: bool) -> dict[str, Any]:
    """Initial values of the form in which a policy in force is confirmed."""
    found = reading["metadata"]
    values: dict[str, Any] = {
        "title": found["title"],
        "owner": by,
        "determiner": Policy.Determiner.BODY,
        "body": _body(school, found),
        "is_public": is_public,
        "number": (found["version"] or _newest(found)) or "1.0",
        "author": found["author"] or found["owner"] or _owner(found),
        "last_updated": _dated(found, "updated") or _dated(found, "written"),
        "review": found_date(found["review_date"]),
        "school_year": _school_year(found),
        "related": "\n".join(found["related_policies"]),
        "law": "\n".join(f"{row['name']} {row['year']}" for row in found["legal_references"]),
    }
    for place, fact in enumerate(past_found(found)):
        on = PartDate.of(fact.on, fact.precision)
        values |= {
            f"past_{place}_kind": fact.kind,
            f"past_{place}_who": fact.who,
            f"past_{place}_capacity": fact.capacity,
            f"past_{place}_on": on,
        }
    return values


DECIDING = (Body.Kind.GOVERNING_BODY, Body.Kind.LOCAL_BOARD, Body.Kind.TRUST_BOARD, Body.Kind.COMMITTEE)


def _body(school: School, found: Mapping[str, Any]) -> Body | None:
    """The school's body that the document names as approving or reviewing it; else its highest one."""
    bodies = sorted(
        Body.objects.filter(school=school, closed_on=None, kind__in=DECIDING),
        key=lambda body: DECIDING.index(Body.Kind(body.kind)),
    )
    named = " ".join([*found["approved_by"], *found["reviewed_by"]]).casefold()
    return next((body for body in bodies if body.name.casefold() in named), bodies[0] if bodies else None)


def _newest(found: Mapping[str, Any]) -> str:
    return found["version_table"][-1]["version"][:20] if found["version_table"] else ""


def _owner(found: Mapping[str, Any]) -> str:
    return found["version_table"][-1]["owner"] if found["version_table"] else ""


def _school_year(found: Mapping[str, Any]) -> str:
    row = next((row for row in found["dates"] if row["kind"] == "school_year"), None)
    return f"{row['starts'][:4]}-{row['ends'][2:4]}" if row else ""


def past_found(found: Mapping[str, Any]) -> list[PastFact]:
    """Decisions, reviews and signatures the document names, with the dates it gives; nothing is invented (ALL-03)."""
    approved, reviewed = _dated(found, "approved"), _dated(found, "reviewed")
    facts = [_fact(PastEvent.Kind.APPROVED, who, approved) for who in found["approved_by"]]
    facts += [_fact(PastEvent.Kind.REVIEWED, who, reviewed) for who in found["reviewed_by"]]
    panel = next((row["approved"] for row in found["version_table"] if row["approved"]), "")
    if panel:
        facts.append(_fact(PastEvent.Kind.PANEL, "Staff panel", _parsed(panel)))
    facts += [
        _fact(PastEvent.Kind.SIGNED, row["name"] or row["role"], approved, row["role"]) for row in found["signatories"]
    ]
    return facts[:MOST_PAST]


MOST_PAST = 6


def _parsed(words: str) -> PartDate | None:
    try:
        return PartDate.parse(words)
    except ValueError:
        return None


def _fact(kind: str, who: str, on: PartDate | None, capacity: str = "") -> PastFact:
    on = on or PartDate.unknown()
    return PastFact(kind, who[:150], capacity[:SIGNED_AS], on.day, on.precision)


def past_rows(reading: Mapping[str, Any]) -> list[dict[str, str]]:
    """The document's own version table, in its words (ACR-03)."""
    return [
        {
            "number": row["version"][:40],
            "created": row["created"][:60],
            "owner": row["owner"][:120],
            "panel_approved": row["approved"][:60],
            "review": row["review"][:60],
        }
        for row in reading["metadata"]["version_table"]
    ]
