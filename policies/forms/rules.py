"""House rules of policies."""

from django.core.exceptions import ValidationError

from foundation.core.forms import ModelForm
from policies.models import PolicyRules

LONGEST = 190  # school days: a school year
LONGEST_KEPT = 731  # days: two years


class PolicyRulesForm(ModelForm):
    """What holds for every policy of the school."""

    class Meta:
        model = PolicyRules
        fields = (
            "days_to_acknowledge",
            "words",
            "personal_use",
            "own_views",
            "makes_public",
            "wants_signature",
            "pack_days",
        )

    def clean_days_to_acknowledge(self) -> int:
        days: int = self.cleaned_data["days_to_acknowledge"]
        if not 1 <= days <= LONGEST:
            raise ValidationError(f"Give people at least one school day and at most a school year: 1 to {LONGEST}.")
        return days

    def clean_pack_days(self) -> int:
        days: int = self.cleaned_data["pack_days"]
        if not 1 <= days <= LONGEST_KEPT:
            raise ValidationError(f"Keep packs for at least one day and at most two years: 1 to {LONGEST_KEPT}.")
        return days
