"""House rules of reports and cases, and the lines of their lists."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import ModelForm
from incidents.models import HelpContact, IncidentRules, ResponseOption, Severity

MOST_DAYS, MOST_HOURS, MOST_GROUNDS = 30, 14 * 24, 20
MOST_PROGRESS_DAYS = 365
LONGEST_GROUND = 200  # letters, as it stands on the record of a removal


class IncidentRulesForm(ModelForm):
    """What holds for every report and every case of the school."""

    class Meta:
        model = IncidentRules
        fields = (
            "urgent",
            "grievance",
            "whistleblowing",
            "sexual_pictures",
            "mentions_to",
            "conduct_to",
            "accounts_to",
            "questions_to",
            "press_to",
            "press_office",
            "takes_public_reports",
            "first_contact_days",
            "update_days",
            "author_hours",
            "recheck_hours",
            "progress_days",
            "removal_needs_headteacher",
            "removal_grounds",
            "recorded_elsewhere",
        )

    def clean_first_contact_days(self) -> int:
        return self._within("first_contact_days", MOST_DAYS, "school days")

    def clean_update_days(self) -> int:
        return self._within("update_days", MOST_DAYS, "school days")

    def clean_author_hours(self) -> int:
        return self._within("author_hours", MOST_HOURS, "hours")

    def clean_recheck_hours(self) -> int:
        return self._within("recheck_hours", MOST_HOURS, "hours")

    def clean_progress_days(self) -> int:
        return self._within("progress_days", MOST_PROGRESS_DAYS, "days")

    def _within(self, name: str, most: int, unit: str) -> int:
        value: int = self.cleaned_data[name]
        if not 1 <= value <= most:
            raise ValidationError(f"Give 1 to {most} {unit}.")
        return value

    def clean_removal_grounds(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["removal_grounds"].splitlines()]
        grounds = list(dict.fromkeys(line for line in lines if line))
        if len(grounds) > MOST_GROUNDS:
            raise ValidationError(f"Give at most {MOST_GROUNDS} grounds.")
        if any(len(ground) > LONGEST_GROUND for ground in grounds):
            raise ValidationError(f"Write each ground in at most {LONGEST_GROUND} letters.")
        return "\n".join(grounds)


class SeverityForm(ModelForm):
    """One step of the school's scale (COR-05)."""

    class Meta:
        model = Severity
        fields = ("name", "meaning", "is_low", "position")
        labels: ClassVar = {
            "meaning": "What belongs here",
            "is_low": "Low: a case can be closed without going through the responses",
            "position": "Place in the list",
        }
        help_texts: ClassVar = {
            "meaning": "Such as: bullying a colleague, or damage to the school. May be gross misconduct.",
            "position": "0 is the mildest.",
        }


class ResponseOptionForm(ModelForm):
    """One response to consider (ACR-13)."""

    class Meta:
        model = ResponseOption
        fields = ("name", "when", "waits", "position")
        labels: ClassVar = {
            "waits": "It reaches whoever wrote it, or whoever it is about",
            "position": "Place in the list",
        }
        help_texts: ClassVar = {
            "name": "Such as: the police are told.",
            "when": "Such as: where something is threatening.",
            "waits": "Such as asking an author to delete, telling who is complained of, or an interview. It waits while"
            " it is to be decided whether there is an allegation against staff.",
            "position": "0 comes first.",
        }


class HelpContactForm(ModelForm):
    """Somebody outside who helps; `on` is today."""

    purpose = forms.ChoiceField(label="What is it for?", choices=[("", "Choose one"), *HelpContact.Purpose.choices])
    url = forms.URLField(label="Web address", max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = HelpContact
        fields = (
            "purpose",
            "name",
            "telephone",
            "email",
            "url",
            "words",
            "for_staff",
            "for_public",
            "checked_on",
            "position",
        )
        field_classes: ClassVar = {"checked_on": DateField}
        labels: ClassVar = {"email": "E-mail", "position": "Place in the list"}
        help_texts: ClassVar = {
            "words": "In a sentence or two, such as: Monday to Friday from 10am to 4pm.",
            "checked_on": "Numbers change. The page says when this one was last looked up.",
            "position": "0 comes first.",
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.today = on
        super().__init__(*args, **kwargs)

    def clean_checked_on(self) -> date | None:
        day: date | None = self.cleaned_data["checked_on"]
        if day is not None and day > self.today:
            raise ValidationError("That day is still to come.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ways = ("telephone", "email", "url")
        if not any(cleaned.get(name) for name in ways) and not any(name in self.errors for name in ways):
            self.add_error("telephone", "Give a telephone number, an e-mail or a web address.")
        return cleaned
