"""A form for the tests of the frame."""

from django import forms

from foundation.core.forms import Form


class NoteForm(Form):
    """One text; what it shows can be stale."""

    submit = "Note it"
    text = forms.CharField(widget=forms.Textarea)
    line = forms.CharField(required=False)
