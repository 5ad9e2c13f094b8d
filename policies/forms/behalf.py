"""An acknowledgement recorded for somebody who cannot give it themselves."""

from django import forms

from foundation.core.forms import Form


class BehalfForm(Form):
    """Why they cannot do it themselves, and who was there."""

    submit = "Record it on their behalf"
    reason = forms.CharField(
        label="Why can they not do it themselves?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: the policy was read to them, because they can read it neither on screen nor on paper. "
        "It stands on the receipt: say no more about their health than is needed.",
    )
    witness = forms.CharField(
        label="Who was there when they agreed?", max_length=120, help_text="The name of a colleague who heard it."
    )
