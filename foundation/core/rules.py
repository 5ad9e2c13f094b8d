"""Permissions, declared once: a rule is a queryset condition, and "may she?" is asked of the same condition."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import BooleanField, Exists, Expression, ExpressionWrapper, F, Model, Q, QuerySet
from django.utils import timezone

Condition = Callable[[Any, date], Q]
M = TypeVar("M", bound=Model)
T = TypeVar("T")

RULES: dict[str, tuple[type[Model], Condition]] = {}
SEES: dict[type[Model], str] = {}

NOBODY = Q(pk__in=[])
MEMORY = "remembered_for_this_page"
UNKNOWN = object()

# Who asks, as the attribute of the request that holds them: the log-in, unless the permission says otherwise.
USER = "user"
ASKERS: dict[str, str] = {}


class Later:
    """A part of a condition that is built only where it is put to the database: most rows in hand settle the rest."""

    conditional = True

    def __init__(self, build: Callable[[], Exists]) -> None:
        self.build = build

    def resolve_expression(self, *args: Any, **named: Any) -> Any:
        return self.build().resolve_expression(*args, **named)


def rule(perm: str, model: type[Model], *, sees: bool = False, asker: str = USER) -> Callable[[Condition], Condition]:
    """Declare who holds `perm` on rows of `model`; with `sees`, also who may know that a row exists.

    The condition is built from Exists, ~Exists and the row's own keys only, never from joins to many rows: these double
    rows or shut out the wrong people.
    A permission that is for another `asker` than a log-in is held by no log-in, and that asker holds no other.
    """

    def declare(condition: Condition) -> Condition:
        if perm in RULES:
            raise RuntimeError(f"{perm} is declared twice.")
        RULES[perm] = (model, condition)
        if asker != USER:
            ASKERS[perm] = asker
        if sees:
            SEES[model] = perm
        return condition

    return declare


def asks_as(user: Any) -> str:
    """As what this asker asks: "user" for a log-in."""
    return str(getattr(user, "asks_as", USER))


def remember(user: Any) -> None:
    """Open the memory of what rules find out about a user, for as long as one page is answered."""
    if getattr(user, MEMORY, None) is None:
        setattr(user, MEMORY, {})


def remembered(user: Any, key: Any, find: Callable[[], T]) -> T:
    """What rules find out about a user, asked once for as long as one page is answered.

    Nothing is remembered where no page is being answered: there the roles of the moment count.
    """
    memory = getattr(user, MEMORY, None)
    if memory is None:
        return find()
    if key not in memory:
        memory[key] = find()
    return cast("T", memory[key])


def keep_in_hand(user: Any, row: Model, field: str) -> None:
    """Keep a row that a rule has loaded for as long as one page is answered, by this field."""
    memory = getattr(user, MEMORY, None)
    if memory is not None:
        memory[type(row), field, str(getattr(row, field))] = row


def in_hand(user: Any, model: type[M], field: str, value: Any) -> M | None:
    """The row that a rule of this page has loaded already, if it has."""
    return cast("M | None", (getattr(user, MEMORY, None) or {}).get((model, field, str(value))))


def condition(user: Any, perm: str, on: date | None = None) -> Q:
    """The condition of `perm` for this user on this day (today when not said); nobody, for who is not signed in.

    An asker that is no log-in (`asks_as`) holds only the permissions that are declared for it.
    """
    if not user.is_authenticated or not user.is_active or asks_as(user) != ASKERS.get(perm, USER):
        return NOBODY
    day = on or timezone.localdate()
    return remembered(user, (perm, day), lambda: RULES[perm][1](user, day))


def permitted(user: Any, perm: str, queryset: QuerySet[M], on: date | None = None, **known: Any) -> QuerySet[M]:
    """The rows of `queryset` on which the user holds `perm`.

    `known` are columns that are the same in all its rows, such as `school_id=1`: what they settle is not asked again.
    """
    asked: Any = condition(user, perm, on)
    if known:
        asked = reduced(asked, _row_of(queryset.model, known))
    if isinstance(asked, bool):
        return queryset if asked else queryset.none()
    return queryset.filter(asked)


def allows(user: Any, perm: str, obj: Model, on: date | None = None) -> bool:
    """Whether the user holds `perm` on this row of the database. False when the rule is of another kind of row.

    The condition is read off the row in hand where that settles it, and else put to the database.
    """
    return isinstance(obj, RULES[perm][0]) and allows_all(user, {perm}, obj, on)


def allows_all(user: Any, perms: Collection[str], row: Model, on: date | None = None) -> bool:
    """Whether the user holds all of these permissions on a row of the database; at most one query."""
    if row._state.adding:
        return False
    asked = [reduced(condition(user, perm, on), row) for perm in perms]
    if any(part is False for part in asked):
        return False
    still_open = [part for part in asked if part is not True]
    return not still_open or type(row)._default_manager.filter(*still_open, pk=row.pk).exists()


def _row_of(model: type[Model], known: dict[str, Any]) -> Model:
    """A row of which only these columns are loaded."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in known]
    return model.from_db(None, names, [known[name] for name in names])


def reduced(asked: Any, row: Model) -> Any:
    """A condition without the parts that the row's own columns settle; True or False where they settle it all."""
    settled = settles(asked, row)
    if settled is not None or not isinstance(asked, Q):
        return asked if settled is None else settled
    parts = [part for part in (reduced(part, row) for part in asked.children) if not isinstance(part, bool)]
    return Q(*parts, _connector=asked.connector, _negated=asked.negated)


def settles(asked: Any, row: Model) -> bool | None:
    """What a condition comes to for a row by its own columns; None where only the database can tell."""
    if not isinstance(asked, Q):
        return _compare(asked[0], asked[1], row) if isinstance(asked, tuple) else None
    found = {settles(part, row) for part in asked.children}
    decisive = asked.connector == Q.OR
    known = decisive if decisive in found else None if None in found else not decisive
    if not asked.children:
        known = True
    return known if known is None else known != asked.negated


def _compare(path: str, value: Any, row: Model) -> bool | None:
    """One comparison of a condition: of a column that was loaded, with a value or with several in hand."""
    name, _, lookup = path.partition("__")
    field = row._meta.pk if name == "pk" else row._meta.get_field(name)
    column = row.__dict__.get(getattr(field, "attname", ""), UNKNOWN)
    if lookup == "in" and isinstance(value, list) and not value:
        return False
    if column is UNKNOWN or lookup not in ("", "in") or isinstance(value, QuerySet | Expression | F):
        return None
    if lookup == "in":
        return any(column == _plain(one) for one in value)
    return bool(column == _plain(value))


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def with_permission(user: Any, perm: str, queryset: QuerySet[M], name: str = "may") -> QuerySet[M]:
    """The queryset with a boolean column `name` telling whether the user holds `perm` on each row."""
    marked: QuerySet[M] = queryset.annotate(
        **{name: ExpressionWrapper(condition(user, perm), output_field=BooleanField())}
    )
    return marked
