"""House rules about people on the settings page."""

from foundation.core.panels import Section, house_rules
from policies.forms.people_rules import PeopleRulesForm
from policies.models import PeopleRules

house_rules.register(
    "people",
    Section(
        title="Starters, leavers and panels",
        why="What people confirm when they come and go, what recruitment panels declare, whether staff can declare a"
        " family relationship, and when what is outstanding goes to the line manager.",
        model=PeopleRules,
        form=PeopleRulesForm,
    ),
)
