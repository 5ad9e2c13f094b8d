"""The form of a post on an account of the school: what it is, then what was made sure of (STM-10)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from approvals.attached import CHECKS
from approvals.checklists import PUBLISHING, VOICE, Point, publishing_points
from approvals.forms.other_kinds import OurSite, OurSitePage
from approvals.forms.pages import PageForm
from approvals.models import Site
from foundation.core.dateinput import DateField

LONGEST_POST = 4000


def points_said(points: Sequence[Point]) -> list[tuple[str, str]]:
    return [(point.name, point.words) for point in points]


class ChecksField(forms.MultipleChoiceField):
    """Points of which every one has to be confirmed."""

    def __init__(self, **kwargs: Any) -> None:
        self.points = points_said((*VOICE, *PUBLISHING))
        super().__init__(choices=self.points, widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, site: Site) -> None:
        self.points = points_said(publishing_points(site))
        self.choices = self.points

    def clean(self, value: Any) -> list[str]:
        chosen: list[str] = super().clean(value)
        for name, words in self.points:
            if name not in chosen:
                raise forms.ValidationError(f"Not confirmed yet: {words}")
        return chosen


class PostPage(OurSitePage):
    """What is to be published, where and when (STM-10)."""

    title = "The post"
    guidance = ("The text and the pictures that are approved are what is published, and nothing else.",)
    speaks = True
    site = OurSite("On which account?")
    text = forms.CharField(label="Text of the post", max_length=LONGEST_POST, widget=forms.Textarea(attrs={"rows": 6}))
    publish_on = DateField(label="When is it to be published?")

    def clean_publish_on(self) -> date:
        day: date = self.cleaned_data["publish_on"]
        if day < self.on and day.isoformat() != self.given.get("publish_on"):
            raise forms.ValidationError("That day is past.")
        return day

    def answers(self) -> dict[str, Any]:
        """What was confirmed of another post is to be confirmed again."""
        found = super().answers()
        is_another = any(self.given.get(name) != value for name, value in found.items())
        return found | {CHECKS: []} if is_another and CHECKS in self.given else found


class PostChecksPage(PageForm):
    """What is confirmed of the post before it is sent: the house rules of its account (STM-09, STM-11, QEI-29)."""

    title = "Before it is sent"
    guidance = ("Look at the text and at each picture once more. Without each of these points it cannot be sent.",)
    checks = ChecksField(label="I have made sure of each of these")

    def offer(self) -> None:
        given = [self.given["site"]] if self.given.get("site") else []
        site = Site.objects.filter(uid__in=given, school=self.school).select_related("platform").first()
        field = self.fields[CHECKS]
        assert isinstance(field, ChecksField)  # noqa: S101 - declared above
        if site is not None:
            field.offer(site)


POST_PAGES = (PostPage, PostChecksPage)
