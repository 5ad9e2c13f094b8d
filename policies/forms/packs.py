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
    CHOICES.IN_FORCE.value: "With each policy its signature page.",
    CHOICES.DUE.value: "Reviews that are overdue or will be announced now.",
    CHOICES.MEETING.value: "The texts on its agenda, drafts too where you may see them.",
}
REVEALS = {CHOICES.MEETING.value: "meeting", CHOICES.CHOSEN.value: "policies"}
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
        self.meetings = {str(one.uid): one for one in meetings(school)[:MOST_MEETINGS]}
        titles = offered(user, school, today).values_list("uid", "title")
        self.titles = [(str(uid), title) for uid, title in titles]
        super().__init__(*args, **kwargs)
        empty = {name for name, found in self._offers().items() if not found}
        self._offer("choice", [(value, label) for value, label in CHOICES.choices if REVEALS.get(value) not in empty])
        for name, found in self._offers().items():
            if found:
                self._offer(name, found)
            else:
                del self.fields[name]

    def _offers(self) -> dict[str, list[tuple[str, str]]]:
        """What there is to choose from; what there is nothing of is not asked."""
        return {"meeting": [(uid, str(one)) for uid, one in self.meetings.items()], "policies": self.titles}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        offers = self._offers()
        reveals = {choice: [name] for choice, name in REVEALS.items() if offers[name]}
        return [Choices("choice", hints=HINTS, reveals=reveals), "since_on"]

    def clean_since_on(self) -> date | None:
        day: date | None = self.cleaned_data["since_on"]
        if day is not None and day > self.today:
            raise ValidationError("Choose a day that has been.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = REVEALS.get(cleaned.get("choice", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, "Choose a meeting." if name == "meeting" else "Choose at least one policy.")
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
