"""The platforms that a school starts with: data, each line with its source and the day on which it was looked at.

The age from which a platform gives accounts changes. What counts is the school's own row; a row whose terms were looked
at long ago says so.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from approvals.models import Platform
from foundation.schools.models import School

SHIPPED = Path(__file__).with_name("data") / "platforms.csv"
OLD_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class Shipped:
    """One line of the list, with the fields of a platform."""

    name: str
    minimum_age: int
    lets_vet: bool
    has_messages: bool
    source: str
    checked_on: date


@cache
def shipped() -> tuple[Shipped, ...]:
    """The list that comes with Countersign."""
    with SHIPPED.open(newline="", encoding="utf-8") as lines:
        return tuple(
            Shipped(
                name=line["Name"],
                minimum_age=int(line["Minimum age"]),
                lets_vet=line["Followers can be vetted"] == "yes",
                has_messages=line["Private messages"] == "yes",
                source=f"{line['Source']} ({line['Source dated']})",
                checked_on=date.fromisoformat(line["Checked on"]),
            )
            for line in csv.DictReader(lines)
        )


def not_there(school: School) -> list[Shipped]:
    """The lines that the school has no platform for."""
    names = {name.casefold() for name in Platform.objects.filter(school=school).values_list("name", flat=True)}
    return [line for line in shipped() if line.name.casefold() not in names]


def is_old(platform: Platform, on: date) -> bool:
    """Whether the terms were looked at more than a year ago."""
    return platform.checked_on + OLD_AFTER < on
