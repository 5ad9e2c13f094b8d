"""House rules of policies."""

from foundation.core.forms import ModelForm
from policies.models import PolicyRules


class PolicyRulesForm(ModelForm):
    """What holds for every policy of the school."""

    class Meta:
        model = PolicyRules
        fields = ("days_to_acknowledge", "words", "personal_use", "own_views", "makes_public")
