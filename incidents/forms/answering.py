"""The answer to a question."""

from django import forms

from foundation.core.forms import Form

LONGEST = 4000


class AnswerForm(Form):
    """What whoever asked is told."""

    submit = "Send the answer"
    words = forms.CharField(
        label="Your answer",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Whether it is all right, and what to do or to leave. No names of pupils.",
    )
