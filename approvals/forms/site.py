"""The Social Media Site Creation Approval Form: every field of the paper form, in its order (QEI-08)."""

from typing import Any

from django import forms
from django.db.models import Q

from approvals.forms.pages import YES_NO, NamesField, PageForm
from approvals.models import Platform
from foundation.core.dateinput import DateField
from foundation.core.layout import Choices
from foundation.schools.models import StaffGroup

PUPILS = "pupils"
AUDIENCES = (
    (PUPILS, "Pupils of the school"),
    ("staff", "Staff"),
    ("families", "Pupils' family members"),
    ("organisations", "Outside organisations"),
    ("public", "Members of the public"),
    ("others", "Others"),
)
CONTRIBUTORS = ((PUPILS, "Pupils of the school"), ("staff", "Staff"))
ACCOUNTS = (
    ("none", "Pupils do not use it"),
    ("supervised", "Supervised use in school, through an account of the school"),
    ("own", "Pupils have accounts of their own"),
)


def _area(label: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class TeamPage(PageForm):
    """Who is behind it."""

    title = "The team"
    team = _area("Team details", help_text="Who does what for the site, one on each line.")
    department = forms.CharField(label="Department", max_length=120)
    author = forms.CharField(label="Name of the author of the site", max_length=120)


class PurposePage(PageForm):
    """Why, and whether it is worth it (QEI-15)."""

    title = "Purpose"
    speaks = True
    question = "class-account"
    guidance = (
        "There has to be a good reason for teaching or for the school. A site is work for as long as it lasts: say who"
        " does it.",
    )
    aims = _area("What are the aims?", help_text="One on each line. Each is looked at when the site is reviewed.")
    content = _area("What is the proposed content?")
    hours = forms.IntegerField(label="Hours of work a week", min_value=0, max_value=100)
    resources = _area("Who is trained for it, and what does it need?", rows=3)
    success = _area("How will you tell whether it works?", rows=3)


class AudiencePage(PageForm):
    """For whom, and by whom."""

    title = "Audience and contributors"
    audiences = forms.MultipleChoiceField(
        label="Who are the proposed audiences?", choices=AUDIENCES, widget=forms.CheckboxSelectMultiple
    )
    audience_others = forms.CharField(label="Which others?", max_length=200, required=False)
    youngest = forms.IntegerField(
        label="Age of the youngest pupils", min_value=2, max_value=19, required=False, help_text="In years."
    )
    vulnerable = _area("Are there vulnerable groups among them, and what follows from it?", rows=3, required=False)
    contributors = forms.MultipleChoiceField(
        label="Who are the proposed contributors?", choices=CONTRIBUTORS, widget=forms.CheckboxSelectMultiple
    )

    def offer(self) -> None:
        groups = StaffGroup.objects.filter(school=self.school).exclude(community="staff").exclude(community=PUPILS)
        field = self.fields["contributors"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [*CONTRIBUTORS, *((f"group:{group.uid}", group.name) for group in groups)]

    def layout(self) -> list[Any]:
        reveals = {"others": ["audience_others"], PUPILS: ["youngest"]}
        return [Choices("audiences", reveals=reveals), "vulnerable", "contributors"]

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("audiences", [])
        if "others" in chosen and not self.cleaned_data.get("audience_others"):
            self.add_error("audience_others", "Say who the others are.")
        if PUPILS in chosen and self.cleaned_data.get("youngest") is None and "youngest" not in self.errors:
            self.add_error("youngest", "Give the age of the youngest pupils.")
        return self.cleaned_data


class PeoplePage(PageForm):
    """Who runs it (QEI-09)."""

    title = "Administration of the site"
    guidance = ("At least two approved administrators and two approved moderators, enough for when somebody is away.",)
    administrators = NamesField(label="Names of administrators")
    moderators = NamesField(label="Names of moderators")
    cover = _area("Who covers when they are away?", rows=2)
    pupils_role = _area("What is the pupils' role?", rows=3)
    vetting = _area("Who will vet outside contributors?", rows=2, help_text="“Not applicable” where there are none.")


class HostPage(PageForm):
    """Where, from when, until when (STM-08, QEI-15, QEI-16)."""

    title = "Host and dates"
    guidance = ("Use an e-mail address of the school, never a personal one, and keep the account apart from your own.",)
    platform = forms.ModelChoiceField(
        Platform.objects.none(), to_field_name="uid", label="Who will host the site?", empty_label="Choose a platform"
    )
    identity = forms.CharField(label="Name the account will have", max_length=120)
    account_email = forms.EmailField(label="School e-mail address behind the account", max_length=254)
    pupil_accounts = forms.ChoiceField(label="How do pupils use it?", choices=ACCOUNTS, widget=forms.RadioSelect)
    live_on = DateField(label="Proposed date of going live")
    closes_on = DateField(
        label="Proposed date of closure", required=False, help_text="Leave it empty if there is none."
    )
    exit_strategy = _area("How will it be closed, and what becomes of its content?", rows=3)

    def offer(self) -> None:
        field = self.fields["platform"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        offered = Q(ended_at=None) | Q(uid=self.given.get("platform") or None)
        field.queryset = Platform.objects.filter(offered, school=self.school)

    def clean_account_email(self) -> str:
        """STM-08: an address of the school."""
        address: str = self.cleaned_data["account_email"]
        domain = self.school.email_domain
        if domain and not address.lower().endswith(f"@{domain.lower()}"):
            raise forms.ValidationError(f"Use an address of the school, ending in @{domain}.")
        return address

    def clean(self) -> dict[str, Any]:
        """QEI-16: no accounts for pupils under the platform's age, whoever asks."""
        platform, youngest = self.cleaned_data.get("platform"), self.given.get("youngest")
        wants_accounts = self.cleaned_data.get("pupil_accounts") == "own"
        if wants_accounts and platform and youngest is not None and youngest < platform.minimum_age:
            self.add_error(
                "pupil_accounts",
                f"{platform} gives accounts from {platform.minimum_age}; your youngest pupils are {youngest}."
                " Nobody can allow that. Supervised use without accounts of their own can be asked for.",
            )
        closes, live = self.cleaned_data.get("closes_on"), self.cleaned_data.get("live_on")
        if closes and live and closes < live:
            self.add_error("closes_on", "It would close before it goes live.")
        return self.cleaned_data


class SafetyPage(PageForm):
    """Contributors, consent, unsuitable people."""

    title = "Contributors and safety"
    advertising = _area("How will you advertise for outside contributors?", rows=2)
    consent = _area(
        "If contributors are children, or adults with learning disabilities: how are parents or responsible adults"
        " told, and how do they consent?",
        rows=3,
    )
    security = _area("What will keep unwanted or unsuitable people from contributing or becoming friends?", rows=3)
    uses_brand = forms.ChoiceField(
        label="Will the school's name and logo be used?", choices=YES_NO, widget=forms.RadioSelect
    )


PAGES = (TeamPage, PurposePage, AudiencePage, PeoplePage, HostPage, SafetyPage)
