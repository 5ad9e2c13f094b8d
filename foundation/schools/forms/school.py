"""Forms about the school itself: its details, its rules, its calendar."""

import re
from itertools import pairwise
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from foundation.core.colour import ENOUGH, PAPER, contrast, readable
from foundation.core.dateinput import DateField
from foundation.core.forms import Form, ModelForm
from foundation.schools.models import Closure, School, SchoolRules
from foundation.schools.models.calendar import Season
from foundation.schools.models.school import SchoolKind

HEX = re.compile(r"#[0-9a-f]{6}")
DOMAIN = RegexValidator(
    r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", "Write it like school.example.", flags=re.IGNORECASE
)


class SchoolForm(ModelForm):
    """A school's details. Its part of the address stays: links that people have kept go there."""

    submit = "Save the details"

    class Meta:
        model = School
        fields = ("name", "short_name", "kind", "address", "email_domain", "colour")
        widgets = {"address": forms.Textarea(attrs={"rows": 4})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "kind": "Decides how the governors may decide.",
            "colour": "Used for headings and buttons. It must be dark enough to be read on paper-white.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_trust = self.instance.kind == SchoolKind.TRUST
        kinds = [(value, label) for value, label in SchoolKind.choices if (value == SchoolKind.TRUST) is is_trust]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["email_domain"].validators.append(DOMAIN)

    def clean_email_domain(self) -> str:
        return str(self.cleaned_data["email_domain"]).lower()

    def clean_colour(self) -> str:
        """Refuses a colour in which words are hard to read; offers the nearest shade that works (WCAG 2.2, 1.4.3)."""
        colour = str(self.cleaned_data["colour"]).lower()
        if not HEX.fullmatch(colour):
            return colour  # the row's own check says how a colour is written
        ratio = contrast(colour, PAPER)
        if ratio < ENOUGH:
            raise forms.ValidationError(
                f"Words in {colour} are hard to read: their contrast is {ratio:.1f} and has to be {ENOUGH}."
                f" {readable(colour)} is a darker shade that works."
            )
        return colour


A_YEAR = 366  # days


class RemindersForm(ModelForm):
    """When people are reminded, and reviews announced."""

    class Meta:
        model = SchoolRules
        fields = ("reminder_days", "review_notice_days")

    def clean_reminder_days(self) -> str:
        written = self.cleaned_data["reminder_days"]
        self.instance._meta.get_field("reminder_days").run_validators(written)  # the row's own check comes later
        days = [int(part) for part in written.split(",")]
        if days[0] < 1 or any(later <= earlier for earlier, later in pairwise(days)):
            raise forms.ValidationError("Each number has to be larger than the one before, such as 3, 7, 14.")
        return ", ".join(str(number) for number in days)

    def clean_review_notice_days(self) -> int:
        days: int = self.cleaned_data["review_notice_days"]
        if days > A_YEAR:
            raise forms.ValidationError("A review is announced at most a year ahead: 366 days.")
        return days


class TermForm(Form):
    """A term, first day to last day."""

    submit = "Save the term"
    season = forms.ChoiceField(choices=Season.choices, label="Which term", widget=forms.RadioSelect)
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")


class ClosureForm(Form):
    """Days on which pupils stay at home."""

    submit = "Save these days"
    kind = forms.ChoiceField(choices=Closure.Kind.choices, label="What it is", widget=forms.RadioSelect)
    reason = forms.CharField(max_length=60, label="In a word or two", help_text="Such as Autumn half-term.")
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
