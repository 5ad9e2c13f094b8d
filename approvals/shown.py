"""A request in words: each question with its answer, in the order of the form, and what changed since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from approvals.forms.pages import NamesField, PageForm
from approvals.kinds import KINDS
from approvals.models import Request
from foundation.core.dateinput import DateField


@dataclass(frozen=True)
class Line:
    """One question and its answer; `before` where it was answered otherwise in the text compared with."""

    question: str
    answer: str
    before: str | None = None

    @property
    def has_changed(self) -> bool:
        return self.before is not None


@dataclass(frozen=True)
class ShownPage:
    """A page of questions as it was answered; `place` is its number from 1."""

    place: int
    title: str
    lines: list[Line]


def pages_of(
    request: Request, answers: Mapping[str, Any], on: date, before: Mapping[str, Any] | None = None
) -> list[ShownPage]:
    """The answers page by page; with `before`, what differs from it says what it was."""
    found = []
    for place, page in enumerate(KINDS[request.kind].pages, start=1):
        form = page(None, school=request.school, on=on, answers=answers)
        found.append(ShownPage(place, page.title, list(_lines(form, answers, before))))
    return found


def _lines(form: PageForm, answers: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[Line]:
    for name in form.base_fields:
        field = form.fields[name]
        now = said(field, answers.get(name))
        was = said(field, before.get(name)) if before is not None else now
        if now or was:
            yield Line(str(field.label), now, None if was == now else was)


def said(field: forms.Field, value: Any) -> str:
    """An answer as a page and a print say it."""
    if value in (None, "", []):
        return ""
    if isinstance(field, NamesField):
        return "\n".join(one["words"] if one["person"] else f"{one['words']} (not on the roll)" for one in value)
    if isinstance(field, DateField):
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(uid=value).first() if field.queryset is not None else None
        return str(row) if row is not None else "No longer there"
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        labels = {str(key): str(label) for key, label in offered}
        chosen = value if isinstance(value, list) else [value]
        return "\n".join(labels.get(str(one), str(one)) for one in chosen)
    return str(value)
