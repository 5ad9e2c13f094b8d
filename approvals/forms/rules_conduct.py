"""House rules of what staff may do with social media."""

from typing import Any

from django.core.exceptions import ValidationError

from approvals.models import ApprovalRules, Naming
from foundation.core.forms import ModelForm

YOUNGEST, OLDEST = 16, 25  # years


class ConductRulesForm(ModelForm):
    """What staff are told by "May I ...?", and which requests are open."""

    class Meta:
        model = ApprovalRules
        fields = (
            "faces",
            "publishers",
            "naming",
            "disclaimer",
            "devices",
            "own_contact",
            "parents",
            "ex_pupil_age",
            "in_doubt",
        )

    def clean_ex_pupil_age(self) -> int | None:
        age: int | None = self.cleaned_data["ex_pupil_age"]
        if age is not None and not YOUNGEST <= age <= OLDEST:
            raise ValidationError(f"Give an age from {YOUNGEST} to {OLDEST}, or leave it empty.")
        return age

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("naming") == Naming.ASK and not cleaned.get("disclaimer") and "disclaimer" not in self.errors:
            self.add_error("disclaimer", "Write the disclaimer that goes with the permission.")
        return cleaned
