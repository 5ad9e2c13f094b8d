"""What is asked of a look, of what was found, and of how it was answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices
from incidents.forms.cases import offer, words_field
from monitoring.models import FootprintPlace, Mention
from monitoring.transitions.footprint import Looked, Said

QUIET, FOUND = "quiet", "found"
ANSWERED, LEFT = Mention.Answer.ANSWERED, Mention.Answer.LEFT


def _not_to_come(day: date, today: date) -> date:
    if day > today:
        raise ValidationError("That day is still to come.")
    return day


class PlaceForm(Form):
    """One more place where the school looks."""

    submit = "Add it"
    name = forms.CharField(label="Name", max_length=100, help_text="Such as: the village group on Facebook, reviews.")
    address = forms.URLField(label="Web address", max_length=300, required=False, assume_scheme="https")


class LookForm(Form):
    """A look at what is said; `on` is today."""

    submit = "Record the look"
    on = DateField(label="On which day?")
    places = forms.ModelMultipleChoiceField(
        FootprintPlace.objects.none(),
        to_field_name="uid",
        label="Where did you look?",
        widget=forms.CheckboxSelectMultiple,
    )
    found = forms.ChoiceField(
        label="Did you find anything about the school?",
        choices=((QUIET, "Nothing"), (FOUND, "Yes: I write it down next")),
        widget=forms.RadioSelect,
    )
    words = words_field("Anything to remember for the next look?", 1000, 3, required=False)

    def __init__(self, *args: Any, places: QuerySet[FootprintPlace], on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": on, **(kwargs.get("initial") or {})}
        self.today = on
        super().__init__(*args, **kwargs)
        offer(self, "places", places)

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"], self.today)

    @property
    def was_quiet(self) -> bool:
        return bool(self.cleaned_data["found"] == QUIET)

    def looked(self) -> Looked:
        data = self.cleaned_data
        return Looked(data["on"], list(data["places"]), self.was_quiet, data["words"])


class MentionForm(Form):
    """Something that was said about the school."""

    submit = "Write it down"
    on = DateField(label="When was it said?", help_text="Or the day on which you saw it.")
    place = forms.ModelChoiceField(
        FootprintPlace.objects.none(), to_field_name="uid", label="Where?", required=False, empty_label="Somewhere else"
    )
    elsewhere = forms.CharField(label="Where else?", max_length=100, required=False)
    link = forms.CharField(label="Its address", max_length=2000, required=False, help_text="Copy it, if you can.")
    what = words_field("What is said?", 4000, 5, help_text="In its own words where they are short. No names of pupils.")
    tone = forms.ChoiceField(label="What is it?", choices=Mention.Tone.choices, widget=forms.RadioSelect)
    about_staff = forms.BooleanField(
        label="It is about somebody who works here", required=False, help_text="Then it can be opened as a report next."
    )

    def __init__(self, *args: Any, places: QuerySet[FootprintPlace], on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": on, **(kwargs.get("initial") or {})}
        self.today = on
        super().__init__(*args, **kwargs)
        offer(self, "place", places)

    def layout(self) -> list[Any]:
        hints = {
            Mention.Tone.CRITICISM: "It stays where it is, and is answered fairly.",
            Mention.Tone.ABUSE: "Open a report from it.",
        }
        names = ("on", "place", "elsewhere", "link", "what")
        return [*names, Choices("tone", hints={str(key): hint for key, hint in hints.items()}), "about_staff"]

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"], self.today)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "place" in data and data["place"] is None and not data.get("elsewhere"):
            self.add_error("elsewhere", "Say where it was said.")
        return data

    def said(self) -> Said:
        data = dict(self.cleaned_data)
        if data["place"] is not None:
            data["elsewhere"] = ""
        return Said(**{name: data[name] for name in Said.__dataclass_fields__})


class JudgeForm(Form):
    """What a mention is, put right."""

    submit = "Save"
    tone = forms.ChoiceField(label="What is it?", choices=Mention.Tone.choices, widget=forms.RadioSelect)
    about_staff = forms.BooleanField(label="It is about somebody who works here", required=False)


class AnswerForm(Form):
    """How it was answered, or why it was not. That it be taken down is not asked here."""

    submit = "Save"
    answer = forms.ChoiceField(
        label="Was it answered?",
        choices=((ANSWERED, "Yes"), (LEFT, "No, and it is left so")),
        widget=forms.RadioSelect,
    )
    words = words_field("What was answered?", 2000, 4, required=False)
    why = words_field("Why not?", 1000, 3, required=False)

    def layout(self) -> Sequence[Any]:  # type: ignore[override]  # narrower than what is asked
        return [Choices("answer", reveals={ANSWERED: ["words"], LEFT: ["why"]})]

    def clean(self) -> dict[str, Any]:
        name = {ANSWERED: "words", LEFT: "why"}.get(self.cleaned_data.get("answer", ""))
        if name and not self.cleaned_data.get(name):
            self.add_error(name, "Write it in a sentence.")
        return self.cleaned_data

    def settled(self) -> tuple[bool, str]:
        """Whether it was answered, and the words."""
        data = self.cleaned_data
        is_answered = data["answer"] == ANSWERED
        return is_answered, str(data["words" if is_answered else "why"])


class MentionFilter(Form):
    """Which mentions to list."""

    submit = ""
    tone = forms.ChoiceField(label="What", required=False, choices=[("", "Everything"), *Mention.Tone.choices])
    answer = forms.ChoiceField(label="Answer", required=False, choices=[("", "Any"), *Mention.Answer.choices])

    def narrow(self, rows: QuerySet[Mention]) -> QuerySet[Mention]:
        """The mentions that fit; what is not understood narrows nothing."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        kept = {name: chosen[name] for name in ("tone", "answer") if chosen.get(name)}
        return rows.filter(**kept)
