"""What is typed to find something in policies, and which two versions are compared."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from policies.models import Version

LONGEST = 100


class Find(Form):
    """Words to find in what is in force."""

    submit = ""
    text = forms.CharField(
        label="Words to find",
        max_length=LONGEST,
        required=False,
        help_text="All of them in one clause. Put words that belong together in quotation marks.",
        error_messages={"max_length": f"Write at most {LONGEST} letters: a few words find more than a paragraph."},
    )

    @property
    def words(self) -> str:
        """What was typed, as far as it can be looked for."""
        return str(self.cleaned_data.get("text") or "") if self.is_bound and self.is_valid() else ""


class FindAll(Find):
    """The same for who is signed in: also in texts that are not in force."""

    earlier = forms.BooleanField(label="Also in earlier versions and drafts that you may see", required=False)

    @property
    def wants_earlier(self) -> bool:
        return self.is_bound and self.is_valid() and bool(self.cleaned_data["earlier"])


class CompareForm(Form):
    """Two versions of one policy."""

    submit = ""
    old = forms.ChoiceField(label="From")
    new = forms.ChoiceField(label="To")

    def __init__(self, *args: Any, versions: Sequence[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(version.uid), f"Version {version.number}: {version.get_status_display()}") for version in versions
        ]
        for name, place in (("old", 1), ("new", 0)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
            field.initial = choices[place][0] if len(choices) > place else None
            field.error_messages["invalid_choice"] = "Choose one of the versions in the list."

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("old") and self.cleaned_data.get("old") == self.cleaned_data.get("new"):
            raise forms.ValidationError("Choose two different versions.")
        return self.cleaned_data
