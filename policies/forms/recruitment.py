"""A recruitment with its panel, and what a member declares."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Group
from foundation.schools.models import Person, School
from policies.models import PanelRule, Recruitment
from policies.transitions.recruitment import WORDS, Search


class RecruitmentForm(Form):
    """The post, its dates, and who sits on the panel."""

    submit = "Open the recruitment"
    post = forms.CharField(max_length=120, label="Post", help_text="Such as: Class teacher, year 4.")
    starts_on = DateField(label="Shortlisting begins", help_text="Members of the panel declare by then.")
    ends_on = DateField(label="Decided by")
    panel = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(), label="Who sits on the panel", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, school: School, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = Person.objects.current(today).filter(school=school)  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        return ["post", Group("When", "starts_on", "ends_on"), "panel"]

    def clean_ends_on(self) -> date:
        ends: date = self.cleaned_data["ends_on"]
        starts = self.cleaned_data.get("starts_on")
        if starts and ends < starts:
            raise ValidationError("This is before shortlisting begins.")
        return ends

    def clean_panel(self) -> list[Person]:
        return list(self.cleaned_data["panel"])


class PanelForm(Form):
    """One more member."""

    submit = "Put on the panel"
    person = forms.ModelChoiceField(queryset=Person.objects.none(), label="Who", empty_label="Choose somebody")

    def __init__(self, *args: Any, recruitment: Recruitment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_it = recruitment.members.filter(taken_off_at=None).values("person")
        people = Person.objects.current(today).filter(school=recruitment.school).exclude(pk__in=on_it)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class DeclareForm(Form):
    """The sentence of the recruitment's rule; where it has searches, by whom, what for, and where they are recorded."""

    submit = "Declare"
    searched_by = forms.CharField(
        max_length=200, label="Who searches?", help_text="Best somebody who does not sit on the panel."
    )
    searched_for = forms.CharField(
        max_length=300,
        label="What for?",
        help_text="What is public and bears on working with children, the same for every shortlisted candidate.",
    )
    recorded_in = forms.CharField(
        max_length=200, label="Where is it recorded?", help_text="Such as: the file of the recruitment, by the office."
    )
    agreed = forms.BooleanField(label="", error_messages={"required": "Tick this if you agree to it, or ask first."})

    def __init__(self, *args: Any, rule: str, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, seen=rule, **kwargs)
        self.fields["agreed"].label = WORDS[PanelRule(rule)]
        if rule == PanelRule.NO_SEARCHES:
            for name in ("searched_by", "searched_for", "recorded_in"):
                del self.fields[name]
        self.helper.layout = self.helper.layout.__class__(*self.layout(), *self.buttons())

    def search(self) -> Search:
        """What was said of the search; nothing, by the rule that has none."""
        names = ("searched_by", "searched_for", "recorded_in")
        return Search(**{name: self.cleaned_data.get(name, "") for name in names})
