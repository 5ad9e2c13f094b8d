"""Filters of what is outstanding, and a sheet signed on paper."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.documents.uploads import SCANS, UploadField
from foundation.schools.models import School, StaffGroup


class OutstandingFilter(forms.Form):
    """One group, or everyone."""

    group = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, school: School) -> None:
        super().__init__(data)
        groups = StaffGroup.objects.filter(school=school).order_by("name")
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "Everyone"),
            *((str(group.uid), group.name) for group in groups),
        ]

    def chosen(self) -> str:
        """The group's uid; "" for everyone, and for a group that is not there."""
        return str(self.cleaned_data.get("group", "")) if self.is_valid() else ""


class PaperForm(Form):
    """A sheet somebody signed: when, who watched, and its scan (ACR-05)."""

    submit = "Record this sheet"
    signed_on = DateField(label="Date on the sheet")
    witness = forms.CharField(
        label="Who saw them sign?", max_length=120, help_text="The name of the colleague who handed out the sheet."
    )
    scan = UploadField(label="Scan or photograph of the sheet", kinds=SCANS, help_text="PDF, PNG, JPEG or HEIC.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError("The sheet cannot have been signed in the future.")
        return day
