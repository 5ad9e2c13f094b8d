"""The forms about what is one's own: a personal blog that names the school, social media on a school device, a personal
telephone or e-mail for school business."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from approvals.forms.other_kinds import EndingPage, area
from approvals.forms.pages import YES_NO, PageForm
from approvals.house_rules import rules_of
from foundation.core.dateinput import DateField
from foundation.core.layout import Choices

YES = "yes"
OWN_SITE_CHECKS = (
    ("confidential", "Nothing confidential will stand there, nor what is discussed inside the school"),
    ("people", "No pupil, parent or colleague is spoken of or shown without having agreed"),
    ("logo", "The school's logo and e-mail address are not used"),
)
# Not every service there is: enough that nobody asks for one by mistake (STM-14).
PERSONAL_SOCIAL_MEDIA = re.compile(
    r"\b(whats\s?app|facebook|messenger|instagram|snap\s?chat|tik\s?tok|telegram|twitter|discord|social media)\b",
    re.IGNORECASE,
)
NEVER_THAT_WAY = (
    "Contact by personal social media cannot be asked for: there is no exception from that rule. It also covers"
    " messages, such as on WhatsApp, and groups."
)


class OwnSitePage(PageForm):
    """A personal blog or site that names the school (ACR-11)."""

    title = "A personal blog or site"
    guidance = (
        "Without permission the school is not named. With it, a disclaimer stands where everybody sees it.",
        "Where you are paid for it, or the press asks you about it, the headteacher decides, whoever else does.",
    )
    speaks = True
    question = "own-blog"
    address = forms.URLField(
        label="Its address", max_length=300, assume_scheme="https", help_text="The one it will have, if it is new."
    )
    about = area("What is it about?")
    naming = area("How does it name or show the school?", help_text="As it will stand there.")
    disclaimer = area("The words of the disclaimer", help_text="As they will stand on it.")
    paid = forms.ChoiceField(
        label="Are you paid for it, or has anybody offered to?", choices=YES_NO, widget=forms.RadioSelect
    )
    payer = forms.CharField(label="Who pays, and for what?", max_length=200, required=False)
    press = forms.ChoiceField(
        label="Has anybody from the press been in touch about it?", choices=YES_NO, widget=forms.RadioSelect
    )
    press_who = forms.CharField(
        label="Who, and what did they want to know?",
        max_length=200,
        required=False,
        help_text="Do not answer them before the headteacher has spoken with you.",
    )
    interest = area("Is there a conflict between your work and this, and how is it met?", 2)
    checks = forms.MultipleChoiceField(
        label="Confirm each of these", choices=OWN_SITE_CHECKS, widget=forms.CheckboxSelectMultiple
    )

    def offer(self) -> None:
        rules = rules_of(self.school)
        if rules.disclaimer and "disclaimer" not in self.given:
            self.initial["disclaimer"] = rules.disclaimer

    def layout(self) -> list[Any]:
        paid = Choices("paid", reveals={YES: ["payer"]})
        press = Choices("press", reveals={YES: ["press_who"]})
        return ["address", "about", "naming", "disclaimer", paid, press, "interest", "checks"]

    def clean_checks(self) -> list[str]:
        return all_of(OWN_SITE_CHECKS, self.cleaned_data["checks"])

    def clean(self) -> dict[str, Any]:
        for asked, more, words in (("paid", "payer", "Say who pays."), ("press", "press_who", "Say who it was.")):
            if self.cleaned_data.get(asked) == YES and not self.cleaned_data.get(more):
                self.add_error(more, words)
        return self.cleaned_data


def all_of(points: Sequence[tuple[str, str]], chosen: list[str]) -> list[str]:
    """What was confirmed, where that is everything; else ValidationError names the first that is missing."""
    left = [words for name, words in points if name not in chosen]
    if left:
        raise forms.ValidationError(f"Not confirmed yet: {left[0][0].lower()}{left[0][1:]}.")
    return chosen


class SchoolDevicePage(EndingPage):
    """Use of social media on school devices (COR-03)."""

    title = "Social media on a school device"
    guidance = (
        "School devices are not for social media unless that was approved, for a purpose and until a day. It ends by"
        " itself on that day.",
    )
    speaks = True
    question = "school-device"
    platforms = forms.CharField(label="Which social media?", max_length=200)
    devices = forms.CharField(label="On which devices?", max_length=200, help_text="Such as: the laptop of class 4.")
    who = forms.CharField(label="Who will use it there?", max_length=200, help_text="No names of pupils.")
    why = area("What for?")
    pupils = forms.ChoiceField(label="Will pupils see it?", choices=YES_NO, widget=forms.RadioSelect)
    supervised = area("How are they looked after meanwhile?", 2, required=False)
    starts_on = DateField(label="From when?")
    ends_on = DateField(label="Until when?", help_text="The last day, a year from now at the latest.")

    def layout(self) -> list[Any]:
        pupils = Choices("pupils", reveals={YES: ["supervised"]})
        return ["platforms", "devices", "who", "why", pupils, "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("pupils") == YES and not self.cleaned_data.get("supervised"):
            self.add_error("supervised", "Say how pupils are looked after.")
        return super().clean()


class OwnContactPage(EndingPage):
    """A personal telephone or e-mail for school business; never personal social media (STM-14)."""

    title = "A personal telephone or e-mail"
    guidance = (
        "School business goes through the school's own telephones and addresses. This is for the occasion on which they"
        " will not do, and ends by itself on its last day.",
        NEVER_THAT_WAY,
    )
    speaks = True
    question = "own-phone-trip"
    means = forms.MultipleChoiceField(
        label="What do you want to use?",
        choices=(("telephone", "My own telephone"), ("email", "My own e-mail address")),
        widget=forms.CheckboxSelectMultiple,
    )
    occasion = forms.CharField(label="On which occasion?", max_length=200, help_text="Such as: the year 6 trip.")
    why = area("Why will the school's own not do?")
    with_whom = forms.MultipleChoiceField(
        label="To be in contact with whom?",
        choices=(
            ("staff", "Colleagues"),
            ("parents", "Parents and carers"),
            ("pupils", "Pupils"),
            ("outside", "People outside the school"),
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    afterwards = area("What becomes of numbers, addresses and messages afterwards?", 2)
    starts_on = DateField(label="From when?")
    ends_on = DateField(label="Until when?", help_text="The last day, a year from now at the latest.")

    def clean(self) -> dict[str, Any]:
        for name in ("occasion", "why", "afterwards"):
            found = PERSONAL_SOCIAL_MEDIA.search(str(self.cleaned_data.get(name) or ""))
            if found:
                self.add_error(name, f"{NEVER_THAT_WAY} Leave out “{found.group()}”.")
        return super().clean()
