"""What is filled in about the register of statutory policies."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.core.layout import Choices
from policies.statutory import Held

POLICY, NONE, OPEN = "policy", "none", "open"
ANSWERS = (
    (POLICY, "This policy of ours"),
    (NONE, "We need none"),
    (OPEN, "Not said: look for one with that title"),
)


class ListForm(Form):
    """A file with a list."""

    submit = "Look it over"
    file = forms.FileField(
        label="The list (CSV)",
        max_length=150,
        help_text="Save the list in use as a file, change it in a spreadsheet, and bring it back as CSV.",
    )


class AnswerForm(Form):
    """Which policy a line is, or why there is none."""

    submit = "Save"
    answer = forms.ChoiceField(label="What does the school have", choices=ANSWERS, widget=forms.RadioSelect)
    policy = forms.ChoiceField(label="Which policy", required=False)
    not_needed_why = forms.CharField(
        label="Why the school needs none",
        max_length=300,
        required=False,
        help_text="Such as: we are a primary school, or: part of the trust's policy of that name.",
    )

    def __init__(self, *args: Any, held: Sequence[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Choose a policy"), *((str(policy.uid), policy.title) for policy in held)]

    def layout(self) -> list[Any]:
        return [Choices("answer", reveals={POLICY: ["policy"], NONE: ["not_needed_why"]})]

    def clean(self) -> dict[str, Any]:
        answer = self.cleaned_data.get("answer")
        if answer == POLICY and not self.cleaned_data.get("policy") and "policy" not in self.errors:
            self.add_error("policy", "Choose which policy it is.")
        if answer == NONE and not self.cleaned_data.get("not_needed_why") and "not_needed_why" not in self.errors:
            self.add_error("not_needed_why", "Say why the school needs none, for who reads the register.")
        return self.cleaned_data
