"""The forms of all other kinds: each a page or two of typed questions, never one box for everything."""

from typing import Any

from django import forms

from approvals.forms.pages import YES_NO, PageForm
from approvals.models import Site
from foundation.core.dateinput import DateField


def _area(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


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


class ParticipationPage(PageForm):
    """Taking part, for the school, on somebody else's site (QEI-13)."""

    title = "Somebody else's site"
    guidance = ("Say who you are and what your position is there. Personal opinions do not belong on it.",)
    host_site = forms.CharField(label="Which site?", max_length=200)
    address = forms.URLField(label="Its address", max_length=300, assume_scheme="https")
    run_by = forms.CharField(label="Who runs it?", max_length=200)
    purpose = _area("What is it for, and what will you contribute?")
    pupils = forms.ChoiceField(label="Can pupils be met there?", choices=YES_NO, widget=forms.RadioSelect)
    ends_on = DateField(label="Until when?", required=False, help_text="Leave it empty if there is no end.")


CHECKS = (
    ("consent", "Everybody shown has consented in writing, pupils through their parents"),
    ("faces", "No face is shown that must not be"),
    ("names", "No full names stand with pictures"),
    ("location", "Nothing tells where somebody is or will be"),
    ("links", "Every link was opened and leads where it should"),
    ("permission", "Whose work is cited or shown has given permission"),
    ("label", "It speaks as the school and is tied to no individual"),
    ("contact", "No personal contact details, no personal opinion"),
)


class PostPage(OurSitePage):
    """A post on an account of the school (STM-10)."""

    title = "The post"
    guidance = ("The text that is approved is the text that is published.",)
    site = OurSite("On which account?")
    text = _area("Text of the post", 6)
    publish_on = DateField(label="When is it to be published?")
    checks = forms.MultipleChoiceField(
        label="Before it is sent", choices=CHECKS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_checks(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["checks"]
        missing = [words for name, words in CHECKS if name not in chosen]
        if missing:
            raise forms.ValidationError(f"Not confirmed yet: {missing[0][0].lower()}{missing[0][1:]}.")
        return chosen


class AdvertisingPage(OurSitePage):
    """Advertising for contributors (QEI-19)."""

    title = "Advertising for contributors"
    site = OurSite("For which account?")
    where = _area("Where, and in which words?")
    wanted = _area("Who is looked for, and how will they be checked before they are accepted?")
    ends_on = DateField(label="Until when?")


class FriendPage(OurSitePage):
    """An outside organisation as friend of a site (QEI-19)."""

    title = "An outside organisation"
    site = OurSite("Of which account?")
    organisation = forms.CharField(label="Which organisation?", max_length=200)
    address = forms.URLField(label="Its own address", max_length=300, assume_scheme="https")
    why = _area("Why, and what will be seen of each other?")
    checked = _area("How was it checked, and by whom?")


class OwnSitePage(PageForm):
    """A personal blog or site that names the school (ACR-11)."""

    title = "A personal blog or site"
    guidance = ("It needs a disclaimer: the views are your own, not the school's.",)
    address = forms.URLField(label="Address", max_length=300, assume_scheme="https")
    about = _area("What is it about, and how does it name the school?")
    disclaimer = _area("The words of the disclaimer", help_text="As they stand on it.")
    paid = forms.ChoiceField(label="Are you paid for it?", choices=YES_NO, widget=forms.RadioSelect)
    interest = _area("Is there a conflict between your work and this, and how is it met?")


class SchoolDevicePage(PageForm):
    """Use of social media on school devices (COR-03)."""

    title = "Social media on a school device"
    platforms = forms.CharField(label="Which social media?", max_length=200)
    devices = forms.CharField(label="On which devices?", max_length=200)
    why = _area("What for?")
    ends_on = DateField(label="Until when?")


class OwnContactPage(PageForm):
    """A personal telephone or e-mail for school business; never personal social media (STM-14)."""

    title = "A personal telephone or e-mail"
    guidance = ("Contact by personal social media cannot be asked for: there is no exception from that rule.",)
    means = forms.MultipleChoiceField(
        label="What do you want to use?",
        choices=(("telephone", "My own telephone"), ("email", "My own e-mail address")),
        widget=forms.CheckboxSelectMultiple,
    )
    occasion = forms.CharField(label="On which occasion?", max_length=200, help_text="Such as: the year 6 trip.")
    why = _area("Why will the school's own not do?")
    with_whom = forms.CharField(label="To be in contact with whom?", max_length=200, help_text="No names of pupils.")
    ends_on = DateField(label="Until when?")
