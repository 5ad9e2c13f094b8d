"""Making a sheet to sign, bringing signed ones back, and recording what is on them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Group
from foundation.documents.uploads import SCANS, Checked
from foundation.schools.dates import PartDateField, Precision
from foundation.schools.models import Person
from policies.codes import CodeWrong, typed
from policies.forms.bringing_in import UploadsField
from policies.sheets import Line
from policies.transitions.sheets import Signed

MOST_SCANS = 10
FUTURE = "The sheet cannot have been signed in the future."


class SheetForm(Form):
    """Who gets a line: those who owe the policy, first those who cannot be reached by e-mail."""

    submit = "Make the sheet"
    people = forms.MultipleChoiceField(
        label="Who signs on it?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person."},
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        self.owing = {str(person.uid): person for person in people}
        without = [uid for uid, person in self.owing.items() if not person.email]
        super().__init__(*args, initial={"people": without}, **kwargs)
        self.fields["people"].choices = [(uid, _named(person)) for uid, person in self.owing.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Person]:
        return [self.owing[uid] for uid in self.cleaned_data["people"]]


def _named(person: Person) -> str:
    return person.name if person.email else f"{person.name} (no e-mail address)"


class ScansField(UploadsField):
    """Scans and photographs, a few at once: each picture takes a moment to look at."""

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        if isinstance(data, list | tuple) and len(data) > MOST_SCANS:
            raise ValidationError(f"At most {MOST_SCANS} files at once. Send the others after these.")
        return super().clean(data, initial)


class ScansForm(Form):
    """Signed sheets that came back."""

    submit = "Read these sheets"
    scans = ScansField(
        label="Scans or photographs",
        kinds=SCANS,
        help_text="PDF, JPEG, PNG, or HEIC from a telephone. Choose one or several; each may show several sheets.",
    )


class CodeForm(Form):
    """A code that the reader did not find."""

    submit = "Add this line"
    code = forms.CharField(
        label="Code on the sheet",
        max_length=40,
        help_text="Twelve letters and figures below the name, such as K7QM-2XPD-9RTC.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        try:
            return typed(self.cleaned_data["code"])
        except CodeWrong as wrong:
            raise ValidationError(str(wrong)) from wrong


class RecordForm(Form):
    """Which lines of a scan were signed, on which day, and who saw them sign."""

    submit = "Record who signed"
    signed_on = DateField(label="Date they signed", help_text="A line with another date has its own box below.")
    witness = forms.CharField(
        label="Who saw them sign?", max_length=120, help_text="The colleague who handed out the sheet."
    )

    def __init__(self, *args: Any, lines: Sequence[Line], today: date, **kwargs: Any) -> None:
        self.ready, self.today = [line for line in lines if line.is_ready], today
        super().__init__(*args, seen=mark_of(self.ready), **kwargs)

    def layout(self) -> list[Any]:
        by_policy: dict[str, list[str]] = {}
        for line in self.ready:
            signed, other = _boxes(line.code.uid)
            self.fields[signed] = forms.BooleanField(label=f"{line.who} signed", required=False)
            self.fields[other] = PartDateField(
                label=f"Date of {line.who}, if another",
                help_text="",
                required=False,
                precisions={Precision.DAY},
                widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            )
            by_policy.setdefault(line.what, []).extend((signed, other))
        return ["signed_on", "witness", *(Group(title, *boxes) for title, boxes in by_policy.items())]

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError(FUTURE)
        return day

    def clean(self) -> dict[str, Any]:
        for line in self.ready:
            _, other = _boxes(line.code.uid)
            found = self.cleaned_data.get(other)
            if found and found.day > self.today:
                self.add_error(other, FUTURE)
        if self.ready and not any(self.cleaned_data.get(_boxes(line.code.uid)[0]) for line in self.ready):
            raise ValidationError("Tick who signed. If nobody did, put the scan aside.")
        return self.cleaned_data

    def signed(self) -> Signed:
        """The lines that were ticked, each with its day, and the witness."""
        return Signed(dict(self._days()), self.cleaned_data["witness"])

    def _days(self) -> Mapping[UUID, date]:
        days = {}
        for line in self.ready:
            signed, other = _boxes(line.code.uid)
            if self.cleaned_data[signed]:
                own = self.cleaned_data[other]
                days[line.code.uid] = own.day if own else self.cleaned_data["signed_on"]
        return days

    def refuse(self, code: UUID, sentence: str) -> None:
        """Say beside a line why it cannot be recorded."""
        self.add_error(_boxes(code)[0], sentence)


def mark_of(ready: Sequence[Line]) -> str:
    """Changes when a line can be recorded no longer, or another one can."""
    return hashlib.sha256("".join(line.code.uid.hex for line in ready).encode()).hexdigest()


def _boxes(code: UUID) -> tuple[str, str]:
    return f"line_{code.hex}_signed", f"line_{code.hex}_on"
