"""Who else may read a case: by name until a day, or for an hour when nobody who may can be reached."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import Person
from incidents.forms.cases import offer, somebody, words_field
from incidents.transitions.letting_in import LONGEST


class LetInForm(Form):
    """Who is let into one case, until when and why."""

    submit = "Let them in"
    person = somebody("Who is to read it?")
    until = DateField(label="Until which day?", help_text=f"At most {LONGEST.days} days. It ends by itself.")
    why = words_field("Why do they need it?", 300, 2, help_text="It stands in the timeline.")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class EmergencyForm(Form):
    """Which case, and why it cannot wait."""

    submit = "Ask for an hour"
    reference = forms.CharField(
        label="Reference of the case",
        max_length=20,
        help_text="Such as 2026-0014.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    why = words_field(
        "Why can it not wait?", 500, 3, help_text="Whoever agrees reads it, and the designated safeguarding lead."
    )
