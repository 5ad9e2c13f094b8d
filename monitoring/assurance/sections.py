"""The parts of the page: each asks for itself, with a fixed number of queries, what was so at the end of a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.core.panels import Registry
from foundation.schools.dates import months_after
from foundation.schools.models import School
from incidents.figures import FEWEST
from policies.rewinding import end_of

MONTHS = 12
# In which order they stand on the page, whichever app brings them; others follow.
ORDER = ("policies", "requests", "sites", "cases", "filtering", "footprint", "checks", "certificates", "subject_access")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with facts, a table and a note; `none` is said where the table is empty."""

    title: str
    note: str = ""
    facts: Sequence[tuple[str, str]] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    none: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """The rows with the heading of each cell."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Asked:
    """A school as at the end of a day, and who reads: what they may not know is not counted for them."""

    school: School
    user: Any
    on: date
    today: date

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def end(self) -> datetime:
        """The end of the day: what happened before it had happened."""
        return end_of(self.on)

    @property
    def since(self) -> date:
        """The first day of the twelve months that end with the day."""
        return months_after(self.on, -MONTHS)

    @property
    def full_months(self) -> tuple[date, date]:
        """Twelve full months: two looks on two days do not tell what came in between. The last day is not counted."""
        last = self.on.replace(day=1)
        return months_after(last, -MONTHS), last


sections: Registry[Callable[[Asked], Section]] = Registry()


def few(count: int) -> str:
    """A number about people, which is not said where it is small."""
    return str(count) if count >= FEWEST or count == 0 else f"Fewer than {FEWEST}"


def day(value: date | None) -> str:
    """A day in words."""
    return f"{value:%-d %B %Y}" if value is not None else "Never"


def all_of(asked: Asked) -> list[Section]:
    """The whole page."""
    places = {name: place for place, name in enumerate(ORDER)}
    names = sorted(sections.entries, key=lambda name: places.get(name, len(ORDER)))
    return [sections.entries[name](asked) for name in names]
