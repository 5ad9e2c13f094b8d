"""When something was done, asked for as a day and a time."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from foundation.core.dateinput import DateField
from foundation.core.forms import Form

MINUTE = timedelta(minutes=1)


def time_field(label: str = "At what time?", **more: Any) -> forms.TimeField:
    """Hours and minutes; about the time is enough."""
    more.setdefault("help_text", "Such as 15:40. Roughly is enough.")
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": "Give the time as hours and minutes, such as 15:40."},
        **more,
    )


class MomentForm(Form):
    """A form of something that was done at a moment; now, where nobody says otherwise."""

    on = DateField(label="On which day?")
    time = time_field()

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        local = timezone.localtime(now)
        kwargs["initial"] = {"on": local.date(), "time": local.time(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("on") and self.cleaned_data.get("time") is not None and self.moment() > self.now:
            self.add_error("on", "That moment has not come yet. Record it when it is done.")
        return self.cleaned_data

    def moment(self) -> datetime:
        """Day and time together, in this country's time; this very minute is now, after what was written before it."""
        data = self.cleaned_data
        said = timezone.make_aware(datetime.combine(data["on"], data["time"]))
        return self.now if said <= self.now < said + MINUTE else said
