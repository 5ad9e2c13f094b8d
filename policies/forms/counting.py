"""Groups of parents and pupils: what they are, how many, what they are asked, and how many signed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.documents.uploads import SCANS, UploadField
from policies.models import CountedGroup

LARGEST_GROUP = 3_000
YEAR = re.compile(r"(\d{4})-(\d{2})")
NUMBER = {"class": "govuk-input--width-4", "inputmode": "numeric"}


class HowMany(forms.IntegerField):
    """A number of people in figures."""

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        words = {
            "invalid": "Write a number in figures, such as 30.",
            "min_value": f"Write a number of at least {least}.",
            "max_value": f"Write a number of at most {LARGEST_GROUP}.",
        }
        widget = forms.TextInput(attrs=NUMBER)
        super().__init__(
            min_value=least, max_value=LARGEST_GROUP, widget=widget, error_messages=words, localize=False, **options
        )


class CountedGroupForm(Form):
    """A class or group that is counted, not named."""

    submit = "Add this group"
    name = forms.CharField(label="Class or group", max_length=60, help_text="Such as Year 5 Oak.")
    kind = forms.ChoiceField(label="Who signs", choices=CountedGroup.Kind.choices, widget=forms.RadioSelect)
    school_year = forms.CharField(
        label="School year",
        required=False,
        max_length=9,
        help_text="Such as 2026-27. Leave it empty for a group that stays.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    size = HowMany(label="How many are in it", help_text="For parents: how many are to sign.")

    def clean_school_year(self) -> str:
        given = str(self.cleaned_data["school_year"]).replace("/", "-").replace("\u2013", "-")
        found = YEAR.fullmatch(re.sub(r"^(\d{4})-\d{2}(\d{2})$", r"\1-\2", given))
        if given and (found is None or int(found[2]) != (int(found[1]) + 1) % 100):
            raise ValidationError("Write a school year like 2026-27.")
        return found[0] if found else ""


class SizeForm(Form):
    """How many are in a group now."""

    submit = "Save the size"
    size = HowMany(label="How many are in it now", help_text="What was counted before keeps the size it had then.")


class AskForm(Form):
    """Which counted groups a policy asks."""

    submit = "Save"
    groups = forms.ModelMultipleChoiceField(
        CountedGroup.objects.none(),
        to_field_name="uid",
        label="Which groups sign it on paper?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]


class CountForm(Form):
    """What was counted on the signed sheets of a group (HAY-02)."""

    submit = "Add this count"
    signed = HowMany(label="How many signed on these sheets")
    size = HowMany(label="How many are in the group now", help_text="Change it if somebody joined or left.")
    signed_on = DateField(label="Date on the sheets", help_text="The last one, if there are several.")
    scan = UploadField(
        label="Scan or photograph of the sheets",
        kinds=SCANS,
        help_text="PDF, JPEG, PNG or HEIC. It is kept.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError("The sheets cannot have been signed in the future.")
        return day


class CorrectForm(Form):
    """A count that was wrong."""

    submit = "Set it right"
    signed = HowMany(label="How many signed on these sheets", least=0)
    reason = forms.CharField(
        label="Why", max_length=200, help_text="Such as: a sheet was counted twice, or somebody has left."
    )
