"""What a row says, in words: the columns that people read, with what stands sealed opened, and no secrets."""

import email
import email.policy
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, Field, ForeignKey, Model, UUIDField
from django.utils.text import capfirst
from django.utils.timezone import localtime

from foundation.audit.models import Entry, Look
from foundation.core.sealedtext import SealedTextField
from foundation.documents.models import File
from foundation.notices.models import Notice
from foundation.schools.models import Person
from monitoring.models import UsageExtract, UsageRow
from monitoring.subject.guards import way_of
from policies.models import ContractorReport, RelationshipEntry
from policies.sealed import unseal

# Columns that say nothing to anybody outside, and what opens or proves something: links, codes, hashes, passwords.
LEFT_OUT = frozenset(
    (
        *("id", "uid", "school", "school_uid", "retention_class", "password", "claim", "salt", "hash", "previous"),
        *("payload_hash", "content_hash", "link_hash", "progress_hash", "key_hash", "closed", "sealed", "sent_bytes"),
        *("canonical", "message_id", "key_id", "sha256", "lease_until", "attempts", "handed_over_at", "content_type"),
        *("permission", "object_pk", "code", "key", "original", "working"),
    )
)
HASH = re.compile(r"hash$|token|secret")
HTML_COLUMNS = frozenset(("policies.Clause.html",))
MOVES_ON = frozenset(("Last login",))  # changes by itself, and nothing else with it
SHOWN_LINES = 200  # of a log, on the page; the archive has all of them


@dataclass(frozen=True)
class Words:
    """One column of a row: what it is called and what it says."""

    title: str
    words: str


def content(row: Model) -> list[Words]:
    """What a row says, column by column; empty ones are left out. Raises KeyringError where it cannot be opened."""
    found = [Words(_title(column), _said(row, column)) for column in _columns(row)]
    found += [Words(title, words) for title, words in _more(row)]
    return [one for one in found if one.words]


def hash_of(said: list[Words]) -> str:
    """What stands there now, so that a change since somebody looked is noticed."""
    plain = json.dumps([(one.title, one.words) for one in said if one.title not in MOVES_ON], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def text_of(said: list[Words]) -> str:
    """All of it, to look through."""
    return "\n".join(one.words for one in said)


def words_elsewhere(row: Model) -> str:
    """What a row says that stands in no column of words. Raises KeyringError."""
    return "\n".join(words for _, words in _more(row))


def kind_of(label: str) -> str:
    """What a row of this label is called."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return label
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    return capfirst(KINDS.get(label, name))


KINDS = {
    "audit.Entry": "entry of the trail",
    "audit.Look": "look at something protected",
    "notices.Notice": "mail",
    "schools.User": "log-in",
    "schools.Person": "person on the roll",
    "documents.File": "file",
    "account.EmailAddress": "e-mail address of a log-in",
}


def _columns(row: Model) -> Iterator["Field[Any, Any]"]:
    for column in row._meta.concrete_fields:
        says_nothing = column.name in LEFT_OUT or HASH.search(column.name) or isinstance(column, UUIDField)
        if (
            not says_nothing
            and column.name not in TOLD_ELSEWHERE.get(row._meta.label, ())
            and (isinstance(column, SealedTextField) or not isinstance(column, BinaryField))
        ):
            yield column


def _title(column: "Field[Any, Any]") -> str:
    return capfirst(str(column.verbose_name).replace("_", " "))


def _said(row: Model, column: "Field[Any, Any]") -> str:
    if isinstance(column, ForeignKey):
        return _key_said(row, getattr(row, column.name))
    value = getattr(row, column.attname)
    if column.choices and value not in ("", None):
        return str(dict(column.flatchoices).get(value, value))
    if f"{row._meta.label}.{column.name}" in HTML_COLUMNS:
        return html.unescape(re.sub(r"<[^>]*>", " ", str(value)))
    return in_words(value)


def _key_said(row: Model, other: Model | None) -> str:
    """The row that a key names; what is confidential is only named by its kind to who reads what is not."""
    if other is None:
        return ""
    is_confidential = way_of(type(row)) is None and way_of(type(other)) is not None
    return kind_of(other._meta.label) if is_confidential else str(other)


def in_words(value: Any) -> str:
    """A value as a school reads it."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{localtime(value):%-d %B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, list | dict):
        return "\n".join(_flat(value))
    return str(value)


def _flat(value: Any, name: str = "") -> Iterator[str]:
    """The lines of a list or a mapping, each with what it is called."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(part, f"{name} {key}".strip().replace("_", " "))
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, name)
    elif value not in (None, ""):
        yield f"{name}: {in_words(value)}" if name else in_words(value)


def _more(row: Model) -> Iterator[tuple[str, str]]:
    """What does not stand in a column."""
    for model, tell in MORE.items():
        if isinstance(row, model):
            yield from tell(row)


def _of_sealed(row: Any) -> Iterator[tuple[str, str]]:
    for name, words in unseal(row).items():
        yield capfirst(name.replace("_", " ")), words


def _of_mail(row: Any) -> Iterator[tuple[str, str]]:
    """The mail as it was sent: what it was about, and its plain text."""
    if not row.sent_bytes:
        return
    sent = email.message_from_bytes(bytes(row.sent_bytes), policy=email.policy.default)
    yield "Subject", str(sent.get("Subject", ""))
    body = sent.get_body(("plain", "html"))
    yield "Text", str(body.get_content()).strip() if body is not None else ""


def _of_person(row: Any) -> Iterator[tuple[str, str]]:
    yield "Groups", "\n".join(row.groups.order_by("name").values_list("name", flat=True))


def _of_extract(row: Any) -> Iterator[tuple[str, str]]:
    """The first lines of the log; the archive has the whole of it as a file."""
    lines = [log_line(one) for one in row.rows.order_by("at", "pk")[:SHOWN_LINES]]
    yield "First lines", "\n".join(lines)


def log_line(row: UsageRow) -> str:
    """One line of a log, in words."""
    parts = [f"{localtime(row.at):%-d %B %Y, %H:%M:%S}", row.host, row.category, "blocked" if row.was_blocked else ""]
    return ", ".join(part for part in parts if part)


def _of_file(row: Any) -> Iterator[tuple[str, str]]:
    yield "Belongs to", kind_of(row.owner_label)


def _of_entry(row: Any) -> Iterator[tuple[str, str]]:
    """An entry of the trail in words."""
    yield "What was done", capfirst(str(row.verb).replace("_", " "))
    yield "To what", kind_of(row.about_label)
    if row.payload:
        yield "Details", in_words(json.loads(row.payload))


def _of_look(row: Any) -> Iterator[tuple[str, str]]:
    yield "At what", kind_of(row.about_label)


MORE: dict[type[Model], Callable[[Any], Iterator[tuple[str, str]]]] = {
    ContractorReport: _of_sealed,
    RelationshipEntry: _of_sealed,
    Notice: _of_mail,
    Person: _of_person,
    UsageExtract: _of_extract,
    File: _of_file,
    Entry: _of_entry,
    Look: _of_look,
}
# What `_more` tells in words is not told once more as it stands in its column.
LEFT_OUT |= {"payload", "about", "about_label", "owner_label"}
TOLD_ELSEWHERE = {"audit.Entry": ("number", "verb", "by_kind")}
