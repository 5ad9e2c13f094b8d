"""Which shape of control a widget has, and what is said where such a control was left empty."""

from django import forms

from foundation.core.dateinput import DateInput

# The first that fits counts: radios are a kind of select, and several checkboxes a kind of radios.
SHAPES: list[tuple[str, type[forms.Widget]]] = [
    ("date", DateInput),
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("checkbox", forms.CheckboxInput),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("file-upload", forms.FileInput),
    ("password", forms.PasswordInput),
]

MISSING = {
    "date": "Give a date.",
    "checkboxes": "Choose at least one.",
    "radios": "Choose one of these.",
    "checkbox": "Tick this to go on.",
    "select": "Choose one from the list.",
    "file-upload": "Choose a file.",
}


def shape_of(widget: forms.Widget) -> str:
    """The name of the shape: "input" when no other fits."""
    return next((name for name, kind in SHAPES if isinstance(widget, kind)), "input")


def say_what_is_missing(form: forms.BaseForm) -> None:
    """Put our sentence in place of Django's own where a required field has none of its form's."""
    usual = forms.Field.default_error_messages["required"]
    for field in form.fields.values():
        if field.error_messages.get("required") == usual:
            field.error_messages["required"] = MISSING.get(shape_of(field.widget), "Fill this in.")
