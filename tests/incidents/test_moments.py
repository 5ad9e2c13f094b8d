"""When something was done, as it is typed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.forms.moments import MomentForm

NOW = datetime(2027, 3, 9, 15, 40, 31, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(), NOW),
        (timedelta(minutes=1), NOW.replace(minute=39, second=0)),
        (timedelta(days=1), NOW.replace(day=8, second=0)),
    ],
)
def test_this_minute_is_now_so_that_it_stands_after_what_was_written_before_it(
    ago: timedelta, expected: datetime
) -> None:
    then = NOW - ago
    data = {"on_day": str(then.day), "on_month": "3", "on_year": "2027", "time": f"{then:%H:%M}"}
    form = MomentForm(data, now=NOW)
    assert form.is_valid(), form.errors
    assert form.moment() == expected


def test_what_is_still_to_come_is_refused() -> None:
    form = MomentForm({"on_day": "9", "on_month": "3", "on_year": "2027", "time": "15:41"}, now=NOW)
    assert not form.is_valid()
