"""What policies, requests, sites and cases have to show."""

from collections import Counter

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.timezone import localdate

from approvals.models import Request, Revision, Site
from approvals.pulse import pulses
from incidents.figures import Share, figures
from monitoring.assurance.sections import Asked, Section, day, few, sections
from policies.as_at import AsAt, as_at

NOT_KNOWN = "Not known for a past day"


def policies(asked: Asked) -> Section:
    """Which were in force that day, which reviews were overdue, how many had acknowledged."""
    then = as_at(asked.school, asked.on)
    late = sum(one.is_overdue for one in then.policies)
    facts = [
        ("In force", str(len(then.policies))),
        ("Review overdue", str(late)),
        ("Acknowledged", _share(then.given, then.asked)),
        *_destroyed(then),
    ]
    rows = [
        (
            one.title,
            one.number,
            day(one.since),
            _review(one.review, is_late=one.is_overdue),
            _share(len(one.given), len(one.asked)),
        )
        for one in sorted(then.policies, key=lambda one: one.title)
    ]
    return Section(
        title="Policies",
        note="Of how many were asked that day. Where few are, it is not said how many.",
        facts=facts,
        heads=("Policy", "Version", "In force since", "Review", "Acknowledged"),
        rows=rows,
        none="No policy was in force.",
    )


def _share(given: int, of: int) -> str:
    if of == 0:
        return "Nobody was asked"
    return "Everybody" if given == of else Share("", given, of).words


def _review(words: str, *, is_late: bool) -> str:
    return f"{words} (overdue)" if is_late else words or "None"


def _destroyed(then: AsAt) -> list[tuple[str, str]]:
    if not then.destroyed:
        return []
    return [("Acknowledgements destroyed since, when their time was over", str(then.destroyed))]


def requests(asked: Asked) -> Section:
    """What was asked for and waited that day, and what was decided in the twelve months before: two queries."""
    sent = Revision.objects.filter(request=OuterRef("pk"), sent_at__lt=asked.end)
    there = Request.objects.filter(Exists(sent), school=asked.school)
    waiting = there.filter(Q(settled_at=None) | Q(settled_at__gte=asked.end)).count()
    settled = there.filter(settled_at__lt=asked.end, settled_at__date__gt=asked.since)
    counts = Counter(settled.values_list("status", flat=True))
    approved = counts[Request.Status.APPROVED] + counts[Request.Status.ENDED]
    facts = [
        ("Waiting for a decision", str(waiting)),
        ("Approved in twelve months", str(approved)),
        ("Declined in twelve months", str(counts[Request.Status.DECLINED])),
        ("Taken back in twelve months", str(counts[Request.Status.WITHDRAWN])),
    ]
    return Section(title="Requests", facts=facts)


def sites(asked: Asked) -> Section:
    """The official sites that were live, when each was last looked at, and how it is: six queries."""
    rows = Site.objects.filter(school=asked.school, live_on__lte=asked.on).select_related("platform")
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=asked.end))
    live = list(rows.annotate(seen=Max("check_ins__at", filter=Q(check_ins__at__lt=asked.end))).order_by("identity"))
    found = pulses(live, asked.on) if asked.is_today else {}
    told = [
        (
            str(site),
            day(site.live_on),
            day(localdate(site.seen) if site.seen else None),
            str(found[site.pk].level).capitalize() if site.pk in found else NOT_KNOWN,
        )
        for site in live
    ]
    levels = Counter(row[3] for row in told)
    return Section(
        title="Official sites",
        note=""
        if asked.is_today
        else "How a site is follows from the records of the day itself; kept is when it was looked at.",
        facts=[(level, str(count)) for level, count in sorted(levels.items())] if asked.is_today else [],
        heads=("Site", "Live since", "Last looked at", "How it is"),
        rows=told,
        none="No official site was live.",
    )


def cases(asked: Asked) -> Section:
    """What was reported online, in figures that tell nobody apart (`incidents.figures`)."""
    shown = figures(asked.school, asked.user, asked.on)
    facts = [
        ("Cases opened", "Fewer than 5" if shown.total is None else few(shown.total)),
        ("Open at the end", "Fewer than 5" if shown.open_now is None else few(shown.open_now)),
        (shown.contacts.title, shown.contacts.words),
        (shown.promises.title, shown.promises.words),
    ]
    return Section(
        title="Incidents",
        note=f"{day(shown.first)} to {day(shown.last)}. Fewer than five of a sort stand together with others.",
        facts=facts,
        heads=("What it was about", "Cases"),
        rows=[(title, str(count)) for title, count in shown.kinds],
        none="Nothing can be shown by what it was about.",
    )


sections.register("policies", policies)
sections.register("requests", requests)
sections.register("sites", sites)
sections.register("cases", cases)
