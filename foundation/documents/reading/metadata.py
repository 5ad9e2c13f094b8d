"""What a document says about itself, gathered from labels, tables, signatures and a few plain sentences."""

import re

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key, squeezed, straight
from foundation.documents.reading.dates import Spelt, first_date
from foundation.documents.reading.headings import Heading
from foundation.documents.reading.labels import Labelled, kind_of, labelled
from foundation.documents.reading.laws import citations
from foundation.documents.reading.model import FoundDate, LegalReference, Metadata, Signatory
from foundation.documents.reading.related import related_policies
from foundation.documents.reading.versions import is_version_table, version_rows

_PERSON = r"((?:Mr|Mrs|Ms|Miss|Dr|Rev'?d?|Cllr)\.? (?:[A-Z][\w'.-]*\.? ?){1,3}|[A-Z][a-z'-]+ [A-Z][A-Za-z'-]+)"
_WRITTEN_BY = re.compile(rf"\b(?:written|drafted|produced|prepared|compiled) by (?:the )?{_PERSON}(?=[\s.,;]|$)")
_APPROVED_BY = re.compile(
    r"(?i)\b(?:has|have|had|was|were|been|being)\b[^.]{0,60}?\b(?:approved|ratified|adopted"
    r"|agreed)(?: and \w+)?(?: formally)? by (?:the |our |all )?"
    r"((?:full )?(?:governing (?:body|board)|board of (?:governors|trustees|directors)|governors|trustees"
    r"|headteacher|local (?:governing|academy) (?:body|board)|staff)(?:'s? \w+ committee)?)"
)
_CYCLE = re.compile(
    r"(?i)\breview(?:ed)?\b[^.]{0,60}?\b(annually|every (?:year|term|\w+ years|\d years|\d+ months)"
    r"|each (?:year|term)|termly|yearly|once a year|biennially|on an annual basis|bi-annually)\b"
)
_ROLE_FIRST = re.compile(r"^[\[(](?P<role>[^\])]{2,60})[\])]\s*(?P<name>.*)$")
_ROLE_LAST = re.compile(r"^(?P<name>[^\[(]*?)\s*[\[(](?P<role>[^\])]{2,60})[\])]\s*(?:date.*)?$", re.IGNORECASE)
_ROLES = re.compile(
    r"(?i)\b(chair|head ?teacher|principal|governor|trustee|clerk|ceo|head of|executive head|deputy|director)\w*"
)
_RULE = re.compile(r"[._…]{3,}")
_OFFICIAL = 12


def find_metadata(blocks: list[Block], headings: list[Heading], *, title: str, school: str) -> Metadata:
    """All that was found; nothing is made up, and every date keeps the words as found."""
    found = Metadata(title=title, school=school)
    tables = [block for block in blocks if block.kind == "table" and is_version_table(block)]
    for block in tables:
        found.version_table += version_rows(block)
    taken = {id(block) for block in tables}
    labels = [label for label in labelled(blocks) if id(blocks[label.place]) not in taken]
    for label in labels:
        _take(found, label)
    _from_text(found, blocks)
    found.signatories = _signatories(blocks, labels)
    found.dates += _school_years(blocks, headings)
    found.review_date = next((date for date in found.dates if date.kind == "review"), None)
    found.related_policies = related_policies(blocks, headings, title)
    text = "\n".join(block.text for block in blocks)
    found.legal_references = [LegalReference(law.name, law.year, law.law is not None) for law in citations(text)]
    if found.review_date is None and found.version_table:
        found.review_date = _review_in_table(found)
    return found


def _review_in_table(found: Metadata) -> FoundDate | None:
    for row in reversed(found.version_table):
        spelt = first_date(row.review)
        if spelt:
            return _date("review", spelt, "Review date")
    return None


def _date(kind: str, spelt: Spelt, label: str) -> FoundDate:
    return FoundDate(kind, spelt.starts.isoformat(), spelt.ends.isoformat(), spelt.precision, spelt.words, label)


