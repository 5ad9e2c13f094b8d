"""Which clause gave notice to the person checked."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from monitoring.notice_proof import Proof


class CiteForm(Form):
    """The clause, among those that this person acknowledged."""

    submit = "Cite this clause"
    clause = forms.ChoiceField(label="Which clause gives notice?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, proofs: Sequence[Proof], **kwargs: Any) -> None:
        self.proofs = {f"{proof.version.uid}:{proof.anchor}": proof for proof in proofs}
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, proof.said) for key, proof in self.proofs.items()]

    @property
    def proof(self) -> Proof:
        """What was chosen."""
        return self.proofs[self.cleaned_data["clause"]]
