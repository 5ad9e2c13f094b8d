"""Writing a version's text: a clause at a time, or all of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.forms import Form
from foundation.documents.reading.model import CannotRead
from foundation.documents.uploads import UploadField
from policies.content import ClauseText
from policies.writing import to_html, to_markdown

HOW = "An empty line starts a paragraph, - a bullet, 1. a numbered line. **Two stars** make words strong."


class ClauseForm(Form):
    """One clause."""

    submit = "Save this clause"
    number = forms.CharField(max_length=20, required=False, help_text="Such as 2.1. Leave empty for none.")
    title = forms.CharField(label="Heading", max_length=250, required=False)
    level = forms.TypedChoiceField(
        label="Level",
        coerce=int,
        choices=((1, "Section"), (2, "Part of a section"), (3, "Part of a part"), (4, "Smallest part")),
    )
    is_appendix = forms.BooleanField(label="This is an appendix, or part of one", required=False)
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 14}), required=False, max_length=200_000, help_text=HOW, strip=False
    )

    def clean_text(self) -> str:
        try:
            return to_html(self.cleaned_data["text"])
        except CannotRead as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["title"] and not cleaned["text"].strip():
            self.add_error("text", "Write a heading or some text.")
        return cleaned

    def clause(self, anchor: str = "") -> ClauseText:
        """What was entered, as a clause that keeps its anchor."""
        data = self.cleaned_data
        return ClauseText(data["title"], data["text"], data["number"], data["level"], anchor, data["is_appendix"])


def clause_initial(clause: ClauseText) -> dict[str, Any]:
    """The form's values for a clause as it is now."""
    return {
        "number": clause.number,
        "title": clause.title,
        "level": clause.level,
        "is_appendix": clause.is_appendix,
        "text": to_markdown(clause.html),
    }


class WholeTextForm(Form):
    """All of the text in one box, headings marked with #."""

    submit = "Save the whole text"
    text = forms.CharField(
        label="The whole text",
        widget=forms.Textarea(attrs={"rows": 30}),
        max_length=500_000,
        strip=False,
        help_text="# starts a section's heading, ## a part of it. " + HOW,
    )


class AttachForm(Form):
    """An annex: a file that belongs to the text."""

    submit = "Add this file"
    title = forms.CharField(max_length=150)
    file = UploadField(help_text="PDF, Word, text or a picture; at most 20 MB.")
