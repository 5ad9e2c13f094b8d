"""House rules of requests and of the school's own sites."""

from typing import Any

from django.core.exceptions import ValidationError

from approvals.models import ApprovalRules
from foundation.core.forms import ModelForm

LONGEST_DAYS, LONGEST_MONTHS, LONGEST_WAIT = 90, 36, 30


class ApprovalRulesForm(ModelForm):
    """What holds for every request and every site of the school."""

    class Meta:
        model = ApprovalRules
        fields = (
            "has_sites",
            "no_sites_why",
            "official_channels",
            "check_in_days",
            "review_months",
            "consent_months",
            "late_days",
            "ending_days",
            "speaks_as",
            "shows_names",
            "shows_places",
            "usual_terms",
        )

    def clean_check_in_days(self) -> int:
        days: int = self.cleaned_data["check_in_days"]
        if not 1 <= days <= LONGEST_DAYS:
            raise ValidationError(f"Have somebody look at a site every 1 to {LONGEST_DAYS} days.")
        return days

    def clean_late_days(self) -> int:
        return self._at_most("late_days", LONGEST_WAIT)

    def clean_ending_days(self) -> int:
        return self._at_most("ending_days", LONGEST_DAYS)

    def _at_most(self, name: str, longest: int) -> int:
        days: int = self.cleaned_data[name]
        if not 1 <= days <= longest:
            raise ValidationError(f"Give 1 to {longest} days.")
        return days

    def clean_review_months(self) -> int:
        return self._months("review_months")

    def clean_consent_months(self) -> int:
        return self._months("consent_months")

    def _months(self, name: str) -> int:
        months: int = self.cleaned_data[name]
        if not 1 <= months <= LONGEST_MONTHS:
            raise ValidationError(f"Give 1 to {LONGEST_MONTHS} months.")
        return months

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("has_sites") is False and not cleaned.get("no_sites_why") and "no_sites_why" not in self.errors:
            self.add_error("no_sites_why", "Say why, for those who want to ask for a site.")
        return cleaned
