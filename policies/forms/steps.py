"""Steps of a version: which there are, and their results."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Guidance
from foundation.schools.models import Body, RoleKind, School
from policies.models import Consultation, Step, StepKind, StepRule
from policies.transitions.rules import StepWanted
from policies.transitions.steps import Consulted

MOST_STEPS = 8
SIGNING_ROLES = (
    RoleKind.CHAIR,
    RoleKind.HEADTEACHER,
    RoleKind.SENIOR_LEADER,
    RoleKind.BUSINESS_MANAGER,
    RoleKind.DSL,
    RoleKind.DATA_PROTECTION_LEAD,
)


class StepsForm(Form):
    """The steps in their order; empty boxes are left out."""

    submit = "Save these steps"

    def __init__(self, *args: Any, school: School, rules: Sequence[StepRule], **kwargs: Any) -> None:
        self.bodies = {str(body.uid): body for body in Body.objects.filter(school=school, closed_on=None)}
        super().__init__(*args, **kwargs)
        choices = self._choices()
        for place in range(MOST_STEPS):
            initial = step_key(rules[place]) if place < len(rules) else ""
            self.fields[f"step_{place}"] = forms.ChoiceField(
                label=f"Step {place + 1}", choices=choices, required=False, initial=initial
            )
            self.fields[f"step_{place}"].is_plain = True  # type: ignore[attr-defined]  # "No step" is one of the choices
        self.helper.layout.fields[:0] = [f"step_{place}" for place in range(MOST_STEPS)]

    def _choices(self) -> list[tuple[str, str]]:
        consult = [(f"consult:{uid}", f"Consult: {body}") for uid, body in self.bodies.items()]
        decide = [(f"decide:{uid}", f"Decision at a meeting: {body}") for uid, body in self.bodies.items()]
        sign = [(f"sign:{role}", f"Signature: {role.label}") for role in SIGNING_ROLES]
        return [
            ("", "No step"),
            ("consult:", "Consult: all staff"),
            *consult,
            *decide,
            ("decide:", "Decision of the headteacher"),
            *sign,
        ]

    def wanted(self) -> list[StepWanted]:
        """The steps chosen, in order."""
        keys = [self.cleaned_data[f"step_{place}"] for place in range(MOST_STEPS)]
        return [self._step(key) for key in keys if key]

    def _step(self, key: str) -> StepWanted:
        kind, _, whose = key.partition(":")
        if kind == StepKind.SIGN:
            return StepWanted(kind, role=whose)
        if kind == StepKind.DECIDE and not whose:
            return StepWanted(kind, role=RoleKind.HEADTEACHER)
        return StepWanted(kind, body=self.bodies.get(whose))


def step_key(rule: StepRule) -> str:
    """The choice that stands for a step."""
    if rule.kind == StepKind.SIGN:
        return f"{rule.kind}:{rule.role}"
    return f"{rule.kind}:{rule.body.uid if rule.body else ''}"


class ConsultationForm(Form):
    """Who was asked, when, and what came of it (STM-01)."""

    submit = "Record the consultation"
    asked = forms.CharField(label="Who was asked?", max_length=200)
    from_on = DateField(label="First day")
    until_on = DateField(label="Last day")
    result = forms.ChoiceField(label="What came of it?", choices=Consultation.Result.choices, widget=forms.RadioSelect)
    summary = forms.CharField(
        label="What they said, and what was done with it", widget=forms.Textarea(attrs={"rows": 6}), max_length=3000
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("from_on") and cleaned.get("until_on") and cleaned["until_on"] < cleaned["from_on"]:
            self.add_error("until_on", "The consultation cannot end before it began.")
        return cleaned

    def consulted(self) -> Consulted:
        """What was entered, for the transition."""
        return Consulted(**{name: self.cleaned_data[name] for name in Consulted.__dataclass_fields__})


def signing_words(step: Step) -> str:
    """What somebody says by signing; kept with the signature (ACR-02)."""
    return f"I have read this text and sign it for the school as its {_role_said(step)}."


def _role_said(step: Step) -> str:
    """The role within a sentence: small letters, but for what is always written large."""
    said = str(RoleKind(step.role).label)
    return said if said.isupper() else said[0].lower() + said[1:]


class SignForm(Form):
    """A signature: the name typed as the person is known here."""

    submit = "Sign"
    name = forms.CharField(
        label="Type your name to sign",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, expected: str, words: str, **kwargs: Any) -> None:
        self.expected, self.words = expected, words
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = f"As it stands on the roll: {expected}"

    def layout(self) -> list[Any]:
        return [Guidance(self.words), "name"]

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if " ".join(typed.split()).casefold() != " ".join(self.expected.split()).casefold():
            raise ValidationError(f"Type your name as it stands on the roll: {self.expected}.")
        return self.expected
