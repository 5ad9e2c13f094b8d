"""What is filled in about a site of the school."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from approvals.models import Impostor, Platform, Site, SiteContact, SitePerson
from approvals.transitions.sites import Looked
from foundation.core.dateinput import DateField
from foundation.core.forms import Form, ModelForm
from foundation.schools.models import Person, School


def _area(label: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("max_length", 2000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class DetailsForm(ModelForm):
    """What becomes known when the account is made: its address, its rules, who holds the consent list."""

    class Meta:
        model = Site
        fields = ("address", "account_email", "is_vetted", "terms", "consent_holder", "consent_checked_on")
        field_classes: ClassVar = {"consent_checked_on": DateField}
        help_texts: ClassVar = {
            "terms": "What users of the account may do and may not; anybody can read it beside the account.",
            "is_vetted": "Only where the platform lets the account accept each follower by hand.",
        }
        widgets: ClassVar = {"terms": forms.Textarea(attrs={"rows": 8})}

    def clean_account_email(self) -> str:
        """STM-08: an address of the school."""
        address: str = self.cleaned_data["account_email"]
        domain = self.instance.school.email_domain
        if domain and not address.lower().endswith(f"@{domain.lower()}"):
            raise forms.ValidationError(f"Use an address of the school, ending in @{domain}.")
        return address

    def clean_is_vetted(self) -> bool:
        """STM-12: nobody can vet followers where the platform is open to everybody."""
        is_vetted: bool = self.cleaned_data["is_vetted"]
        if is_vetted and not self.instance.platform.lets_vet:
            raise forms.ValidationError(
                f"{self.instance.platform} lets everybody follow: vetting is not possible there."
            )
        return is_vetted


class LookForm(Form):
    """What a moderator saw and removed."""

    submit = "Record this look"
    seen = _area("What did you see?", 3, help_text="“Nothing new” is an answer.")
    removed = _area("What did you remove, and why?", 3, required=False)
    no_copy_why = forms.CharField(
        label="Why is there no copy of it?",
        max_length=300,
        required=False,
        help_text="Copy first, then remove. Where that was not done, say why.",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("removed") and not self.cleaned_data.get("no_copy_why"):
            self.add_error("no_copy_why", "Say why there is no copy of what was removed.")
        return self.cleaned_data

    def looked(self) -> Looked:
        return Looked(**{name: self.cleaned_data[name] for name in ("seen", "removed", "no_copy_why")})


class DutyForm(Form):
    """Who takes on which duty."""

    submit = "Give this duty"
    person = forms.ModelChoiceField(
        Person.objects.none(), to_field_name="uid", label="Who?", empty_label="Choose somebody"
    )
    duty = forms.ChoiceField(label="What do they do?", choices=SitePerson.Duty.choices, widget=forms.RadioSelect)
    until = DateField(label="Until when?", required=False, help_text="The last day. Leave it empty if it is open.")

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Person.objects.current(on).filter(school=school)


MET = (("yes", "Yes"), ("partly", "In part"), ("no", "No"))


class ReviewForm(Form):
    """Whether each aim was met, and whether the site goes on."""

    submit = "Record the review"
    goes_on = forms.ChoiceField(
        label="Does the site go on?", choices=(("yes", "Yes"), ("no", "No, it is to close")), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, aims: Sequence[str], **kwargs: Any) -> None:
        self.aims = aims
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        names = []
        for place, aim in enumerate(self.aims):
            self.fields[f"met_{place}"] = forms.ChoiceField(label=aim, choices=MET, widget=forms.RadioSelect)
            self.fields[f"words_{place}"] = forms.CharField(label="How do you know?", max_length=500)
            names += [f"met_{place}", f"words_{place}"]
        return [*names, "goes_on"]

    def findings(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [
            {"aim": aim, "met": data[f"met_{place}"], "words": data[f"words_{place}"]}
            for place, aim in enumerate(self.aims)
        ]


class ContactForm(Form):
    """Somebody outside: accepted, refused, followed, blocked or reported."""

    submit = "Record it"
    what = forms.ChoiceField(label="What was done?", choices=SiteContact.What.choices, widget=forms.RadioSelect)
    called = forms.CharField(
        label="Name shown there", max_length=120, help_text="As it stands on the platform. No e-mail address."
    )
    ground = forms.ChoiceField(label="On which ground?", choices=SiteContact.Ground.choices, widget=forms.RadioSelect)
    words = forms.CharField(label="In a few words", max_length=300, required=False)

    def clean_called(self) -> str:
        """STM-12: no parent's address is kept."""
        called: str = self.cleaned_data["called"]
        if "@" in called.lstrip("@"):
            raise forms.ValidationError("Write the name without an e-mail address: none is kept here.")
        return called


class ImpostorForm(ModelForm):
    """An account that passes itself off as the school's."""

    class Meta:
        model = Impostor
        fields = ("platform", "identity", "address", "found_on", "reported_on", "gone_on")
        field_classes = dict.fromkeys(("found_on", "reported_on", "gone_on"), DateField)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["platform"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - a key of the model
        field.queryset = Platform.objects.filter(school=school)