def _take(found: Metadata, label: Labelled) -> None:
    kind = kind_of(label.label)
    value = _RULE.sub("", label.value).strip(" .,;")
    if not kind or not value or len(value.split()) > _OFFICIAL:
        return
    spelt = first_date(value)
    dated = {"approved_by": "approved", "reviewed_by": "reviewed", "author": "written"}.get(kind, kind)
    if spelt and dated in ("review", "reviewed", "approved", "updated", "written"):
        _add_date(found, _date(dated, spelt, label.label))
    words = re.sub(r"(?i)[\s,;(–-]*\b(on|in|date[d:]*)?\s*$", "", value.replace(spelt.words, "")) if spelt else value
    if kind == "approved_by":
        _body_in_label(found, label.label)
        _add(found.approved_by, words)
    elif kind == "approved":
        _body_in_label(found, label.label)
        if not spelt and not re.search(r"\d", words):
            _add(found.approved_by, words)
    elif kind == "reviewed_by" or (kind == "reviewed" and not spelt and not re.search(r"\d", words)):
        _add(found.reviewed_by, words)
    elif kind == "body":
        _add(found.bodies, words)
    elif kind == "owner" and not found.owner:
        found.owner = words
    elif kind == "author" and not found.author:
        found.author = words
    elif kind == "version" and not found.version and len(words.split()) <= 4:
        found.version = words
    elif kind == "cycle" and not found.review_cycle:
        found.review_cycle = value


def _add_date(found: Metadata, date: FoundDate) -> None:
    if not any((other.kind, other.starts, other.ends) == (date.kind, date.starts, date.ends) for other in found.dates):
        found.dates.append(date)


def _add(names: list[str], name: str) -> None:
    name = name.strip(" :,.-–")
    if name and key(name) not in [key(other) for other in names]:
        names.append(name)


def _body_in_label(found: Metadata, label: str) -> None:
    """ "Approved by Governors: May 2020" names the body in its label."""
    match = re.search(r"(?i)\b(?:by|of) (?:the )?(.+?)(?: approval| on)?$", label)
    if match and not re.fullmatch(r"(?i)(approval|policy|adoption|ratification|next review)", match[1]):
        _add(found.approved_by, match[1])


def _from_text(found: Metadata, blocks: list[Block]) -> None:
    for block in blocks:
        text = straight(squeezed(block.text))
        written = _WRITTEN_BY.search(text)
        if written and not found.author:
            found.author = written[1].strip()
        if not found.approved_by:
            approved = _APPROVED_BY.search(text)
            if approved:
                _add(found.approved_by, approved[1])
        cycle = _CYCLE.search(text)
        if cycle and not found.review_cycle and re.search(r"(?i)\b(policy|document|it)\b", text):
            found.review_cycle = cycle[1]


def _school_years(blocks: list[Block], headings: list[Heading]) -> list[FoundDate]:
    """A line of its own with a school year, before the text proper or at its end."""
    for block in blocks:
        if block.kind == "text" and block.words <= 4:
            spelt = first_date(block.text)
            if spelt and spelt.school_year:
                return [_date("school_year", spelt, "")]
    return []


def _signatories(blocks: list[Block], labels: list[Labelled]) -> list[Signatory]:
    found: list[Signatory] = []
    for label in labels:
        plain = key(label.label)
        if plain.startswith(("signed", "signature")):
            person = _signatory(label.label, label.value)
            if person and person not in found:
                found.append(person)
    for block in blocks:
        line = squeezed(block.text)
        if block.words <= 14 and re.match(r"(?i)^signed\b", line) and ":" not in line and block.kind == "text":
            person = _signatory("signed", re.sub(r"(?i)^signed( by)?\W*", "", line))
            if person and person not in found:
                found.append(person)
    return found


def _signatory(label: str, value: str) -> Signatory | None:
    value = re.sub(r"(?i)\bdate\b.*$", "", _RULE.sub(" ", value)).strip(" ,.-")
    match = _ROLE_FIRST.match(value) or _ROLE_LAST.match(value)
    if match:
        return Signatory(squeezed(match["role"]), squeezed(match["name"]).strip(" ,.-"))
    in_label = re.search(r"(?i)^sign(?:ed|ature)(?: by| of)?\s*(?:the\s+)?[\[(]?(.*?)[\])]?$", label)
    if in_label and _ROLES.search(in_label[1]):
        return Signatory(in_label[1], value)
    if _ROLES.search(value):
        name, _, role = value.partition(",") if "," in value else ("", "", value)
        return Signatory(role.strip(), name.strip())
    return Signatory("", value) if re.match(r"^[A-Z]", value) and len(value.split()) <= 5 else None
