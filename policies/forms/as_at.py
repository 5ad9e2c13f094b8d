"""Which past day is asked about, and what of it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import PARTS, DateField
from policies.as_at import AsAt, Line
from policies.chronicle import PersonThen

STANDINGS = (("", "Everybody asked"), ("given", "Had acknowledged"), ("open", "Had not yet"))


class DayForm(forms.Form):
    """A day that has been; today where none is chosen."""

    on = DateField(label="At the end of", required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        if data is not None and not any(data.get(f"on_{part}") for part in PARTS):
            data = None
        super().__init__(data, initial={"on": today})

    def clean_on(self) -> date:
        chosen: date = self.cleaned_data["on"] or self.today
        if chosen > self.today:
            raise ValidationError("Choose a day that has been: nobody knows what will be.")
        return chosen

    def chosen(self) -> date | None:
        """The day; None where what was typed is no such day."""
        if not self.is_bound:
            return self.today
        return self.cleaned_data["on"] if self.is_valid() else None


class NarrowForm(forms.Form):
    """What of the day is shown: one group, one policy, who had acknowledged and who had not."""

    group = forms.ChoiceField(required=False, label="Group")
    policy = forms.ChoiceField(required=False, label="Policy")
    standing = forms.ChoiceField(required=False, label="Acknowledged", choices=STANDINGS)

    def __init__(self, data: Any, *, then: AsAt | None) -> None:
        super().__init__(data)
        groups = sorted({group for person in then.people for group in person.groups}) if then else []
        policies = [(str(policy.uid), policy.title) for policy in then.policies] if then else []
        self.fields["group"].choices = [("", "Everyone"), *((name, name) for name in groups)]  # type: ignore[attr-defined]
        self.fields["policy"].choices = [("", "All policies"), *policies]  # type: ignore[attr-defined]
        self.is_valid()

    def words(self) -> str:
        """What it is narrowed to, in words; empty where it is not."""
        chosen = [dict(self.fields[name].choices)[value] for name in self.fields if (value := self._value(name))]  # type: ignore[attr-defined]
        return ", ".join(str(one) for one in chosen)

    def _value(self, name: str) -> str:
        return str(getattr(self, "cleaned_data", {}).get(name, ""))

    def has_person(self, person: PersonThen) -> bool:
        """Whether the person is in the chosen group. What is not a choice narrows nothing."""
        return not self._value("group") or self._value("group") in person.groups

    def has_line(self, line: Line) -> bool:
        """Whether an acknowledgement, given or open, is wanted."""
        policy, standing = self._value("policy"), self._value("standing")
        right = not standing or (standing == "given") == (line.given is not None)
        return right and policy in ("", str(line.policy.uid)) and self.has_person(line.person)
