"""House rules about starters, leavers, panels, relationships, and what goes to the line manager."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.forms import ModelForm
from foundation.core.layout import Choices, Group
from policies.models import PeopleRules
from policies.models.people_rules import PanelRule, lines

LONGEST, LONGEST_SENTENCE = 190, 300
OLD_RULE = (
    "Since September 2022 the statutory guidance “Keeping children safe in education” has schools consider online"
    " searches of shortlisted candidates. A school that keeps to this rule should be able to say why."
)


class PeopleRulesForm(ModelForm):
    """What holds for people who come, go, or sit on a panel."""

    class Meta:
        model = PeopleRules
        fields = (
            "starter_statements",
            "starter_notice_days",
            "leaver_statements",
            "leaver_link_days",
            "panel_rule",
            "relationships",
            "manager_days",
            "headteacher_days",
        )
        widgets = {"panel_rule": forms.RadioSelect}  # noqa: RUF012 - Django's own way of saying it

    def layout(self) -> list[Any]:
        return [
            Group("Starters", "starter_statements", "starter_notice_days"),
            Group("Leavers", "leaver_statements", "leaver_link_days"),
            Choices("panel_rule", hints={PanelRule.NO_SEARCHES: OLD_RULE}),
            "relationships",
            Group("What is outstanding after its time", "manager_days", "headteacher_days"),
        ]

    def clean(self) -> dict[str, Any]:
        """Sentences that can be kept, days that make sense, the headteacher after the line manager."""
        found: dict[str, Any] = super().clean() or {}
        for name in ("starter_statements", "leaver_statements"):
            if any(len(line) > LONGEST_SENTENCE for line in lines(found.get(name, ""))):
                self.add_error(name, f"Keep each sentence within {LONGEST_SENTENCE} letters.")
        for name in ("starter_notice_days", "leaver_link_days", "manager_days", "headteacher_days"):
            if (found.get(name) or 0) > LONGEST:
                self.add_error(name, ValidationError(f"Give 0 to {LONGEST} days."))
        manager, head = found.get("manager_days") or 0, found.get("headteacher_days") or 0
        if manager and head and head <= manager:
            self.add_error("headteacher_days", "It goes to the line manager first: give more days here than there.")
        return found
