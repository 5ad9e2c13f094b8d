"""Shared devices and PINs. Boxes for secrets are called password, so that no typing of theirs is ever kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.forms import Form, ModelForm
from foundation.schools.models import Person, School, SchoolRules, StaffGroup
from foundation.schools.pins import FEWEST, MOST, too_easy

MINUTES = (1, 60)
NARROW = "govuk-input--width-10"


class DeviceRulesForm(ModelForm):
    """How shared devices work at the school."""

    class Meta:
        model = SchoolRules
        fields = ("device_minutes", "pin_digits")

    def clean_device_minutes(self) -> int:
        minutes: int = self.cleaned_data["device_minutes"]
        if not MINUTES[0] <= minutes <= MINUTES[1]:
            raise ValidationError(f"Write {MINUTES[0]} to {MINUTES[1]} minutes.")
        return minutes

    def clean_pin_digits(self) -> int:
        digits: int = self.cleaned_data["pin_digits"]
        if not FEWEST <= digits <= MOST:
            raise ValidationError(f"A PIN has {FEWEST} to {MOST} figures.")
        return digits


class DeviceForm(Form):
    """A shared device: where it stands, and for whom."""

    name = forms.CharField(label="What is it called?", max_length=60, help_text="Where it stands: Kitchen tablet.")
    groups = forms.ModelMultipleChoiceField(
        StaffGroup.objects.none(),
        label="Whose names does it show?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Only these groups. Their names can be read by whoever stands at the device.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = StaffGroup.objects.filter(school=school)  # type: ignore[attr-defined]


class CodeForm(Form):
    """The code that makes this browser a shared device."""

    submit = "Make this a shared device"
    password = forms.CharField(
        label="Set-up code",
        max_length=40,
        help_text="The clerk finds it under Shared devices. It is good once.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": NARROW}),
    )


def pin_field(label: str, help_text: str = "") -> forms.CharField:
    """A box for a PIN: figures on a telephone's keyboard, shown as dots, never filled in by the browser."""
    widget = forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": NARROW})
    return forms.CharField(label=label, max_length=20, help_text=help_text, widget=widget)


class PinForm(Form):
    """The PIN of the name that was chosen."""

    submit = "Go on"
    password = pin_field("Your PIN")


class NewPinForm(Form):
    """A PIN, twice. `of` is whose it is."""

    submit = "Save this PIN"
    password = pin_field("New PIN")
    password_again = pin_field("The same PIN again")

    def __init__(self, *args: Any, of: Person, **kwargs: Any) -> None:
        self.of, self.digits = of, of.school.rules.pin_digits
        super().__init__(*args, **kwargs)
        span = f"{self.digits} to {MOST}" if self.digits < MOST else str(MOST)
        self.fields[
            "password"
        ].help_text = f"{span} figures: not a year, not 1234, not the same figure again and again."

    def clean_password(self) -> str:
        typed = "".join(str(self.cleaned_data["password"]).split())
        easy = too_easy(typed, digits=self.digits, reference=self.of.reference)
        if easy:
            raise ValidationError(easy)
        return typed

    def clean_password_again(self) -> str:
        typed = "".join(str(self.cleaned_data["password_again"]).split())
        if "password" in self.cleaned_data and typed != self.cleaned_data["password"]:
            raise ValidationError("This is not the same PIN. Type both once more.")
        return typed


class SlipForm(NewPinForm):
    """The code of one's slip, and the PIN one chooses."""

    submit = "Choose this PIN"
    slip_password = forms.CharField(
        label="The code on your slip",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": NARROW}),
    )

    def layout(self) -> list[Any]:
        return ["slip_password", "password", "password_again"]


class NameSearch(forms.Form):
    """Words in a name."""

    text = forms.CharField(label="Part of your name", max_length=100, required=False)

    def wanted(self) -> str:
        """What was asked for; "" for everybody."""
        return str(self.cleaned_data.get("text", "")).strip() if self.is_valid() else ""
