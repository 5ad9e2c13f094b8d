"""What is known of a platform."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from approvals.models import Platform
from foundation.core.dateinput import DateField
from foundation.core.forms import ModelForm

OLDEST = 25


class PlatformForm(ModelForm):
    """Name, age, what it lets an account do, and where that stands; `on` is today."""

    class Meta:
        model = Platform
        fields = ("name", "minimum_age", "lets_vet", "has_messages", "checked_on", "source")
        field_classes: ClassVar = {"checked_on": DateField}
        help_texts: ClassVar = {
            "lets_vet": "An account can be closed there, so that each follower is accepted by hand.",
            "source": "Such as: its terms of service, section 4.",
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.today = on
        super().__init__(*args, **kwargs)

    def clean_minimum_age(self) -> int:
        age: int = self.cleaned_data["minimum_age"]
        if age > OLDEST:
            raise forms.ValidationError(f"Give an age of at most {OLDEST}, or 0 where there is none.")
        return age

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > self.today:
            raise forms.ValidationError("That day is still to come.")
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}
