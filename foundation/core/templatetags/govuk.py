"""What the form templates in `templates/govuk/` need: which shape a field has, its control, its errors as links."""

from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from foundation.core.dateinput import PARTS
from foundation.core.shapes import shape_of

register = template.Library()


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox, with its hint and what it reveals."""

    id: str
    name: str
    value: str
    label: Any
    checked: bool
    disabled: bool
    hint: str
    reveal: SafeString | str


@dataclass(frozen=True)
class DateBox:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: str
    value: Any
    width: int
    has_error: bool
    is_numeric: bool


@register.filter
def shape(field: BoundField) -> str:
    """The kind of control."""
    return shape_of(field.field.widget)


@register.filter
def limit(field: BoundField) -> int | None:
    """How many characters a longer text may have, to be counted while typing."""
    return getattr(field.field, "max_length", None) if shape(field) == "textarea" else None


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of the count, hint and error that belong to a field, in the order they are read."""
    ids = [f"{field.auto_id}-info"] if limit(field) else []
    ids += [f"{field.auto_id}_helptext"] if field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    return " ".join(ids)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control itself, drawn by Django's widget with our classes."""
    kind = shape(field)
    look = "input" if kind == "password" else kind
    classes = [
        f"govuk-{look}",
        f"govuk-{look}--error" if field.errors else "",
        field.field.widget.attrs.get("class", ""),
    ]
    attrs = {"aria-describedby": described_by(field) or False, **_attributes(field, kind)}
    attrs["class"] = " ".join(filter(None, [*classes, attrs.get("class", "")]))
    return field.as_widget(attrs=attrs)


def _attributes(field: BoundField, kind: str) -> dict[str, Any]:
    """What a control has beside its name; False takes an attribute away."""
    own = field.field.widget.attrs
    attrs: dict[str, Any] = {"placeholder": False}  # a label that goes away while typing helps nobody
    if kind == "textarea":
        # Counted, not cut off: a text pasted in and shortened by the browser would be lost without a word.
        attrs |= {"maxlength": False, "cols": False, "rows": own.get("rows") if own.get("rows") != "10" else 5}
        attrs["class"] = "govuk-js-character-count" if limit(field) else ""
    if kind == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        attrs["autocomplete"] = own.get("autocomplete", "current-password")
        attrs["class"] = "govuk-password-input__input govuk-js-password-input-input"
    return attrs


@register.simple_tag
def choices(field: BoundField, hints: Any = None, reveals: Any = None) -> list[Choice]:
    """The radios or checkboxes of a field."""
    return [_choice(option.data, hints or {}, reveals or {}) for option in field.subwidgets]


def _choice(data: dict[str, Any], hints: dict[str, str], reveals: dict[str, SafeString]) -> Choice:
    value = str(data["value"])
    return Choice(
        id=data["attrs"].get("id", ""),
        name=data["name"],
        value=value,
        label=data["label"],
        checked=bool(data["selected"]),
        disabled=bool(data["attrs"].get("disabled")),
        hint=hints.get(value, ""),
        reveal=reveals.get(value, ""),
    )


@register.simple_tag
def date_boxes(field: BoundField) -> list[DateBox]:
    """The boxes of a date with what was typed; those with a mistake are marked, all of them when none is named."""
    widget = field.field.widget
    value = field.value()
    values = list(value) if isinstance(value, list | tuple) else widget.decompress(value)
    wrong = wrong_boxes(field)
    return [
        DateBox(
            id=f"{field.auto_id}_{part}",
            name=f"{field.html_name}_{part}",
            label=part.capitalize(),
            value="" if typed is None else typed,
            width={"day": 2, "month": 5, "year": 4}[part],
            has_error=part in wrong,
            is_numeric=part != "month",
        )
        for part, typed in zip(PARTS, values, strict=True)
    ]


def wrong_boxes(field: BoundField) -> set[str]:
    codes = {error.code for error in field.errors.as_data()} & set(PARTS) if field.errors else set()
    return {str(code) for code in codes} or (set(PARTS) if field.errors else set())


def first_control(field: BoundField) -> str:
    """The id that a link to a field goes to."""
    if shape(field) == "date":
        return f"{field.auto_id}_{next(part for part in PARTS if part in (wrong_boxes(field) or PARTS))}"
    if shape(field) in ("radios", "checkboxes"):
        options = field.subwidgets
        return str(options[0].id_for_label) if options else field.auto_id
    return field.auto_id


@register.simple_tag
def error_links(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Everything wrong with a form, as (sentence, address of the control): an empty address where there is none."""
    links = [(str(error), "") for error in form.non_field_errors()]
    for field in form:
        if field.is_hidden:
            links += [(str(error), "") for error in field.errors]
        else:
            label = str(field.label).rstrip(".")
            about = label if label.endswith("?") else f"{label}:"
            links += [(f"{about} {error}", f"#{first_control(field)}") for error in field.errors]
    return links


@register.filter
def button_classes(classes: str) -> str:
    """The classes of a button without those of another template pack."""
    return " ".join(["govuk-button", *(word for word in classes.split() if not word.startswith("btn"))])


@register.simple_tag
def all_fields_shown(form: forms.BaseForm) -> str:
    """Nothing, or a LookupError: a field that its form's layout forgot would vanish without a word."""
    shown = getattr(form, "rendered_fields", None)
    forgotten = set(form.fields) - shown if shown is not None else set()
    if forgotten:
        raise LookupError(f"The layout of {type(form).__name__} leaves out: {', '.join(sorted(forgotten))}.")
    return ""
