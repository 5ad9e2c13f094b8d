"""What is written on a timeline, and when it happened."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices
from incidents.forms.cases import words_field
from incidents.models import Entry
from incidents.transitions.timeline import WRITTEN

WHAT = [(what.value, what.label) for what in WRITTEN]


class EntryForm(Form):
    """A line of the timeline."""

    submit = "Write it down"
    what = forms.ChoiceField(label="What is this?", choices=WHAT, widget=forms.RadioSelect, initial=Entry.What.NOTE)
    words = words_field("What happened, or what was said or decided?", 8000, 5, help_text="Name pupils by reference.")
    happened_on = DateField(label="On which day?")
    happened_time = forms.TimeField(
        label="At what time?",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p"],
        help_text="Such as 14:30. Leave it empty if you do not know.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": "Write the time such as 14:30."},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = on

    def layout(self) -> list[Any]:
        return [Choices("what", inline=True), "words", "happened_on", "happened_time"]

    def happened_at(self, now: datetime) -> datetime:
        """The moment that was meant: now, for today without a time; for an earlier day its first minute."""
        day, at = self.cleaned_data["happened_on"], self.cleaned_data["happened_time"]
        if at is None and day == timezone.localdate(now):
            return now
        return timezone.make_aware(datetime.combine(day, at or time()))


class CorrectForm(Form):
    """What is right instead."""

    submit = "Add the correction"
    words = words_field(
        "What is right instead?", 4000, 4, help_text="It is shown beside the entry, which stays as it was written."
    )
