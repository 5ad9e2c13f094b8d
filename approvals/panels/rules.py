"""House rules of requests and sites on the settings page."""

from approvals.forms.rules import ApprovalRulesForm
from approvals.forms.rules_conduct import ConductRulesForm
from approvals.models import ApprovalRules
from foundation.core.panels import Section, house_rules

house_rules.register(
    "approvals",
    Section(
        title="Requests and sites",
        why="Whether the school has sites of its own, how it speaks with families, and how often a site is looked at.",
        model=ApprovalRules,
        form=ApprovalRulesForm,
    ),
)
house_rules.register(
    "conduct",
    Section(
        title="Staff and social media",
        why="What staff may do, on the school's accounts and on their own. It is what “May I …?” answers from, and it"
        " opens or closes requests.",
        model=ApprovalRules,
        form=ConductRulesForm,
    ),
)
