"""What is kept of a site, a form for each part of it."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from approvals.models import ApprovalRules, Faces, Site
from foundation.core.dateinput import DateField
from foundation.core.forms import Form, ModelForm

STRICTNESS = (Faces.NOBODY, Faces.STAFF, Faces.CONSENT)  # the strictest first


class SectionForm(ModelForm):
    """A part of what is kept of a site; `rules` are the house rules of its school, `on` is today."""

    title: ClassVar[str]

    def __init__(self, *args: Any, rules: ApprovalRules, on: date, **kwargs: Any) -> None:
        self.rules, self.today = rules, on
        super().__init__(*args, **kwargs)
        self.before = {name: self.initial.get(name) for name in self.base_fields}

    def values(self) -> dict[str, Any]:
        """What was filled in, by field; the row itself is left as it was for the transition to change."""
        for name, value in self.before.items():
            setattr(self.instance, name, value)
        return {name: self.cleaned_data[name] for name in self.base_fields}


class AddressForm(SectionForm):
    """Where the account is, and the address of the school behind it (STM-08)."""

    title = "Name and address"
    address = forms.URLField(
        label="Address",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="What the senior leaders are told before anybody has access.",
    )

    class Meta:
        model = Site
        fields = ("identity", "address", "account_email", "is_vetted")
        help_texts: ClassVar = {
            "identity": "As it stands on the platform.",
            "is_vetted": "Only where the platform lets the account accept each follower by hand.",
        }

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
        platform = self.instance.platform
        if is_vetted and not platform.lets_vet:
            raise forms.ValidationError(f"{platform} lets everybody follow: vetting is not possible there.")
        return is_vetted


class TermsForm(SectionForm):
    """The rules for those who use it (QEI-17, STM-13)."""

    title = "Terms of use and house rules"

    class Meta:
        model = Site
        fields = ("terms",)
        help_texts: ClassVar = {"terms": "What users of the account may do and may not. Anybody can read it."}
        widgets: ClassVar = {"terms": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.terms:
            self.initial["terms"] = self.rules.usual_terms


class ShowingForm(SectionForm):
    """What may be shown there: what the school's rule allows, or less (STM-11)."""

    title = "What may be shown"

    class Meta:
        model = Site
        fields = ("faces", "shows_names", "shows_places")
        labels: ClassVar = {"faces": "Faces"}
        widgets: ClassVar = {"faces": forms.RadioSelect}

    def clean_faces(self) -> str:
        faces: str = self.cleaned_data["faces"]
        if STRICTNESS.index(Faces(faces)) > STRICTNESS.index(Faces(self.rules.faces)):
            raise forms.ValidationError(f"The school's rule for all its accounts is: {self.rules.get_faces_display()}.")
        return faces

    def clean_shows_names(self) -> bool:
        return self._as_allowed("shows_names", "no full names")

    def clean_shows_places(self) -> bool:
        return self._as_allowed("shows_places", "nothing about where somebody is")

    def _as_allowed(self, name: str, rule: str) -> bool:
        chosen: bool = self.cleaned_data[name]
        if chosen and not getattr(self.rules, name):
            raise forms.ValidationError(f"The school's rule for all its accounts is: {rule}.")
        return chosen


class ConsentForm(SectionForm):
    """Who holds the list of pupils without consent, and when it was last checked; no pupil is named (QEI-22)."""

    title = "Consent"

    class Meta:
        model = Site
        fields = ("consent_holder", "consent_checked_on")
        field_classes: ClassVar = {"consent_checked_on": DateField}
        help_texts: ClassVar = {
            "consent_holder": "A name or a post. The list itself stays with them: no pupil is named here."
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        checked_on = cleaned.get("consent_checked_on")
        if checked_on and checked_on > self.today:
            self.add_error("consent_checked_on", "That day is still to come.")
        if checked_on and not cleaned.get("consent_holder"):
            self.add_error("consent_holder", "Say who holds the list.")
        return cleaned


class CoverForm(SectionForm):
    """Who covers for absence (QEI-09)."""

    title = "Cover"

    class Meta:
        model = Site
        fields = ("cover",)
        widgets: ClassVar = {"cover": forms.Textarea(attrs={"rows": 3})}


SECTIONS: dict[str, type[SectionForm]] = {
    "address": AddressForm,
    "terms": TermsForm,
    "showing": ShowingForm,
    "consent": ConsentForm,
    "cover": CoverForm,
}


class ClosingForm(Form):
    """The day on which a site is to close."""

    submit = "Save the day"
    closes_on = DateField(label="When is it to close?", required=False, help_text="Leave it empty if it is to stay.")
