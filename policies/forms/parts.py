"""What the clerk fills in to publish a part of a policy by itself."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from policies.models import Clause


class PartForm(Form):
    """Which clause, and what its page is called."""

    submit = "Publish this part"
    anchor = forms.ChoiceField(label="Clause", help_text="It is published with all clauses below it.")
    title = forms.CharField(
        label="Title of its page",
        max_length=150,
        required=False,
        help_text="Without one, the title of the clause. The web address is made of it and stays.",
    )

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["anchor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Choose a clause"), *((clause.anchor, _said(clause)) for clause in clauses)]
        field.error_messages["invalid_choice"] = "Choose a clause in force that is not published by itself yet."


def _said(clause: Clause) -> str:
    """Number and title, moved in by its level."""
    return f"{'- ' * (clause.level - 1)}{clause}"
