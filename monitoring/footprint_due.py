"""Where a school stands with looking at what is said about it, and what was said over the months."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth

from approvals.models import Site
from approvals.pulse import Level, pulses
from foundation.core.rules import permitted
from foundation.schools.dates import months_after
from foundation.schools.models import School
from incidents.models import Case, Report
from monitoring.models import FootprintLook, FootprintPlace, Mention, MonitoringRules

MONTHS = 12


@dataclass
class Standing:
    """One school: when it last looked, how often it does, whether it says where, and what waits for an answer."""

    looked_on: date | None = None
    every: int = MonitoringRules._meta.get_field("looks_every_days").default
    has_places: bool = False
    open_mentions: int = 0

    @property
    def due_on(self) -> date | None:
        """The day of the next look. None: at once, as nobody ever looked."""
        return None if self.looked_on is None else self.looked_on + timedelta(days=self.every)


def standings(schools: Collection[int]) -> Mapping[int, Standing]:
    """Each of these schools, by key: four queries, whatever their number."""
    found = {pk: Standing() for pk in schools}
    looks = FootprintLook.objects.filter(school__in=schools).order_by().values("school")
    for row in looks.annotate(last=Max("on")):
        found[row["school"]].looked_on = row["last"]
    for rules in MonitoringRules.objects.filter(school__in=schools):
        found[rules.school_id].every = rules.looks_every_days
    places = FootprintPlace.objects.filter(school__in=schools, ended_at=None).order_by()
    for pk in places.values_list("school", flat=True).distinct():
        found[pk].has_places = True
    waiting = Mention.objects.filter(school__in=schools, answer=Mention.Answer.OPEN).order_by().values("school")
    for pk, count in waiting.annotate(n=Count("pk")).values_list("school", "n"):
        found[pk].open_mentions = count
    return found


def trend(school: School, on: date) -> list[tuple[str, list[int]]]:
    """The last twelve months to this one: how many mentions of each tone. One query."""
    first = months_after(on.replace(day=1), 1 - MONTHS)
    rows = Mention.objects.filter(school=school, on__gte=first).order_by()
    counted: Counter[tuple[date, str]] = Counter()
    for row in rows.annotate(month=TruncMonth("on")).values("month", "tone").annotate(n=Count("pk")):
        counted[row["month"], row["tone"]] = row["n"]
    months = [months_after(first, count) for count in range(MONTHS)]
    return [(f"{month:%b %Y}", [counted[month, tone] for tone in Mention.Tone.values]) for month in months]


def own_accounts(user: Any, school: School, on: date) -> tuple[int, int]:
    """Of the school's live accounts that the reader sees: how many are looked after, and how many there are (STM-16b).

    Whether an account is looked at belongs to its own page; it is counted here and not asked twice.
    """
    live = Site.objects.filter(school=school, status=Site.Status.LIVE)
    sites = list(permitted(user, "approvals.see_site", live, on))
    healthy = sum(pulse.level == Level.HEALTHY for pulse in pulses(sites, on).values()) if sites else 0
    return healthy, len(sites)


def cases_from(user: Any, mention: Mention) -> list[Case]:
    """The cases that were opened from a mention and that the reader sees; of others not even that they are there."""
    reports = Report.objects.filter(from_label=Mention._meta.label, from_uid=mention.uid)
    cases = Case.objects.filter(pk__in=reports.values("case"))
    return list(permitted(user, "incidents.see_case", cases).order_by("pk"))
