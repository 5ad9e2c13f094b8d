"""What is filled in while a site is looked after: looks, reviews, contacts, accounts that are not ours."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from approvals.models import Impostor, Platform, Request, SiteContact
from approvals.transitions.upkeep import Looked, Met, Passing
from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices
from foundation.core.shapes import say_what_is_missing
from foundation.documents.uploads import SCANS, UploadField
from foundation.schools.models import School

AN_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")


def _area(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class LookForm(Form):
    """What a moderator saw and removed; the copy is asked for before the removal (STM-15)."""

    submit = "Record this look"
    seen_there = _area("What did you see?", help_text="“Nothing new” is an answer.")
    removing = forms.ChoiceField(
        label="Was anything removed?", choices=(("yes", "Yes"), ("no", "No")), widget=forms.RadioSelect
    )
    copy = UploadField(
        label="A copy of it, made before it was removed",
        kinds=SCANS,
        required=False,
        help_text="A screenshot, photograph or PDF. It is kept sealed.",
    )
    no_copy_why = forms.CharField(
        label="No copy of it, or not of all of it, because",
        max_length=300,
        required=False,
        help_text="Copy first, then remove. Where that was not possible, say why.",
    )
    removed = _area("What was removed, and why?", required=False, help_text="No names of pupils.")

    def layout(self) -> list[Any]:
        return ["seen_there", Choices("removing", reveals={"yes": ["copy", "no_copy_why", "removed"]})]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("removing") == "yes":
            if not data.get("removed"):
                self.add_error("removed", "Say what was removed, and why.")
            if "copy" not in self.errors and not data.get("copy") and not data.get("no_copy_why"):
                self.add_error("copy", "Add the copy, or say below why there is none.")
        elif data.get("removed") or data.get("copy"):
            self.add_error("removing", "You wrote or added something that was removed. Choose “Yes”, or take it out.")
        return data

    def looked(self) -> Looked:
        data = self.cleaned_data
        if data["removing"] == "no":
            return Looked(data["seen_there"])
        return Looked(data["seen_there"], data["removed"], data["copy"], data["no_copy_why"])


MET = (("yes", "Yes"), ("partly", "In part"), ("no", "No"))


class ReviewForm(Form):
    """Whether each aim was met, and whether the site goes on (QEI-15)."""

    submit = "Record the review"
    goes_on = forms.ChoiceField(
        label="Does the site go on?", choices=(("yes", "Yes"), ("no", "No, it is to close")), widget=forms.RadioSelect
    )
    next_on = DateField(label="When is it reviewed again?", required=False)
    closes_on = DateField(label="When is it to close?", required=False)

    def __init__(self, *args: Any, aims: Sequence[str], on: date, latest: date, **kwargs: Any) -> None:
        self.aims, self.on, self.latest = aims, on, latest
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        """Two questions for each aim, then what follows from it."""
        names = []
        for place, aim in enumerate(self.aims):
            self.fields[f"met_{place}"] = forms.ChoiceField(
                label=f"Was this met? {aim}", choices=MET, widget=forms.RadioSelect
            )
            self.fields[f"words_{place}"] = forms.CharField(label="How do you know?", max_length=500)
            names += [f"met_{place}", f"words_{place}"]
        say_what_is_missing(self)
        self.fields["next_on"].help_text = f"At the latest on {self.latest:%-d %B %Y}, by the school's own rule."
        return [*names, Choices("goes_on", reveals={"yes": ["next_on"], "no": ["closes_on"]})]

    @property
    def goes_on_still(self) -> bool:
        return bool(self.cleaned_data["goes_on"] == "yes")

    @property
    def until(self) -> date:
        """The next review, or the day of closing."""
        day: date = self.cleaned_data["next_on" if self.goes_on_still else "closes_on"]
        return day

    def clean(self) -> dict[str, Any]:
        if "goes_on" not in self.cleaned_data:
            return self.cleaned_data
        name = "next_on" if self.goes_on_still else "closes_on"
        day = self.cleaned_data.get(name)
        if name in self.errors:
            return self.cleaned_data
        if day is None:
            self.add_error(name, "Enter a day.")
        elif day < self.on:
            self.add_error(name, "That day is past.")
        elif name == "next_on" and day > self.latest:
            self.add_error(name, f"By the school's own rule it is reviewed by {self.latest:%-d %B %Y}.")
        return self.cleaned_data

    def findings(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [
            {"aim": aim, "met": data[f"met_{place}"], "words": data[f"words_{place}"]}
            for place, aim in enumerate(self.aims)
        ]


class OrganisationField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not to be had at run time
    """An approved request, called by the organisation it is about."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.answers.get("organisation", obj))


class ContactForm(Form):
    """Somebody outside: accepted, refused, followed, blocked or reported (STM-12, QEI-19)."""

    submit = "Record it"
    what = forms.ChoiceField(label="What was done?", choices=SiteContact.What.choices, widget=forms.RadioSelect)
    called = forms.CharField(
        label="Name shown there", max_length=120, help_text="As it stands on the platform. No e-mail address."
    )
    ground = forms.ChoiceField(label="On which ground?", choices=SiteContact.Ground.choices, widget=forms.RadioSelect)
    approval = OrganisationField(
        Request.objects.none(),
        to_field_name="uid",
        label="By which request was this organisation approved?",
        empty_label="None",
        required=False,
        help_text="Only for an organisation that becomes a friend of the account.",
    )
    words = forms.CharField(label="In a few words", max_length=300, required=False)

    def __init__(self, *args: Any, friends: QuerySet[Request], is_vetted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        approval, what = self.fields["approval"], self.fields["what"]
        assert isinstance(approval, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(what, forms.ChoiceField)  # noqa: S101 - declared above
        approval.queryset = friends
        if not is_vetted:
            vetting = (SiteContact.What.ACCEPTED, SiteContact.What.REFUSED)
            what.choices = [(value, label) for value, label in SiteContact.What.choices if value not in vetting]

    def clean_called(self) -> str:
        return _without_address(self.cleaned_data["called"])

    def clean_words(self) -> str:
        return _without_address(self.cleaned_data["words"])

    def met(self) -> Met:
        names = ("what", "ground", "called", "words", "approval")
        return Met(**{name: self.cleaned_data[name] for name in names})


def _without_address(text: str) -> str:
    """STM-12: that a parent's address was checked is kept; the address is not."""
    if AN_ADDRESS.search(text):
        raise ValidationError("Write it without an e-mail address: none is kept here.")
    return text


class ImpostorForm(Form):
    """An account that passes itself off as the school's."""

    submit = "Save"
    platform = forms.ModelChoiceField(
        Platform.objects.none(), to_field_name="uid", label="On which platform?", empty_label="Choose one"
    )
    identity = forms.CharField(label="Name of the account", max_length=120)
    address = forms.URLField(label="Its address", max_length=300, assume_scheme="https")
    found_on = DateField(label="When was it found?")
    reported_on = DateField(
        label="When was it reported to the platform?", required=False, help_text="Leave it empty until it was."
    )
    gone_on = DateField(label="Gone since when?", required=False, help_text="Leave it empty while it is there.")

    def __init__(self, *args: Any, school: School, now: Impostor | None = None, **kwargs: Any) -> None:
        if now is not None:
            kwargs["initial"] = {name: getattr(now, name) for name in self.base_fields} | {"platform": now.platform.uid}
        super().__init__(*args, **kwargs)
        field = self.fields["platform"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Platform.objects.filter(school=school)

    def passing(self) -> Passing:
        return Passing(**{name: self.cleaned_data[name] for name in self.base_fields})
