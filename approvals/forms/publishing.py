"""Pictures for a request, and what was published: as it was approved, or without asking."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from approvals.attached import CHECKS, MOST_PICTURES
from approvals.checklists import publishing_points
from approvals.forms.posts import LONGEST_POST, ChecksField, points_said
from approvals.models import Attachment, Kind, Site
from approvals.transitions.attaching import Pictures
from approvals.transitions.publishing import Posted, Published
from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.documents.uploads import PICTURES
from policies.forms.bringing_in import UploadsField

STRIPPED = (
    "Before a picture is kept, the place where it was taken and everything else that a telephone or a program put"
    " beside it is removed. The page says what was there."
)


class PicturesForm(Form):
    """Pictures for a request, several at once."""

    submit = "Add"
    pictures = UploadsField(
        label="Pictures",
        kinds=PICTURES,
        help_text="JPEG, PNG, or HEIC from a telephone. Choose one or several.",
    )
    what = forms.ChoiceField(label="What are they?", choices=Attachment.What.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="What do they show?",
        max_length=300,
        help_text="In a few words, for who cannot see them. No names of pupils.",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        if self.kind == Kind.POST:
            del self.fields["what"]
        return super().layout()

    def to_attach(self) -> Pictures:
        data = self.cleaned_data
        return Pictures(data.get("what", Attachment.What.PICTURE), data["words"], data["pictures"])


class PublishedForm(Form):
    """Where and when it was published."""

    submit = "Record it as published"
    address = forms.URLField(
        label="Address of the post",
        max_length=500,
        assume_scheme="https",
        help_text="Copy it from the address line. It has to be on the school's account.",
    )
    on = DateField(label="Published on")
    time = forms.TimeField(
        label="At what time?",
        help_text="Such as 15:40.",
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": "Give the time as hours and minutes, such as 15:40."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "on" in cleaned and "time" in cleaned and self.published_at() > timezone.now():
            self.add_error("on", "That moment has not come yet. Record the post when it is published.")
        return cleaned

    def published_at(self) -> datetime:
        data = self.cleaned_data
        return timezone.make_aware(datetime.combine(data["on"], data["time"]))

    def published(self) -> Published:
        return Published(self.cleaned_data["address"], self.published_at())


class PostForm(PublishedForm):
    """A post by somebody who may publish without asking: what it was, what they made sure of, where it stands."""

    text = forms.CharField(label="Text of the post", max_length=LONGEST_POST, widget=forms.Textarea(attrs={"rows": 6}))
    pictures = UploadsField(
        label="Pictures, if it has any",
        kinds=PICTURES,
        required=False,
        help_text=f"JPEG, PNG, or HEIC from a telephone. {STRIPPED}",
    )
    words = forms.CharField(label="What do the pictures show?", max_length=300, required=False)
    checks = ChecksField(label="I made sure of each of these before")
    field_order = ("text", "pictures", "words", "checks", "address", "on", "time")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        field = self.fields[CHECKS]
        assert isinstance(field, ChecksField)  # noqa: S101 - declared above
        field.offer(self.site)
        return super().layout()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [one for one in cleaned.get("pictures") or () if one]
        if len(given) > MOST_PICTURES:
            self.add_error("pictures", f"At most {MOST_PICTURES} pictures.")
        if given and not cleaned.get("words"):
            self.add_error("words", "Say what the pictures show, for who cannot see them.")
        return cleaned

    def posted(self) -> Posted:
        data = self.cleaned_data
        given = [one for one in data["pictures"] or () if one]
        chosen = dict(points_said(publishing_points(self.site)))
        return Posted(data["text"], [chosen[name] for name in data[CHECKS]], given, data["words"])
