"""A date asked for as day, month and year in three boxes, as people write it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.text import tidy

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
PARTS = ("day", "month", "year")
FIRST_YEAR, LAST_YEAR = 1900, 2200


class DateInput(forms.MultiWidget):
    """Three boxes. `value_from_datadict` keeps what was typed, so that a mistake comes back as it was made."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput(attrs={"inputmode": "numeric"}) for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        typed = super().value_from_datadict(data, files, name)
        return [tidy(part) if isinstance(part, str) else part for part in typed]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in PARTS)


class DateField(forms.Field):
    """A date from three boxes. Each error has the name of the box to put right as its code."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed = dict(zip(PARTS, (str(part or "").strip() for part in value), strict=True))
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise ValidationError(f"Add the {' and the '.join(missing)}.", code=missing[0])
        return _real_date(typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


def _real_date(typed: Mapping[str, str]) -> date:
    day, month, year = _day(typed["day"]), _month(typed["month"]), _year(typed["year"])
    try:
        return date(year, month, day)
    except ValueError:
        name = MONTHS[month - 1].capitalize()
        raise ValidationError(f"There is no {day} {name} {year}. Check the day.", code="day") from None


def _day(typed: str) -> int:
    day = _number(typed.lower().removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th"))
    if day is None or not 1 <= day <= 31:
        raise ValidationError("Write the day as a number from 1 to 31.", code="day")
    return day


def _month(typed: str) -> int:
    number = _number(typed)
    if number is not None and 1 <= number <= 12:
        return number
    word = typed.lower().rstrip(".")
    named = [place for place, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    if not named:
        raise ValidationError("Write the month as a number from 1 to 12 or as a word, such as May.", code="month")
    return named[0]


def _year(typed: str) -> int:
    year = _number(typed)
    if year is None or len(typed) != 4 or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError("Write the year with four figures, such as 2026.", code="year")
    return year


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) <= 4 else None
