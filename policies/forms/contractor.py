"""Contractors: who they are, what they report, how a report is answered."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import School
from policies.models import Contractor
from policies.transitions.contractor import ContractorFacts

FACTS = ("company", "name", "email", "purpose", "until")


class ContractorForm(Form):
    """Who the contractor is, and until when their link is good."""

    submit = "Save"
    company = forms.CharField(max_length=120, label="Company")
    name = forms.CharField(max_length=120, label="Full name")
    email = forms.EmailField(
        required=False,
        max_length=254,
        label="E-mail address",
        help_text="The link is sent there. Without one it is shown to you, to hand over.",
    )
    purpose = forms.CharField(max_length=200, label="What they are here for", help_text="Such as: mends the boilers.")
    until_on = DateField(label="Last day here", help_text="Their link is good until then, and for a year at most.")

    def __init__(self, *args: Any, school: School, contractor: Contractor | None = None, **kwargs: Any) -> None:
        if contractor is not None:
            kwargs["initial"] = {name: getattr(contractor, name) for name in FACTS} | {"until_on": contractor.until}
        super().__init__(*args, **kwargs)

    def facts(self) -> ContractorFacts:
        """What was filled in."""
        found = self.cleaned_data
        return ContractorFacts(
            found["company"], found["name"], found["email"].lower(), found["purpose"], found["until_on"]
        )


class ContractorReportForm(Form):
    """What happened, when, and whom to call: two minutes on a phone."""

    submit = "Tell the school now"
    what = forms.CharField(
        max_length=2000,
        label="What happened?",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In a few sentences. Leave children's names out: say who they are when the school rings you.",
    )
    happened_on = DateField(label="When?", help_text="The day it happened, or the day you learnt of it.")
    call = forms.CharField(max_length=200, label="Whom can the school ring?", help_text="A name and a number.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, initial={"happened_on": today}, **kwargs)

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise ValidationError("It cannot have happened in the future.")
        return day


class ReportSeenForm(Form):
    """That the school has seen it, with a word to the contractor."""

    submit = "Say that it was seen"
    answer = forms.CharField(
        required=False,
        max_length=300,
        label="A word to the contractor",
        help_text="They read it by their link, with your name and the time. Such as: We ring you before noon.",
    )
