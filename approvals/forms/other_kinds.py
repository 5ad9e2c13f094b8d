"""The forms of requests about others' sites and about those outside: typed questions, never one box for everything."""

from datetime import timedelta
from typing import Any

from django import forms

from approvals.forms.pages import YES_NO, PageForm
from approvals.models import Site
from foundation.core.dateinput import DateField
from foundation.core.layout import Choices

LONGEST = timedelta(days=366)


def area(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A box for some sentences."""
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class EndingPage(PageForm):
    """A page whose answers hold until a day: not a past one, and a year from now at the latest."""

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if ends and ends < self.on:
            self.add_error("ends_on", "That day is past. Give the last day on which you need it.")
        elif ends and ends > self.on + LONGEST:
            self.add_error("ends_on", "Ask for a year at the most; it can be asked for again.")
        elif starts and ends and ends < starts:
            self.add_error("ends_on", "It would end before it begins.")
        return self.cleaned_data


class OurSite(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One of the school's sites that are live."""

    def __init__(self, label: str) -> None:
        super().__init__(Site.objects.none(), to_field_name="uid", label=label, empty_label="Choose an account")


class OurSitePage(PageForm):
    """A page that asks for one of the school's sites."""

    site: OurSite

    def offer(self) -> None:
        field = self.fields["site"]
        assert isinstance(field, OurSite)  # noqa: S101 - declared by each page
        field.queryset = Site.objects.filter(school=self.school, status=Site.Status.LIVE).select_related("platform")


class ParticipationPage(EndingPage):
    """Taking part, for the school, on somebody else's site (QEI-13)."""

    title = "Somebody else's site"
    guidance = (
        "You take part for the school: say there who you are and what your position is. Home addresses, own telephone"
        " numbers and personal opinions do not belong there.",
        "Keep to that site's own terms, its minimum age above all, and do not promise anything in the school's name.",
    )
    speaks = True
    question = "others-site"
    host_site = forms.CharField(label="Which site?", max_length=200)
    address = forms.URLField(label="Its address", max_length=300, assume_scheme="https")
    run_by = forms.CharField(label="Who runs it?", max_length=200)
    shown_as = forms.CharField(
        label="Under which name and position will you appear?", max_length=200, help_text="Not under an invented one."
    )
    purpose = area("What is it for?")
    content = area("What will you contribute?")
    pupils = forms.ChoiceField(label="Can pupils be met there?", choices=YES_NO, widget=forms.RadioSelect)
    pupils_safe = area("What keeps them safe, and what is the site's minimum age?", 2, required=False)
    uses_brand = forms.ChoiceField(
        label="Will the school's name and logo be used?", choices=YES_NO, widget=forms.RadioSelect
    )
    ends_on = DateField(label="Until when?", required=False, help_text="Leave it empty if there is no end.")

    def layout(self) -> list[Any]:
        pupils = Choices("pupils", reveals={"yes": ["pupils_safe"]})
        first = ["host_site", "address", "run_by", "shown_as", "purpose", "content"]
        return [*first, pupils, "uses_brand", "ends_on"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("pupils") == "yes" and not self.cleaned_data.get("pupils_safe"):
            self.add_error("pupils_safe", "Say what keeps pupils safe there.")
        return super().clean()


class AdvertisingPage(EndingPage, OurSitePage):
    """Advertising for contributors (QEI-19)."""

    title = "Advertising for contributors"
    guidance = (
        "Who is found this way is somebody the school does not know: nobody contributes before they were checked.",
    )
    speaks = True
    question = "advertise"
    site = OurSite("For which account?")
    where = forms.CharField(label="Where will it be advertised?", max_length=200)
    words = area("The words of the advertisement", 4, help_text="As they will be published.")
    wanted = area("Who is looked for, and to contribute what?")
    checked = area("How will they be checked before they are accepted?", 2)
    checked_by = forms.CharField(label="Who checks them?", max_length=200)
    ends_on = DateField(label="Until when?", help_text="The last day, a year from now at the latest.")


ORGANISATIONS = (
    ("public", "A public body, such as a council or a ministry"),
    ("school", "A school, college or university"),
    ("charity", "A charity or a church"),
    ("company", "A company"),
    ("other", "Another"),
)


class FriendPage(OurSitePage):
    """An outside organisation as friend of a site (QEI-19)."""

    title = "An outside organisation"
    guidance = (
        "Only an organisation that is known and established, by its own official account; never a person's own.",
    )
    speaks = True
    question = "friend-organisation"
    site = OurSite("Of which account?")
    organisation = forms.CharField(label="Which organisation?", max_length=200)
    what = forms.ChoiceField(label="What is it?", choices=ORGANISATIONS, widget=forms.RadioSelect)
    address = forms.URLField(label="The address of its account", max_length=300, assume_scheme="https")
    website = forms.URLField(label="Its own website", max_length=300, assume_scheme="https", required=False)
    link = area("What has it to do with the school, or with education and families?", 2)
    sees = area("What will each see of the other?", 2)
    checked = area("How was it checked that the account is really theirs?", 2)
    checked_by = forms.CharField(label="Who checked it?", max_length=200)
