"""Forms of retention: another period, a hold, what was stopped, and when a purge stops."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form, ModelForm
from foundation.core.layout import Choices, Group
from foundation.schools.models import Person, School
from monitoring.models import CountedFrom, Hold, RetentionRules
from monitoring.models.retention import LEAST_ROWS, LEAST_SHARE, MOST_ROWS, MOST_SHARE
from monitoring.retention.classes import RecordClass, register
from monitoring.retention.finding import record_with
from monitoring.retention.period import Period
from monitoring.transitions.holding import Held

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class RetentionRulesForm(ModelForm):
    """When a purge stops by itself and asks."""

    class Meta:
        model = RetentionRules
        fields = ("stop_share", "stop_from")

    def clean_stop_share(self) -> int:
        return self._within("stop_share", LEAST_SHARE, MOST_SHARE, "per cent")

    def clean_stop_from(self) -> int:
        return self._within("stop_from", LEAST_ROWS, MOST_ROWS, "records")

    def _within(self, name: str, least: int, most: int, unit: str) -> int:
        value: int = self.cleaned_data[name]
        if not least <= value <= most:
            raise ValidationError(f"Give {least:,} to {most:,} {unit}.")
        return value


class PeriodForm(Form):
    """Another period for one class. "Show" says what it would do before anything is proposed."""

    length = forms.IntegerField(min_value=1, max_value=5000)
    counted_from = forms.ChoiceField(label="Counted from", choices=CountedFrom.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="It stands in the schedule."
    )

    def __init__(self, *args: Any, record_class: RecordClass, period: Period, **kwargs: Any) -> None:
        self.in_days = record_class.in_days
        kwargs["initial"] = {"length": period.days or period.months, "counted_from": period.counted_from}
        super().__init__(*args, **kwargs)
        unit = "days" if self.in_days else "months"
        self.fields["length"].label = f"How many {unit}"
        self.fields["length"].help_text = f"From {record_class.lowest:,} to {record_class.highest:,} {unit}."

    def buttons(self) -> list[Any]:
        return [
            Submit("show", "Show what it would do", css_class="govuk-button--secondary"),
            Submit("send", "Propose it"),
        ]

    def period(self) -> Period:
        """What was typed."""
        length, way = self.cleaned_data["length"], self.cleaned_data["counted_from"]
        return Period(days=length, counted_from=way) if self.in_days else Period(months=length, counted_from=way)


class HoldForm(Form):
    """What is kept whatever its period says: all that names a person, one record, or a whole class."""

    submit = "Place the hold"
    kind = forms.ChoiceField(label="Because of", choices=Hold.Kind.choices, widget=forms.RadioSelect)
    person = forms.ModelChoiceField(
        label="All that names a person",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Nobody in particular",
    )
    record = forms.CharField(
        label="One record",
        max_length=300,
        required=False,
        help_text="Copy the address of its page from the browser and paste it here.",
    )
    record_class = forms.ChoiceField(label="A whole class", required=False)
    why = forms.CharField(
        label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="It is kept encrypted."
    )
    starts_on = DateField(label="From")
    until_on = DateField(label="Until", required=False, help_text="Leave it empty where the end is not known.")

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        self.school = school
        kwargs.setdefault("initial", {"starts_on": on})
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(school=school)  # type: ignore[attr-defined]  # of choices
        classes = [(one.code, one.title) for one in register if one.roots]
        self.fields["record_class"].choices = [("", "No whole class"), *classes]  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        what = Group("What is held?", "person", "record", "record_class", about="Fill in one of the three.")
        return ["kind", what, "why", "starts_on", "until_on"]

    def clean_record(self) -> tuple[str, UUID] | None:
        words: str = self.cleaned_data["record"]
        if not words:
            return None
        uids = UID.findall(words.casefold())
        found = record_with(UUID(uids[-1]), self.school) if uids else None
        if found is None:
            raise ValidationError("No record of this school has this address.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = [name for name in ("person", "record", "record_class") if cleaned.get(name)]
        if len(said) != 1 and "record" not in self.errors:
            self.add_error("person", "Say one of the three: a person, a record, or a class.")
        starts, until = cleaned.get("starts_on"), cleaned.get("until_on")
        if starts and until and until < starts:
            self.add_error("until_on", "A hold cannot end before it begins.")
        return cleaned

    def held(self) -> Held:
        """What was said."""
        data = self.cleaned_data
        label, uid = data["record"] or ("", None)
        return Held(label=label, uid=uid, person=data["person"], record_class=data["record_class"])

    def said(self) -> dict[str, Any]:
        """Because of what, why, from when and until when."""
        return {name: self.cleaned_data[name] for name in ("kind", "why", "starts_on", "until_on")}


class WhyForm(Form):
    """A reason, where something is ended, refused or goes on."""

    why = forms.CharField(label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, submit: str = "Save", asked: str = "Why", **kwargs: Any) -> None:
        self.submit = submit
        super().__init__(*args, **kwargs)
        self.fields["why"].label = asked


class AnswerForm(Form):
    """The second person's answer."""

    answer = forms.ChoiceField(label="Do you agree?", widget=forms.RadioSelect)
    why = forms.CharField(label="Why not?", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    submit = "Send"

    def layout(self) -> list[Any]:
        return [Choices("answer", reveals={"no": ["why"]})]

    def __init__(self, *args: Any, yes: str, no: str, asked: str = "Do you agree?", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = asked
        self.fields["answer"].choices = [("yes", yes), ("no", no)]  # type: ignore[attr-defined]  # of choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "no" and not cleaned.get("why"):
            self.add_error("why", "Say why not, so that it can be understood later.")
        return cleaned

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class GoOnForm(Form):
    """The second person agrees that what was stopped goes on: nothing to fill in."""

    submit = "Agree that it goes on"
