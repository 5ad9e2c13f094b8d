"""Permissions, declared once: a rule is a queryset condition, and "may she?" is asked of the same condition."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet
from django.utils import timezone

Condition = Callable[[Any, date], Q]
M = TypeVar("M", bound=Model)

RULES: dict[str, tuple[type[Model], Condition]] = {}
SEES: dict[type[Model], str] = {}

NOBODY = Q(pk__in=[])


def rule(perm: str, model: type[Model], *, sees: bool = False) -> Callable[[Condition], Condition]:
    """Declare who holds `perm` on rows of `model`; with `sees`, also who may know that a row exists.

    The condition is built from Exists and ~Exists only, never joins: these double rows or shut out the wrong people.
    """

    def declare(condition: Condition) -> Condition:
        if perm in RULES:
            raise RuntimeError(f"{perm} is declared twice.")
        RULES[perm] = (model, condition)
        if sees:
            SEES[model] = perm
        return condition

    return declare


def condition(user: Any, perm: str, on: date | None = None) -> Q:
    """The condition of `perm` for this user on this day (today when not said); nobody, for who is not signed in."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    return RULES[perm][1](user, on or timezone.localdate())


def permitted(user: Any, perm: str, queryset: QuerySet[M], on: date | None = None) -> QuerySet[M]:
    """The rows of `queryset` on which the user holds `perm`."""
    return queryset.filter(condition(user, perm, on))


def allows(user: Any, perm: str, obj: Model, on: date | None = None) -> bool:
    """Whether the user holds `perm` on this row. False when the rule is of another kind of row."""
    model = RULES[perm][0]
    if not isinstance(obj, model):
        return False
    return permitted(user, perm, model._default_manager.filter(pk=obj.pk), on).exists()


def with_permission(user: Any, perm: str, queryset: QuerySet[M], name: str = "may") -> QuerySet[M]:
    """The queryset with a boolean column `name` telling whether the user holds `perm` on each row."""
    marked: QuerySet[M] = queryset.annotate(
        **{name: ExpressionWrapper(condition(user, perm), output_field=BooleanField())}
    )
    return marked
