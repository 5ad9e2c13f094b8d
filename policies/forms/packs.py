"""Choosing what goes into a pack."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices
from foundation.schools.models import School
from policies.models import Pack
from policies.pack_contents import Chosen, meetings, offered

CHOICES = Pack.Choice
HINTS = {
    CHOICES.IN_FORCE: "With each policy its signature page.",
    CHOICES.DUE: "Reviews that are overdue or will be announced now.",
    CHOICES.MEETING: "The texts on its agenda, drafts too where you may see them.",
    CHOICES.CHOSEN: "",
}
MOST_MEETINGS = 30


class PackForm(Form):
    """What goes in, and since when changes are shown."""

    submit = "Make the pack"
    choice = forms.ChoiceField(label="What goes into the pack?", initial=CHOICES.IN_FORCE, widget=forms.RadioSelect)
    meeting = forms.ChoiceField(label="Which meeting?", required=False)
    policies = forms.MultipleChoiceField(label="Which policies?", required=False, widget=forms.CheckboxSelectMultiple)
    since_on = DateField(
        label="Show what changed since",
        required=False,
        help_text="Leave empty for the day of the last pack of this kind, or the version before where there was none.",
    )

    def __init__(self, *args: Any, user: Any, school: School, today: date, **kwargs: Any) -> None:
        self.today = today
        self.meetings = {str(one.uid): one for one in meetings(user, school)[:MOST_MEETINGS]}
        super().__init__(*args, **kwargs)
        titles = [(str(uid), title) for uid, title in offered(user, school, today).values_list("uid", "title")]
        left_out = {CHOICES.MEETING} if not self.meetings else set()
        if not titles:
            left_out.add(CHOICES.CHOSEN)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in CHOICES.choices if value not in left_out
        ]
        self.fields["meeting"].choices = [(uid, str(one)) for uid, one in self.meetings.items()]  # type: ignore[attr-defined]
        self.fields["policies"].choices = titles  # type: ignore[attr-defined]
        for name, choice in (("meeting", CHOICES.MEETING), ("policies", CHOICES.CHOSEN)):
            if choice in left_out:
                del self.fields[name]

    def layout(self) -> list[Any]:
        reveals = {str(CHOICES.MEETING): ["meeting"], str(CHOICES.CHOSEN): ["policies"]}
        there = {value: names for value, names in reveals.items() if names[0] in self.fields}
        return [
            Choices("choice", hints={str(key): words for key, words in HINTS.items() if words}, reveals=there),
            "since_on",
        ]

    def clean_since_on(self) -> date | None:
        day: date | None = self.cleaned_data["since_on"]
        if day is not None and day > self.today:
            raise ValidationError("Choose a day that has been.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") == CHOICES.CHOSEN and not cleaned.get("policies") and "policies" not in self.errors:
            self.add_error("policies", "Choose at least one policy.")
        if cleaned.get("choice") == CHOICES.MEETING and not cleaned.get("meeting") and "meeting" not in self.errors:
            self.add_error("meeting", "Choose a meeting.")
        return cleaned

    def chosen(self) -> Chosen:
        """What was chosen; what belongs to another choice is left out."""
        data = self.cleaned_data
        choice = data["choice"]
        return Chosen(
            choice=choice,
            meeting=self.meetings[data["meeting"]] if choice == CHOICES.MEETING else None,
            policies=[UUID(uid) for uid in data["policies"]] if choice == CHOICES.CHOSEN else (),
            since_on=data["since_on"],
        )
