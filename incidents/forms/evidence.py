"""What is asked when evidence is kept, copied with something made unreadable, or destroyed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from foundation.documents.uploads import EVIDENCE, SCANS, Checked, UploadField
from incidents.forms.cases import words_field
from incidents.forms.moments import time_field
from incidents.transitions.evidence import LONGEST_TEXT
from incidents.transitions.purging import Ground
from policies.forms.bringing_in import UploadsField

SEXUAL = "Could it be a nude or sexual picture, or part of one, of somebody under 18?"


class FirstForm(Form):
    """Asked before anything can be uploaded (TH13)."""

    submit = "Continue"
    sexual = forms.ChoiceField(
        label=SEXUAL,
        choices=(("no", "No"), ("yes", "Yes, or I am not sure")),
        widget=forms.RadioSelect,
        error_messages={"required": "Answer this first."},
    )


class KeepForm(Form):
    """Files or a text to be kept as evidence. Where no file may be added, only the text is offered."""

    submit = "Keep it"
    what = forms.ChoiceField(
        label="What do you have?",
        choices=(("file", "Pictures, PDFs or saved e-mails"), ("text", "The text of a page or a message")),
        widget=forms.RadioSelect,
    )
    uploads = UploadsField(
        label="Files",
        kinds=EVIDENCE,
        required=False,
        help_text="PNG, JPEG, HEIC, PDF or a saved e-mail (.eml), at most 20 MB each. One or several.",
    )
    text = words_field(
        "The text, as it stands there", LONGEST_TEXT, 8, required=False, help_text="Copy and paste all of it."
    )
    about = forms.CharField(
        label="What does it show?",
        max_length=300,
        help_text="In a line. A pupil only by your reference, never by name.",
    )
    link = forms.CharField(
        label="The address it was taken from", max_length=2000, required=False, help_text="Copy it from the browser."
    )
    on = DateField(label="On which day?", required=False)
    time = time_field(required=False)

    def __init__(self, *args: Any, takes_files: bool, **kwargs: Any) -> None:
        self.takes_files = takes_files
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        taken = Group("When was it taken?", "on", "time", about="Leave it empty where you do not know.")
        rest = ["about", "link", taken]
        if self.takes_files:
            return [Choices("what", reveals={"file": ["uploads"], "text": ["text"]}), *rest]
        del self.fields["what"], self.fields["uploads"]
        return ["text", *rest]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if (data.get("on") is None) != (data.get("time") is None) and not self.errors:
            self.add_error("on", "Give both the day and the time, or neither.")
        if data.get("what") == "file":
            if not any(data.get("uploads") or ()) and "uploads" not in self.errors:
                self.add_error("uploads", "Choose the files.")
        elif not data.get("text") and (not self.takes_files or data.get("what")) and "text" not in self.errors:
            self.add_error("text", "Paste the text that is to be kept.")
        return data

    def taken_at(self) -> datetime | None:
        """When it was taken, in this country's time; nothing where nobody says so."""
        on, at = self.cleaned_data.get("on"), self.cleaned_data.get("time")
        return None if on is None or at is None else timezone.make_aware(datetime.combine(on, at))

    @property
    def given(self) -> list[Checked]:
        """The files, where files are kept."""
        is_file = self.cleaned_data.get("what") == "file"
        return [one for one in self.cleaned_data.get("uploads") or () if one] if is_file else []


class RedactedForm(Form):
    """A copy in which something was made unreadable."""

    submit = "Keep the copy"
    file = UploadField(
        label="The copy",
        kinds=SCANS,
        required=False,
        help_text="Cover names and faces in a picture program, and save it as a new picture or PDF.",
    )
    text = words_field("Or its text, without what others may not read", LONGEST_TEXT, 6, required=False)
    about = forms.CharField(label="What was made unreadable?", max_length=300)

    def __init__(self, *args: Any, takes_files: bool, **kwargs: Any) -> None:
        self.takes_files = takes_files
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        if not self.takes_files:
            del self.fields["file"]
        return super().layout()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = [one for one in (data.get("file"), data.get("text")) if one]
        if len(given) != 1 and not {"file", "text"} & self.errors.keys():
            self.add_error(None, "Add either the copy or its text.")
        return data


class OriginalForm(Form):
    """Hand out what was given, as it was given."""

    submit = "Download the original"


class PurgeForm(Form):
    """Destroy what should never have been uploaded."""

    submit = "Destroy it"
    ground = forms.ChoiceField(label="Why must it go?", choices=Ground.choices, widget=forms.RadioSelect)
    why = words_field(
        "The reason, in your words", 500, 3, help_text="It stays in the case. Do not describe what it shows."
    )
    sure = forms.BooleanField(
        label="I understand that it cannot be brought back",
        error_messages={"required": "Say that you understand that it cannot be brought back."},
    )
