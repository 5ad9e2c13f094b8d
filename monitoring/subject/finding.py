"""Everything in a school's records that names somebody, found over all models by what their columns are.

Keys to the person or their log-in; identifiers that are theirs; columns that hold a name; words, sealed ones opened,
in which they are named; what belongs to a row that is about them; files of such rows; who looked at them, and what they
did themselves. A model that is added later is searched without anybody thinking of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import (
    CharField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models.functions import Cast

from foundation.audit.models import Entry, Look
from foundation.core.sealedtext import SealedTextField
from foundation.documents.models import File
from foundation.notices.models import Notice
from foundation.schools.models import Person, School, User
from monitoring.models import SubjectItem, SubjectRequest
from monitoring.subject.content import words_elsewhere
from monitoring.subject.needles import Needles, needles_of
from policies.models import ContractorReport, RelationshipEntry

Found = SubjectItem.Found
Way = Callable[[int, int], None]
CHUNK = 1000
DEEPEST = 4
# What is not searched, each with the reason.
NOT_SEARCHED = {
    "audit.Chain": "heads of chains, no person",
    "contenttypes.ContentType": "names of tables",
    "auth.Permission": "names of permissions",
    "auth.Group": "not in use",
    "sessions.Session": "who is signed in now, gone within hours",
    "account.EmailConfirmation": "keys of links, gone within days",
    "jobs.Submission": "marks of forms that were done, gone within a month",
    "jobs.ClockRun": "how the clock's tasks fare, no person",
    "monitoring.SubjectRequest": "the request itself: its log does not go out",
    "monitoring.SubjectPause": "of the request itself",
    "monitoring.SubjectItem": "of the request itself",
    "monitoring.SubjectDecision": "of the request itself",
    "monitoring.UsageRow": "lines of a log: found with their extract",
    "monitoring.Tombstone": "marks of what was destroyed, without personal data",
}
OWN_TRAIL = tuple(label for label in NOT_SEARCHED if label.startswith("monitoring.Subject"))
# Keys by which a row is about somebody, not only by them: what belongs to such a row is about them too.
SUBJECT_KEYS = frozenset(("person", "subject", "affected", "requester", "recipient", "reporter"))
# Models whose words stand in no column of words: sealed bytes, and mails as they were sent.
ELSEWHERE = (ContractorReport, RelationshipEntry, Notice)


@dataclass(frozen=True)
class Hit:
    """One row that names somebody: how it was found, and in which columns."""

    row: Model
    found: str
    where: str

    @property
    def key(self) -> tuple[str, int]:
        return (self.row._meta.label, int(self.row.pk))


@dataclass
class Search:
    """One search. What refers to them is found first; the same row found again in another way is not found twice."""

    request: SubjectRequest
    progress: Way
    seen: set[tuple[str, int]] = field(default_factory=set)
    uids: set[Any] = field(default_factory=set)  # of rows that are about them
    searched: int = 0  # in how many models words were looked for already
    place: tuple[int, int] = (0, 1)
    after_model: Callable[[], None] = lambda: None  # called when the words of one more model were searched

    def hits(self) -> Iterator[Hit]:
        """Everything, each row once."""
        searched = models_searched()
        total = 2 * len(searched)
        for count, model in enumerate(searched):
            self._at(count, total)
            yield from self._new(self._by_key(model))
        for count, model in enumerate(searched):
            if count >= self.searched:
                self._at(len(searched) + count, total)
                yield from self._new(self._by_words(model))
                self.searched = count + 1
                self.after_model()
        yield from self._new(self._files())
        yield from self._new(self._looks())

    def _at(self, count: int, total: int) -> None:
        self.place = (count, total)
        self.progress(count, total)

    def _each(self, rows: "QuerySet[Any]") -> Iterator[Any]:
        """The rows, with word now and then that the search is alive."""
        for number, row in enumerate(rows.iterator(chunk_size=CHUNK)):
            if number % CHUNK == CHUNK - 1:
                self.progress(*self.place)
            yield row

    def _new(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        for hit in hits:
            if hit.key not in self.seen and not _is_of_the_request(hit.row):
                self.seen.add(hit.key)
                yield hit

    @property
    def needles(self) -> Needles:
        return needles_of(self.request)

    # Keys and identifiers

    def _by_key(self, model: type[Model]) -> Iterator[Hit]:
        asked, names = Q(), []
        for column, wanted in self._identifying(model):
            asked |= Q(**{f"{column.name}__in": wanted})
            names.append(column)
        if not names:
            return
        own = {value for _, wanted in self._identifying(model) for value in wanted}
        rows = here(model, self.request.school)
        rows = model._default_manager.all() if rows is None else rows
        for row in self._each(rows.filter(asked).select_related(*_keys_of(model))):
            there = [one for one in names if getattr(row, one.attname) in own]
            found = Found.TRAIL if model is Entry else Found.LOOK if model is Look else Found.KEY
            yield Hit(row, found, ", ".join(one.name for one in there))
            if any(one.name in SUBJECT_KEYS for one in there):
                self.uids.add(getattr(row, "uid", None))
                yield from self._parts(row)

    def _identifying(self, model: type[Model]) -> Iterator[tuple["Field[Any, Any]", list[Any]]]:
        """The columns of a model that name the person or their log-in by a key or a uid, with what is looked for."""
        person = self.request.person
        if person is None:
            return
        user = person.user
        uids = [person.uid, *([user.uid] if user is not None else [])]
        for column in model._meta.concrete_fields:
            if isinstance(column, ForeignKey) and column.related_model is Person:
                yield column, [person.pk]
            elif isinstance(column, ForeignKey) and column.related_model is User and user is not None:
                yield column, [user.pk]
            elif isinstance(column, UUIDField) and (column.name != "uid" or model in (Person, User)):
                yield column, uids

    def _parts(self, row: Model, depth: int = 1) -> Iterator[Hit]:
        """What belongs to a row that is about them, in the same app, and what belongs to that."""
        for model in models_searched():
            if model._meta.app_label != row._meta.app_label or depth > 2:
                continue
            for key in _foreign_keys(model):
                if key.related_model is type(row) and not key.null and not isinstance(row, Person | User):
                    for part in model._default_manager.filter(**{key.name: row.pk}).select_related(*_keys_of(model)):
                        yield Hit(part, Found.PART, key.name)
                        yield from self._parts(part, depth + 1)

    # Words

    def _by_words(self, model: type[Model]) -> Iterator[Hit]:
        rows = here(model, self.request.school)
        columns = _columns_of_words(model)
        if rows is None or not columns:
            return
        rows = rows.select_related(*_keys_of(model))
        if not _sealed_columns(model) and model not in ELSEWHERE:
            rows = self._narrowed(rows, columns)
        for row in self._each(rows):
            hit = self._named_in(row, columns)
            if hit is not None:
                yield hit

    def _narrowed(self, rows: "QuerySet[Any]", columns: list["Field[Any, Any]"]) -> "QuerySet[Any]":
        """Leave to the database what it can tell: rows in which a part of what is looked for stands somewhere."""
        casts = {f"{one.name}_words": Cast(one.name, TextField()) for one in columns if isinstance(one, JSONField)}
        asked = Q(pk__in=[])
        for one in columns:
            name = f"{one.name}_words" if isinstance(one, JSONField) else one.name
            for part in self.needles.asked_of_database:
                asked |= Q(**{f"{name}__icontains": part})
        narrowed: QuerySet[Any] = rows.annotate(**casts).filter(asked)
        return narrowed

    def _named_in(self, row: Any, columns: list["Field[Any, Any]"]) -> Hit | None:
        needles, there, is_name = self.needles, [], False
        for one in columns:
            words = _words(row, one)
            if isinstance(one, CharField) and needles.is_name(words):
                there.append(one.name)
                is_name = True
            elif needles.are_in(words):
                there.append(one.name)
        if not there and isinstance(row, ELSEWHERE) and needles.are_in(words_elsewhere(row)):
            there.append("text")
        if not there:
            return None
        found = Found.TRAIL if isinstance(row, Entry) else Found.NAME if is_name else Found.POSSIBLE
        return Hit(row, found, ", ".join(there)[:200])

    # Files and looks

    def _files(self) -> Iterator[Hit]:
        """The files of every row found so far."""
        by_uid = set(self.uids) - {None}
        for label, pks in _by_label(self.seen).items():
            model = apps.get_model(label)
            if any(one.name == "uid" for one in model._meta.concrete_fields):
                by_uid |= set(model._default_manager.filter(pk__in=pks).values_list("uid", flat=True))
        for part in _chunks(sorted(by_uid, key=str)):
            rows = File.objects.filter(owner_uid__in=part, school_uid=self.request.school.uid)
            yield from (Hit(row, Found.FILE, "owner_uid") for row in rows)

    def _looks(self) -> Iterator[Hit]:
        """Who looked at what is about them: at a log of what they did, say."""
        for part in _chunks(sorted(self.uids - {None}, key=str)):
            rows = Look.objects.filter(about_uid__in=part, school_uid=self.request.school.uid)
            yield from (Hit(row, Found.LOOK, "about_uid") for row in rows)
            entries = Entry.objects.filter(about_uid__in=part, school_uid=self.request.school.uid)
            yield from (Hit(row, Found.TRAIL, "about_uid") for row in entries)


def models_searched() -> list[type[Model]]:
    """Every model of the product but those named above."""
    return [model for model in apps.get_models() if model._meta.label not in NOT_SEARCHED]


def here(model: type[Model], school: School) -> "QuerySet[Any] | None":
    """The rows of a school; None for a model that knows no school, not by a key of a key either."""
    way = way_to_school(model)
    if way is None:
        return None
    value = school.uid if way.endswith("school_uid") else school.pk
    return model._default_manager.filter(**{way: value})


def way_to_school(model: type[Model]) -> str | None:
    """The path from a row to its school, the shortest."""
    ways: list[tuple[type[Model], str]] = [(model, "")]
    for one, before in ways:  # grows while it is walked
        names = {column.name for column in one._meta.concrete_fields}
        if one is School:
            return f"{before}pk"
        for name in ("school", "school_uid"):
            if name in names:
                return f"{before}{name}"
        if before.count("__") < DEEPEST:
            keys = [key for key in _foreign_keys(one) if not key.null and key.related_model is not one]
            ways += [(_model_of(key), f"{before}{key.name}__") for key in keys]
    return None


def _model_of(key: "ForeignKey[Any, Any]") -> type[Model]:
    other = key.related_model
    assert isinstance(other, type)  # noqa: S101 - resolved once the apps are loaded
    return other


def _foreign_keys(model: type[Model]) -> list["ForeignKey[Any, Any]"]:
    return [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]


def _keys_of(model: type[Model]) -> list[str]:
    return [key.name for key in _foreign_keys(model)]


def _columns_of_words(model: type[Model]) -> list["Field[Any, Any]"]:
    return [one for one in model._meta.concrete_fields if _holds_words(one)]


def _holds_words(column: "Field[Any, Any]") -> bool:
    if isinstance(column, SealedTextField):
        return True
    return isinstance(column, CharField | TextField | JSONField) and not column.choices


def _sealed_columns(model: type[Model]) -> list["Field[Any, Any]"]:
    return [one for one in model._meta.concrete_fields if isinstance(one, SealedTextField)]


def _words(row: Any, column: "Field[Any, Any]") -> str:
    value = getattr(row, column.attname)
    if value is None or isinstance(value, bytes):
        return ""
    return value if isinstance(value, str) else "\n".join(_leaves(value))


def _leaves(value: Any) -> Iterator[str]:
    """Every word that stands anywhere in a list or a mapping."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    elif value is not None:
        yield str(value)


def _is_of_the_request(row: Model) -> bool:
    """Entries, looks and files of subject access itself: what was withheld and why does not go out."""
    label = row.owner_label if isinstance(row, File) else row.about_label if isinstance(row, Entry | Look) else ""
    return label in OWN_TRAIL


def _by_label(keys: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for label, pk in keys:
        found.setdefault(label, []).append(pk)
    return found


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
