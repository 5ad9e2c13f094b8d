"""What readers fill in: the filter of the shelf, and the acknowledgement."""

import hashlib
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from foundation.core.forms import Form
from foundation.schools.models import Person
from policies.models import Version
from policies.names import same_name
from policies.shelf import Viewer, Wanted

NEEDED = "Tick this box if it is true for you, or ask before you sign."
SHOW = (("", "All policies"), ("mine", "I have still to read"), ("review", "Review is overdue"))
SHOW_OFFICE = (*SHOW, ("drafts", "New version under way"), ("withdrawn", "Withdrawn"))


class ShelfFilter(Form):
    """Which policies to show. What it does not know it leaves out, so that an old link still opens."""

    submit = ""
    text = forms.CharField(label="Words to find", max_length=100, required=False)
    group = forms.ChoiceField(label="For", required=False)
    show = forms.ChoiceField(label="Show", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("group", [("", "Everybody"), *viewer.groups])
        self._choose("show", SHOW_OFFICE if viewer.is_office else SHOW)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def wanted(self, sort: str) -> Wanted:
        """What was asked for, as far as it is understood."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        named = {name: found.get(name) or "" for name in ("text", "group", "show")}
        return Wanted(**named, sort=sort)


class ReceiptFilter(Form):
    """Which of one's own receipts to show."""

    submit = ""
    text = forms.CharField(label="Words to find", max_length=100, required=False)

    def condition(self) -> Q:
        """What was asked for, as far as it is understood."""
        text = self.cleaned_data.get("text") if self.is_valid() else ""
        return Q(policy__title__icontains=text) if text else Q()


class Acknowledge(Form):
    """Each statement confirmed by its own box (ACR-06, HAY-03, STM-06, QEI-04), then the school's own words.

    A box belongs to its statement's words, so that after a change a tick is kept only where the words are the same.
    """

    submit = "Confirm and sign"

    def __init__(
        self, *args: Any, version: Version, words: str, signer: Person, shown_to: str = "", **kwargs: Any
    ) -> None:
        """`shown_to` names whose page it is where several people use one browser: no page is sent as another's."""
        self.words, self.signer = words, signer
        seen = f"{version.content_hash} {words} {version.policy.wants_signature} {shown_to}".rstrip()
        super().__init__(*args, seen=hashlib.sha256(seen.encode()).hexdigest(), **kwargs)
        self.statements = _named([statement.text for statement in version.statements.all()])
        for name, said in {**self.statements, "words": words}.items():
            self.fields[name] = forms.BooleanField(label=said, error_messages={"required": NEEDED})
        if version.policy.wants_signature:
            self.fields["signature"] = _signature_of(signer)
        self.helper.layout = Layout(*self.layout(), *self.buttons())
        self.helper.form_show_errors = False  # the page has the summary at its top, above the text

    def clean_signature(self) -> str:
        typed: str = self.cleaned_data["signature"]
        if not same_name(typed, self.signer.name):
            raise ValidationError(f"This is not your name as it stands on the roll: {self.signer.name}.")
        return typed


def _signature_of(signer: Person) -> forms.CharField:
    return forms.CharField(
        label="Type your name to sign",
        max_length=120,
        help_text=f"As it stands on the roll: {signer.name}. Capitals, spaces and accents do not matter.",
        error_messages={"required": "This policy is signed with your name: type it here."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )


def _named(statements: Sequence[str]) -> dict[str, str]:
    """A name for the box of each statement, made from its words; the second of the same words has its own."""
    named: dict[str, str] = {}
    for words in statements:
        name = f"s{hashlib.sha256(words.encode()).hexdigest()[:12]}"
        while name in named:
            name += "x"
        named[name] = words
    return named
