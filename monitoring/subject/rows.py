"""The row that an item stands for, with the rows its keys name."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from monitoring.models import SubjectItem


def row_of(item: SubjectItem) -> Model | None:
    """The row, or None where it is gone."""
    return rows_of([item]).get((item.about_label, item.about_pk))


def rows_of(items: Iterable[SubjectItem]) -> dict[tuple[str, int], Any]:
    """The rows of several items by label and key: one query for each label."""
    wanted: dict[str, list[int]] = {}
    for item in items:
        wanted.setdefault(item.about_label, []).append(item.about_pk)
    found = {}
    for label, pks in wanted.items():
        model = apps.get_model(label)
        keys = [key.name for key in model._meta.concrete_fields if isinstance(key, ForeignKey)]
        for row in model._default_manager.filter(pk__in=pks).select_related(*keys):
            found[label, int(row.pk)] = row
    return found
