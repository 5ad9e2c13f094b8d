"""How a site is: healthy, needing attention or neglected, with the reasons in words.

Computed from the rows of the day and never stored: whoever leaves or is entered as absent, by hand or by an import of
the roll, turns the pulse the same day (QEI-09, QEI-15).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.timezone import localdate

from approvals.models import ApprovalRules, Site, SiteAlert, SitePerson
from foundation.schools.models import Absence

Duty = SitePerson.Duty
What = SiteAlert.What


class Level(StrEnum):
    HEALTHY = "healthy"
    ATTENTION = "attention"
    NEGLECTED = "neglected"


@dataclass
class Pulse:
    """The level, and every reason why it is not better, by what it is about."""

    found: dict[What, str] = field(default_factory=dict)

    @property
    def reasons(self) -> list[str]:
        return list(self.found.values())

    @property
    def level(self) -> Level:
        if What.NEGLECTED in self.found:
            return Level.NEGLECTED
        return Level.ATTENTION if self.found else Level.HEALTHY


def pulses(sites: Sequence[Site], on: date) -> dict[int, Pulse]:
    """The pulse of each of these sites, by its key: four queries, whatever their number."""
    found = {site.pk: Pulse() for site in sites}
    present = _present(sites, on)
    rules = {one.school_id: one for one in ApprovalRules.objects.filter(school__in={site.school_id for site in sites})}
    looked = dict(
        Site.objects.filter(pk__in=found).annotate(last=Max("check_ins__at")).values_list("pk", "last").order_by()
    )
    for site in sites:
        if site.status in (Site.Status.APPROVED, Site.Status.LIVE):
            _people(found[site.pk], present.get(site.pk, []))
        if site.status == Site.Status.LIVE:
            rule = rules.get(site.school_id) or ApprovalRules(school_id=site.school_id)
            last = looked[site.pk]
            _upkeep(found[site.pk], site, rule, localdate(last) if last else None, on)
    return found


def pulse_of(site: Site, on: date) -> Pulse:
    """The pulse of one site."""
    return pulses([site], on)[site.pk]


def _present(sites: Iterable[Site], on: date) -> dict[int, list[SitePerson]]:
    """Who has a duty at each site that day, `is_away` where absent; vacancies and leavers are left out."""
    away = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person=OuterRef("person"), starts_on__lte=on
    )
    rows = SitePerson.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        Q(person__leaves_on__isnull=True) | Q(person__leaves_on__gte=on),
        site__in=sites,
        person__isnull=False,
        person__starts_on__lte=on,
        starts_on__lte=on,
    )
    found: dict[int, list[SitePerson]] = {}
    for row in rows.annotate(is_away=Exists(away)).select_related("person"):
        found.setdefault(row.site_id, []).append(row)
    return found


def _people(pulse: Pulse, people: list[SitePerson]) -> None:
    """QEI-09: two administrators and two moderators, real and there."""
    for duty, needed in SitePerson.NEEDED.items():
        named = [one for one in people if one.duty == duty]
        there = [one for one in named if not one.is_away]  # type: ignore[attr-defined]  # annotated
        if len(there) >= needed:
            continue
        away = ", ".join(one.words for one in named if one not in there)
        noun = Duty(duty).label.lower()
        said = f"{len(there)} of {needed} {noun}s" if needed > 1 else f"no {noun}"
        words = f"There is only {said}." if there else f"There is no {noun} at present."
        pulse.found[What(duty)] = f"{words} Away: {away}." if away else words


def _upkeep(pulse: Pulse, site: Site, rules: ApprovalRules, looked_on: date | None, on: date) -> None:
    """QEI-15, QEI-20, QEI-22: looked at, reviewed, closed in time, consent known."""
    since = looked_on or site.live_on or on
    days = (on - since).days
    if days > rules.check_in_days:
        what = What.NEGLECTED if days > 2 * rules.check_in_days else What.LOOK
        pulse.found[what] = f"Nobody has looked at it for {days} days."
    if site.review_due_on < on:
        pulse.found[What.REVIEW] = f"Its review was due on {site.review_due_on:%-d %B %Y}."
    if site.closes_on is not None and site.closes_on < on:
        pulse.found[What.CLOSING] = f"It was to close on {site.closes_on:%-d %B %Y}."
    if site.pupils != Site.Pupils.NONE and _is_old(site.consent_checked_on, rules, on):
        pulse.found[What.CONSENT] = "The list of pupils without consent has not been checked lately."


def _is_old(checked_on: date | None, rules: ApprovalRules, on: date) -> bool:
    return checked_on is None or checked_on + timedelta(days=30 * rules.consent_months) < on
