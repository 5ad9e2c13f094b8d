"""What a school starts with: contacts outside that help, a scale and the responses to consider. Data, not code.

The telephone numbers and addresses come with the day on which they were looked up; what counts is the school's own row,
and a row that was looked up long ago says so.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from foundation.schools.models import School
from incidents.models import HelpContact, ResponseOption, Severity

SHIPPED = Path(__file__).with_name("data") / "contacts.csv"
OLD_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class Shipped:
    """One contact of the list, with the fields of a row."""

    purpose: str
    name: str
    telephone: str
    email: str
    url: str
    words: str
    for_staff: bool
    for_public: bool
    checked_on: date

    def fields(self) -> dict[str, Any]:
        return asdict(self)


@cache
def shipped() -> tuple[Shipped, ...]:
    """The national contacts that come with Countersign."""
    with SHIPPED.open(newline="", encoding="utf-8") as lines:
        return tuple(
            Shipped(
                purpose=line["Purpose"],
                name=line["Name"],
                telephone=line["Telephone"],
                email=line["E-mail"],
                url=line["Web address"],
                words=line["When and how"],
                for_staff=line["For staff"] == "yes",
                for_public=line["For parents"] == "yes",
                checked_on=date.fromisoformat(line["Checked on"]),
            )
            for line in csv.DictReader(lines)
        )


Row = type[HelpContact] | type[ResponseOption] | type[Severity]


def missing(model: Row, school: School, wanted: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those wanted whose name the school has not and never had: what it ended does not come back by itself."""
    names = {name.casefold() for name in model._default_manager.filter(school=school).values_list("name", flat=True)}
    return [one for one in wanted if one["name"].casefold() not in names]


def contacts_not_there(school: School) -> list[Mapping[str, Any]]:
    """The shipped contacts that the school has no row for."""
    return missing(HelpContact, school, [one.fields() for one in shipped()])


def is_old(contact: HelpContact, on: date) -> bool:
    """Whether it was looked up more than a year ago, or nobody said when."""
    return contact.checked_on is None or contact.checked_on + OLD_AFTER < on
