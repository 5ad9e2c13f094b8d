"""What is asked when a site is blocked or access is withdrawn, and when either is looked at again."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Group
from foundation.schools.models import Person
from incidents.forms.cases import offer, somebody, words_field
from monitoring.forms.rules import host_in
from monitoring.models import Restriction
from monitoring.transitions.restrictions import Terms

Kind = Restriction.Kind


class TermsForm(Form):
    """From when and until when; `on` is today."""

    starts_on = DateField(label="From when?")
    ends_on = DateField(label="Until when?", required=False, help_text="The last day. Leave it empty if there is none.")
    review_on = DateField(label="When is it looked at again?", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_on": on, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(data["starts_on"], data["ends_on"], data["review_on"])


TERMS = Group("How long?", "starts_on", "ends_on", "review_on")


class BlockForm(TermsForm):
    """A site that is blocked."""

    submit = "Record it"
    host = forms.CharField(label="Which site?", max_length=300, help_text="Such as example.com. An address will do.")
    for_whom = forms.CharField(label="For whom?", max_length=100, help_text="Such as: pupils, everybody, guests.")
    reason = words_field("Why?", 1000, 3, help_text="Leaders can say of each site why it is blocked. No names.")

    def layout(self) -> list[Any]:
        return ["host", "for_whom", "reason", TERMS]

    def clean_host(self) -> str:
        host = host_in(self.cleaned_data["host"])
        if not host:
            raise ValidationError("Write the site as example.com.")
        return host


class WithdrawForm(TermsForm):
    """Access that is withdrawn from somebody."""

    submit = "Withdraw it, and tell them"
    person = somebody("From whom?")
    what = forms.CharField(
        label="What is withdrawn?", max_length=200, help_text="Such as: social media on the school's devices."
    )
    reason = words_field("Why?", 2000, 4, help_text="The person reads this.")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people.order_by("name", "pk"))

    def layout(self) -> list[Any]:
        about = "It ends on a day, or somebody looks at it again within a year."
        return ["person", "what", "reason", Group("How long?", "starts_on", "ends_on", "review_on", about=about)]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        dates = ("ends_on", "review_on")
        if not any(data.get(name) for name in dates) and not any(name in self.errors for name in dates):
            self.add_error("ends_on", "Say until when, or when it is looked at again.")
        return data


class LookAgainForm(Form):
    """It stays, until another day."""

    submit = "It stays"
    why = words_field("Why does it stay?", 1000, 3)
    ends_on = DateField(label="Until when?", required=False)
    review_on = DateField(label="When is it looked at again?", required=False)

    def layout(self) -> list[Any]:
        return ["why", Group("How long?", "ends_on", "review_on")]


class LiftForm(Form):
    """It ends."""

    submit = "Lift it"
    why = words_field("Why is it lifted?", 1000, 3)


class RestrictionFilter(Form):
    """Which restrictions to list."""

    submit = ""
    kind = forms.ChoiceField(label="What", required=False, choices=[("", "Everything"), *Kind.choices])
    show = forms.ChoiceField(label="Show", required=False, choices=[("", "In force and to come"), ("all", "All")])

    def narrow(self, rows: Any, on: date) -> Any:
        """Those that fit; what is over only where all are asked for."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        if chosen.get("kind"):
            rows = rows.filter(kind=chosen["kind"])
        return rows if chosen.get("show") == "all" else rows.not_over(on)
