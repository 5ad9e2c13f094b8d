"""Which policies starters read before their first day."""

from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.schools.models import School
from policies.models import Policy, Version


class StartersListForm(Form):
    """Policies in force, to tick."""

    submit = "Save the list"
    policies = forms.ModelMultipleChoiceField(
        queryset=Policy.objects.none(),
        required=False,
        label="Read before the first day",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each starter gets those of them that address their groups. Tick none, and they get all of these.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_force = Version.objects.filter(school=school, status=Version.Status.IN_FORCE).values("policy")
        self.fields["policies"].queryset = Policy.objects.filter(pk__in=in_force)  # type: ignore[attr-defined]
