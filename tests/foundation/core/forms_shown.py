"""Asks of a form what its page would show."""

from crispy_forms.utils import render_field
from django import forms
from django.template import Context


def left_out(form: forms.BaseForm) -> set[str]:
    """The fields that the form's layout does not draw. A test of every form asks that there is none."""
    form.rendered_fields = set()  # type: ignore[attr-defined]  # where crispy forms notes what it has drawn
    form.crispy_field_template = None  # type: ignore[attr-defined]
    for part in form.helper.layout.fields:  # type: ignore[attr-defined]
        render_field(part, form, Context({}))
    drawn: set[str] = form.rendered_fields  # type: ignore[attr-defined]
    hidden = {name for name, field in form.fields.items() if field.widget.is_hidden}
    return set(form.fields) - drawn - hidden
