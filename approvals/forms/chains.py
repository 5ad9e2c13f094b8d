"""Through whom requests of a kind go."""

from collections.abc import Sequence
from typing import Any

from django import forms

from approvals.models import ChainStep, Mode, Whose
from approvals.transitions import Wanted
from foundation.core.forms import Form
from foundation.core.layout import Group
from foundation.schools.models import Person, School, StaffGroup

MOST_STEPS = 6
KEEP, MOVE = "keep", "move"
UNDER_WAY = ((KEEP, "They keep the chain they started with"), (MOVE, "They go on by the new one"))


class ChainForm(Form):
    """The steps of a chain in their order; boxes without a name are left out."""

    submit = "Save this chain"
    under_way = forms.ChoiceField(
        label="What becomes of requests under way?", choices=UNDER_WAY, widget=forms.RadioSelect, initial=KEEP
    )

    def __init__(self, *args: Any, school: School, chain: Sequence[ChainStep], on: Any, **kwargs: Any) -> None:
        self.groups = {str(one.uid): one for one in StaffGroup.objects.filter(school=school)}
        self.people = {str(one.uid): one for one in Person.objects.current(on).filter(school=school)}
        super().__init__(*args, **kwargs)
        for place in range(MOST_STEPS):
            self._add(place, chain[place] if place < len(chain) else None)
        steps = [
            Group(f"Step {place + 1}", *(f"{name}_{place}" for name in ("who", "mode", "days")))
            for place in range(MOST_STEPS)
        ]
        self.helper.layout.fields[:0] = steps

    def _add(self, place: int, step: ChainStep | None) -> None:
        who = forms.ChoiceField(
            label="Who", choices=self._choices(), required=False, initial=who_of(step) if step else ""
        )
        who.is_plain = True  # type: ignore[attr-defined]  # "Nobody" is one of the choices
        mode = step.mode if step else Mode.DECIDE
        self.fields[f"who_{place}"] = who
        self.fields[f"mode_{place}"] = forms.ChoiceField(label="What they do", choices=Mode.choices, initial=mode)
        self.fields[f"days_{place}"] = forms.IntegerField(
            label="School days to answer", min_value=1, max_value=30, initial=step.days if step else 5
        )

    def _choices(self) -> list[tuple[str, str]]:
        usual = [one for one in Whose.choices if one[0] not in (Whose.GROUP, Whose.PERSON)]
        groups = [(f"group:{uid}", f"Group: {group}") for uid, group in self.groups.items()]
        people = [(f"person:{uid}", f"By name: {person}") for uid, person in self.people.items()]
        return [("", "Nobody"), *usual, *groups, *people]

    def clean(self) -> dict[str, Any]:
        steps = self.wanted()
        if steps and not any(step.mode == Mode.DECIDE for step in steps):
            self.add_error("mode_0", "Somebody has to decide: advice and telling approve nothing.")
        return self.cleaned_data

    def wanted(self) -> list[Wanted]:
        """The steps chosen, in order; none closes the kind."""
        return [self._wanted(place) for place in range(MOST_STEPS) if self.cleaned_data.get(f"who_{place}")]

    def _wanted(self, place: int) -> Wanted:
        whose, _, uid = self.cleaned_data[f"who_{place}"].partition(":")
        mode, days = self.cleaned_data.get(f"mode_{place}", ""), self.cleaned_data.get(f"days_{place}", 5)
        return Wanted(mode, whose, group=self.groups.get(uid), person=self.people.get(uid), days=days)


def who_of(step: ChainStep) -> str:
    """The choice that stands for whose step it is."""
    row = step.group or step.person
    return f"{step.whose}:{row.uid}" if row else step.whose
