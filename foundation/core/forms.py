"""The base of every form: sent twice is done once, a stale page is answered, nothing typed is lost."""

from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.http import QueryDict

from foundation.core.shapes import say_what_is_missing
from foundation.core.text import tidy


def _tidied(data: Any) -> Any:
    if not isinstance(data, QueryDict):
        return data
    clean = data.copy()
    for name, values in clean.lists():
        clean.setlist(name, [tidy(value) if isinstance(value, str) else value for value in values])
    return clean


class FormBase(forms.BaseForm):
    """Mixin of Form and ModelForm.

    `submit` names the button. `seen` is the hash of what the page shows: when it differs on sending, the form is
    stale (`is_stale`), says so, and keeps what was typed.
    """

    submit = "Save"

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        data = args[0] if args else kwargs.get("data")
        self.is_resumed = bool(getattr(data, "resumed", False))
        if args:
            args = (_tidied(data), *args[1:])
        elif "data" in kwargs:
            kwargs["data"] = _tidied(data)
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self._seen_now = seen
        self.fields["token"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=64, initial=lambda: uuid4().hex
        )
        if seen:
            self.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=128, initial=seen
            )
        say_what_is_missing(self)
        self.helper = FormHelper(self)
        self.helper.render_hidden_fields = True
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(*self.layout(), *self.buttons())

    def layout(self) -> list[Any]:
        """The visible fields in their order; forms with groups, reveals or guidance say their own."""
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    def buttons(self) -> list[Any]:
        return [Submit("send", self.submit)] if self.submit else []

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook, not in the stubs
        for name, value in self.cleaned_data.items():
            widget = self.fields[name].widget
            if isinstance(value, str) and isinstance(widget, forms.TextInput):
                self.cleaned_data[name] = " ".join(value.split())

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        if self.is_resumed:
            self.add_error(None, "You were signed out while typing. Nothing is lost: look it over and send it again.")
        if self._seen_now and self.cleaned_data.get("seen") != self._seen_now:
            self.is_stale = True
            self.add_error(
                None, "This changed while you had it open. Nothing was sent: read it again below, then send."
            )
            self.data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
            self.data["seen"] = self._seen_now


class Form(FormBase, forms.Form):
    """A form that is not of one row."""


class ModelForm(FormBase, forms.ModelForm):  # type: ignore[type-arg]  # the row's type is in each form's Meta
    """A form of one row. `save(commit=False)` fills the row; a transition saves it."""
