"""The responses of the school's list, and the end of a case."""

from django import forms

from foundation.core.forms import Form
from incidents.forms.cases import words_field
from incidents.models import Considered
from incidents.transitions.closing import OUTCOMES


class ConsiderForm(Form):
    """Whether a response is taken, and why (ACR-13)."""

    submit = "Save"
    answer = forms.ChoiceField(
        label="Is this response taken?", choices=Considered.Answer.choices, widget=forms.RadioSelect, initial=None
    )
    why = words_field("Why, or what was done?", 1000, 3)


class CloseForm(Form):
    """How it ended, and why."""

    submit = "Close the case"
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=[(one, one) for one in OUTCOMES],
        widget=forms.RadioSelect,
        help_text="Whoever looks at figures sees this, without anything else of the case.",
    )
    why = words_field("Why is that enough?", 2000, 4, help_text="It stands in the timeline and in the case file.")


class ReopenForm(Form):
    """Why it is taken up again."""

    submit = "Reopen the case"
    why = words_field("Why?", 1000, 3, help_text="Everything that stands in the case stays. You lead it from now on.")
