"""Bringing a log in: the file, which column is what, what to read of it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet

from foundation.core.forms import Form
from foundation.core.templatetags.words import day
from foundation.documents.names import ending_of
from incidents.forms.cases import words_field
from monitoring.models import UsageRow
from monitoring.usage import moments
from monitoring.usage.arriving import LARGEST, MIB
from monitoring.usage.columns import FIELDS, NEEDED, Layout
from monitoring.usage.summary import NO_CATEGORY

ENDINGS = ("csv", "txt", "log", "tsv")
ZONES = sorted({*moments.ZONES, "Europe/Dublin", "Europe/Paris", "America/New_York", "America/Los_Angeles"})
HOME = ZoneInfo("Europe/London")


class LogForm(Form):
    """The file as the filter exports it."""

    submit = "Look it over"
    file = forms.FileField(
        label="The export of the filter (CSV)",
        max_length=150,
        help_text=f"With its headings, {LARGEST // MIB} MB at most. Nothing is taken of it before you have seen what.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{one}" for one in ENDINGS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if ending_of(file.name) not in ENDINGS:
            raise forms.ValidationError("Choose a CSV file. In the filter choose “Export” and then CSV.")
        return file


class LayoutForm(Form):
    """Which column is what, how moments are written, and what the filter calls the person checked."""

    submit = "Use this"

    def __init__(
        self, *args: Any, headings: Sequence[str], layout: Layout, names: Sequence[str], **kwargs: Any
    ) -> None:
        self.layout_now = layout
        offered = [("", "Not in the file")]
        offered += [(str(place), heading or f"Column {place + 1}") for place, heading in enumerate(headings)]
        self.base_fields = {  # type: ignore[misc]  # read by the base class, of this form only
            **{name: self._column(name, offered) for name in FIELDS},
            "written": forms.ChoiceField(
                label="How are moments written?", choices=list(moments.FORMATS.items()), widget=forms.RadioSelect
            ),
            "zone": forms.ChoiceField(
                label="In which time zone?",
                choices=[(zone, moments.ZONES.get(zone, zone.replace("_", " "))) for zone in ZONES],
                help_text="Where a line names its own zone, that counts.",
            ),
            "blocked": words_field("Words that say blocked", 500, 3, required=False, help_text="One on each line."),
            "names": words_field(
                "What does the filter call this person?",
                1000,
                3,
                help_text="One name on each line, exactly as in the file. A domain in front, such as SCHOOL\\, is found"
                " too.",
            ),
        }
        now = {name: str(place) for name, place in layout.columns.items()}
        now |= {"written": layout.written, "zone": layout.zone, "blocked": "\n".join(layout.blocked)}
        super().__init__(*args, initial={**now, "names": "\n".join(names)}, **kwargs)

    def _column(self, name: str, offered: list[tuple[str, str]]) -> forms.ChoiceField:
        return forms.ChoiceField(label=FIELDS[name], choices=offered, required=name in NEEDED)

    def clean(self) -> dict[str, Any]:
        chosen = [self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name)]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError("One column is chosen twice.")
        return self.cleaned_data

    @property
    def said(self) -> Layout:
        """What was chosen."""
        data = self.cleaned_data
        words = [" ".join(line.split()).casefold() for line in data["blocked"].splitlines()]
        return Layout(
            {name: int(data[name]) for name in FIELDS if data.get(name)},
            self.layout_now.delimiter,
            data["written"],
            data["zone"],
            [word for word in words if word],
        )

    @property
    def names(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))


class ReadFilter(Form):
    """Which lines of a log to read. What is not understood narrows nothing."""

    submit = ""
    day = forms.ChoiceField(label="Day", required=False)
    site = forms.CharField(label="Site contains", required=False, max_length=100)
    category = forms.ChoiceField(label="Category", required=False)
    blocked = forms.ChoiceField(
        label="Blocked", required=False, choices=[("", "Either"), ("yes", "Blocked"), ("no", "Not blocked")]
    )

    def __init__(self, *args: Any, days: Sequence[date], categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("day", [("", "Every day"), *((one.isoformat(), day(one)) for one in days)])
        named = [(f"={one}", one or NO_CATEGORY) for one in categories]
        self._offer("category", [("", "Every category"), *named])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def narrow(self, rows: QuerySet[UsageRow]) -> QuerySet[UsageRow]:
        """The lines that fit."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        if chosen.get("day"):
            rows = rows.filter(at__range=_whole(date.fromisoformat(chosen["day"])))
        if chosen.get("site"):
            rows = rows.filter(host__contains=chosen["site"].casefold())
        if chosen.get("category"):
            rows = rows.filter(category=chosen["category"][1:])
        if chosen.get("blocked"):
            rows = rows.filter(was_blocked=chosen["blocked"] == "yes")
        return rows


def _whole(one: date) -> tuple[datetime, datetime]:
    """From the first to the last moment of a day in this country."""
    return datetime.combine(one, time.min, HOME), datetime.combine(one, time.max, HOME)
