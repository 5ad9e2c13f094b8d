"""All that goes with a root: found by keys over every model, so that nothing is forgotten and nothing torn.

Rows that cascade go, and rows the class declares as parts. Files go with their owner, or with the last row that names
them. What any other row still names cannot go: its root waits until what cites it is gone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import CASCADE, SET_NULL, Count, Field, ForeignKey, Model

from foundation.documents.models import File
from foundation.schools.models import Person
from monitoring.retention.classes import RecordClass

Rows = dict[type[Model], dict[int, int]]  # model: {key of a row: key of the root with which it goes}
STEP = 5000  # keys asked for at once


@dataclass
class Closure:
    """The roots of one chunk with all that goes with them; `cited` says by what those roots are named that wait."""

    root: type[Model]
    rows: Rows
    cited: dict[int, Counter[str]] = field(default_factory=dict)
    freed: list[tuple["ForeignKey[Any, Any]", set[int]]] = field(default_factory=list)

    def roots(self) -> set[int]:
        return set(self.rows.get(self.root, {}))

    def without(self, roots: Collection[int]) -> None:
        """Leave these roots, and what goes with them, where they are."""
        gone = set(roots)
        for model, rows in self.rows.items():
            self.rows[model] = {pk: root for pk, root in rows.items() if root not in gone}

    def uids(self) -> dict[type[Model], dict[UUID, int]]:
        """The uids of the rows that have one, with the root of each."""
        found: dict[type[Model], dict[UUID, int]] = {}
        for model, rows in self.rows.items():
            if rows and has_uid(model):
                found[model] = {uid: rows[pk] for pk, uid in _values(model, rows, "uid")}
        return found

    def names(self, people: Collection[int]) -> dict[int, int]:
        """The roots of which a row names one of these persons by a key: root -> person."""
        found: dict[int, int] = {}
        for model, rows in self.rows.items():
            if model is Person:
                found.update({root: pk for pk, root in rows.items() if pk in people})
            for key in keys_to(model, Person):
                for part in _parts(rows):
                    named = model._base_manager.filter(pk__in=part, **{f"{key}__in": list(people)})
                    found.update({rows[pk]: who for pk, who in named.values_list("pk", key)})
        return found


def has_uid(model: type[Model]) -> bool:
    return any(one.name == "uid" for one in model._meta.concrete_fields)


@cache
def keys_to(model: type[Model], target: type[Model]) -> tuple[str, ...]:
    """The columns of a model that are keys to the target."""
    return tuple(
        one.attname
        for one in model._meta.concrete_fields
        if isinstance(one, ForeignKey) and one.related_model is target
    )


@cache
def incoming(model: type[Model]) -> tuple["ForeignKey[Any, Any]", ...]:
    """Every key of any model that points at rows of this one."""
    found = []
    for one in model._meta.get_fields(include_hidden=True):
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one):
            key: Any = one
            found.append(key.field)
    return tuple(found)


def gather(record_class: RecordClass, root: type[Model], keys: Iterable[int]) -> Closure:
    """What goes with these roots, without those that have to wait."""
    closure = Closure(root, {root: {key: key for key in keys}})
    _grow(record_class, closure)
    _add_files(closure)
    while waiting := _cited(closure):
        for key, by in waiting.items():
            closure.cited[key] = by
        closure.without(waiting)
    _keep_files_in_use(closure)
    closure.freed = [(key, rows) for key, rows in _freed(closure)]
    return closure


def _grow(record_class: RecordClass, closure: Closure) -> None:
    """Follow cascades and the parts that the class declares until nothing new is found."""
    new: Rows = {model: dict(rows) for model, rows in closure.rows.items()}
    while new:
        found: Rows = defaultdict(dict)
        for model, rows in new.items():
            for key in incoming(model):
                part: type[Model] = key.model
                if not _goes_along(record_class, key):
                    continue
                known = closure.rows.setdefault(part, {})
                for pk, at in _pointing(key, rows):
                    if pk not in known:
                        known[pk] = found[part][pk] = rows[at]
        new = found


def _goes_along(record_class: RecordClass, key: "ForeignKey[Any, Any]") -> bool:
    if key.remote_field.on_delete is CASCADE:
        return True
    return key.name in record_class.part_keys(key.model._meta.label)


def _add_files(closure: Closure) -> None:
    """Files owned by a row that goes (by its uid), and files that such a row names."""
    files = closure.rows.setdefault(File, {})
    owners = {uid: root for uids in closure.uids().values() for uid, root in uids.items()}
    for part in _parts(owners):
        for pk, owner in File._base_manager.filter(owner_uid__in=part).values_list("pk", "owner_uid"):
            files.setdefault(pk, owners[owner])
    for model, rows in list(closure.rows.items()):
        for column in keys_to(model, File):
            for pk, file in _values(model, rows, column):
                if file is not None:
                    files.setdefault(file, rows[pk])


def _keep_files_in_use(closure: Closure) -> None:
    """A file that a row names which stays, stays with it; it goes with the last of them."""
    files = closure.rows.get(File, {})
    for key in incoming(File) if closure.root is not File else ():
        going = closure.rows.get(key.model, {})
        for pk, at in list(_pointing(key, files)):
            if pk not in going:
                files.pop(at, None)


def _cited(closure: Closure) -> dict[int, Counter[str]]:
    """The roots of which something is named by a row that stays, with what names them and how often."""
    found: dict[int, Counter[str]] = {}
    for model, rows in closure.rows.items():
        if model is File and closure.root is not File:
            continue
        for key in incoming(model):
            if key.remote_field.on_delete in (CASCADE, SET_NULL):
                continue
            for at, number in _named_from_outside(key, rows, closure.rows.get(key.model, {})):
                found.setdefault(rows[at], Counter())[str(key.model._meta.label)] += number
    return found


def _named_from_outside(
    key: "ForeignKey[Any, Any]", rows: Mapping[int, int], going: Mapping[int, int]
) -> Iterable[tuple[int, int]]:
    """Which of these rows are named by rows that stay, and by how many (a log has a million rows: counted there)."""
    if going:
        yield from Counter(at for pk, at in _pointing(key, rows) if pk not in going).items()
        return
    for part in _parts(rows):
        found = key.model._base_manager.filter(**{f"{key.name}__in": part}).order_by()
        yield from found.values_list(key.attname).annotate(number=Count("pk"))


def _freed(closure: Closure) -> Iterable[tuple["ForeignKey[Any, Any]", set[int]]]:
    """Rows that stay and forget what they named."""
    for model, rows in closure.rows.items():
        for key in incoming(model):
            if key.remote_field.on_delete is SET_NULL:
                going = closure.rows.get(key.model, {})
                staying = {pk for pk, _ in _pointing(key, rows) if pk not in going}
                if staying:
                    yield key, staying


def _pointing(key: "ForeignKey[Any, Any]", rows: Mapping[int, int]) -> Iterable[tuple[int, int]]:
    """Rows whose key points at one of these: (its own key, where it points)."""
    column: Field[Any, Any] = key
    for part in _parts(rows):
        found = key.model._base_manager.filter(**{f"{column.name}__in": part})
        yield from found.values_list("pk", column.attname)


def _values(model: type[Model], rows: Mapping[int, int], column: str) -> Iterable[tuple[int, Any]]:
    for part in _parts(rows):
        yield from model._base_manager.filter(pk__in=part).values_list("pk", column)


def _parts(keys: Iterable[Any]) -> Iterable[list[Any]]:
    every = list(keys)
    for begin in range(0, len(every), STEP):
        yield every[begin : begin + STEP]
