"""Issuing a policy to the schools of a trust, and a school's answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.shapes import say_what_is_missing
from foundation.schools.models import School
from policies.models import Clause, Policy


class IssueForm(Form):
    """Which clauses a school may adapt, and until when the schools answer."""

    submit = "Issue it to the schools"
    adaptable = forms.MultipleChoiceField(
        label="Which clauses may a school adapt?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All others are locked: no school can edit them.",
    )
    answer_by = DateField(label="The schools answer by")

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.anchor, f"{one.number} {one.title}".strip() or one.anchor) for one in clauses]
        self.fields["adaptable"].choices = named  # type: ignore[attr-defined]


class FactsForm(Form):
    """What the school puts in the places that the trust left open: a box for each."""

    submit = "Save these facts"

    def __init__(self, *args: Any, names: Sequence[str], known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        for place, name in enumerate(names):
            self.fields[f"fact_{place}"] = forms.CharField(
                label=name, max_length=200, initial=known.get(name.lower(), "")
            )
        say_what_is_missing(self)
        self.helper.layout = Layout(*self.layout(), *self.buttons())

    def facts(self) -> dict[str, str]:
        """By the name of the placeholder, what was filled in."""
        return {name: self.cleaned_data[f"fact_{place}"] for place, name in enumerate(self.names)}


class TakeAgainForm(FactsForm):
    """The local facts of the next edition; it follows what the school adopted of the one before."""

    submit = "Make it a draft of ours"


class TakeForm(TakeAgainForm):
    """The local facts, and which policy of the school's own it becomes a version of."""

    policy = forms.ModelChoiceField(
        Policy.objects.none(),
        to_field_name="uid",
        label="Which of your policies does it take the place of?",
        required=False,
        empty_label="None: it is a new policy here",
        help_text="It becomes the next version of that policy, and readers see what changed.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Policy.objects.filter(school=school, withdrawn_at=None)
        self.fields["policy"].queryset = held  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        """The facts first, then the policy."""
        return sorted(super().layout(), key=lambda name: name == "policy")


class ExplainForm(Form):
    """Why the school does not take a policy of its trust."""

    submit = "Tell the trust"
    why = forms.CharField(
        label="Why does your school not take it?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The trust reads this with your name and the day. Write of the school, not of people.",
    )
