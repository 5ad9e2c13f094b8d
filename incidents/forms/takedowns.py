"""What is asked of an address that should go, and of each step until it is gone."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from incidents.forms.cases import words_field
from incidents.forms.moments import MomentForm
from incidents.models import TakedownStep
from incidents.transitions.takedowns import Done

HINTS = {
    TakedownStep.What.REPORTED: "By its own form or address. Write down the reference it gave you.",
    TakedownStep.What.ASKED: "Somebody of the community who is expected to delete it promptly.",
    TakedownStep.What.ESCALATED: "To a helpline, the police or a solicitor. Say to whom.",
    TakedownStep.What.REFUSED: "Say what they answered.",
    TakedownStep.What.DROPPED: "Say why.",
}
OTHER = "other"


class AddressForm(Form):
    """One address, and the platform on which it stands."""

    submit = "Note this address"
    address = forms.CharField(
        label="Address", max_length=2000, help_text="Of the post or picture itself. Keep it as evidence first."
    )
    platform = forms.ChoiceField(label="On which platform?")
    other = forms.CharField(label="Its name, if it is another", max_length=60, required=False)

    def __init__(self, *args: Any, platforms: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["platform"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Choose one"), *((name, name) for name in platforms), (OTHER, "Another")]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("platform") == OTHER and not data.get("other"):
            self.add_error("other", "Write the name of the platform or site.")
        return data

    @property
    def platform_name(self) -> str:
        """Its name."""
        data = self.cleaned_data
        return str(data["other"] if data["platform"] == OTHER else data["platform"])


class StepForm(MomentForm):
    """What was done about an address, or seen there."""

    submit = "Write it down"
    what = forms.ChoiceField(
        label="What was done, or seen there?", choices=TakedownStep.What.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(label="Reference", max_length=120, required=False, help_text="Of the report, if any.")
    words = words_field("More, in a few words", 1000, 3, required=False)

    def __init__(self, *args: Any, possible: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(value, label) for value, label in TakedownStep.What.choices if value in possible]

    def layout(self) -> list[Any]:
        what = Choices("what", hints={str(what): hint for what, hint in HINTS.items()})
        return [what, "reference", "words", Group("When was that?", "on", "time")]

    def done(self) -> Done:
        data = self.cleaned_data
        return Done(data["what"], self.moment(), data["reference"], data["words"])
