"""How many addresses were taken down, and how long that took, by platform (HAY-08)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Min, Q
from django.utils.timezone import localdate

from foundation.schools.models import School
from incidents.models import Takedown, TakedownStep
from incidents.standing import is_shut_out

ASKING = (TakedownStep.What.ASKED, TakedownStep.What.REPORTED)
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class PlatformFigures:
    """Of one platform: addresses where somebody was asked, how many are gone, and the median time, in hours."""

    platform: str
    asked: int
    gone: int
    median_hours: int | None

    @property
    def rate(self) -> int:
        """How many of a hundred are gone."""
        return round(100 * self.gone / self.asked)

    @property
    def median_words(self) -> str:
        """The median time as people say it."""
        if self.median_hours is None:
            return ""
        if self.median_hours < 48:
            return f"{self.median_hours} hour{'' if self.median_hours == 1 else 's'}"
        return f"{round(self.median_hours / 24)} days"


def figures(school: School, since: date, user: Any, *, until: date) -> list[PlatformFigures]:
    """By platform, the one with the most addresses first; one query.

    Only addresses noted since that day and before `until`, as it stood then; none of a case in which the reader is
    complained of. Small numbers are here as they are: whoever shows them suppresses them.
    """
    noted = {"added_at__date__gte": since, "added_at__date__lt": until}
    rows = (
        Takedown.objects.filter(~is_shut_out(user, "case"), school=school, **noted)
        .annotate(asked_at=Min("steps__happened_at", filter=Q(steps__what__in=ASKING)))
        .filter(asked_at__isnull=False)
        .values_list("platform", "asked_at", "removed_at")
        .order_by()
    )
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    named: dict[str, str] = {}
    for platform, asked_at, removed_at in rows:
        key = platform.casefold()
        named.setdefault(key, platform)
        if localdate(asked_at) < until:
            is_gone = removed_at is not None and localdate(removed_at) < until
            found.setdefault(key, []).append((asked_at, removed_at if is_gone else None))
    made = [_figures(named[key], times) for key, times in found.items()]
    return sorted(made, key=lambda one: (-one.asked, one.platform))


def _figures(platform: str, times: list[tuple[datetime, datetime | None]]) -> PlatformFigures:
    took = [(gone - asked) / AN_HOUR for asked, gone in times if gone is not None]
    hours = round(median(took)) if took else None
    return PlatformFigures(platform, len(times), len(took), hours)
