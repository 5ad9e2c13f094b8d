"""Permissions, declared once: a rule is a queryset condition, and "may she?" is asked of the same condition."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import BooleanField, Expression, ExpressionWrapper, F, Model, Q, QuerySet
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


def condition(user: Any, perm: str, on: date | None = None) -> Q:
    """The condition of `perm` for this user on this day (today when not said); nobody, for who is not signed in.

    An asker that is no log-in (`asks_as`) holds only the permissions that are declared for it.
    """
    if not user.is_authenticated or not user.is_active or asks_as(user) != ASKERS.get(perm, USER):
        return NOBODY
    return RULES[perm][1](user, on or timezone.localdate())


def permitted(user: Any, perm: str, queryset: QuerySet[M], on: date | None = None) -> QuerySet[M]:
    """The rows of `queryset` on which the user holds `perm`."""
    return queryset.filter(condition(user, perm, on))


def allows(user: Any, perm: str, obj: Model, on: date | None = None) -> bool:
    """Whether the user holds `perm` on this row of the database. False when the rule is of another kind of row.

    The condition is read off the row in hand where that settles it, and else put to the database.
    """
    model = RULES[perm][0]
    if not isinstance(obj, model) or obj._state.adding:
        return False
    asked = condition(user, perm, on)
    settled = settles(asked, obj)
    return model._default_manager.filter(asked, pk=obj.pk).exists() if settled is None else settled


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
