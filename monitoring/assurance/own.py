"""What filtering, the footprint, checks, retention and subject access have to show."""

from django.db.models import Count, Max, Q

from foundation.core.templatetags.words import days
from incidents.figures import Share
from monitoring.assurance.sections import Asked, Section, day, few, sections
from monitoring.models import (
    Certificate,
    Check,
    FilteringAction,
    FilteringCheck,
    FilteringReview,
    FootprintLook,
    Hold,
    SubjectRequest,
)
from monitoring.permissions_checks import is_checked
from monitoring.subject.clock import clock_of

MOST = 40  # certificates on the page: more are on their own


def filtering(asked: Asked) -> Section:
    """The checks and the yearly review that the DfE asks for: three queries."""
    checked = FilteringCheck.objects.filter(school=asked.school, on__lte=asked.on)
    counted = checked.aggregate(last=Max("on"), number=Count("pk", filter=Q(on__gt=asked.since)))
    review = FilteringReview.objects.filter(school=asked.school, on__lte=asked.on).order_by("-on", "-pk").first()
    still = Q(done_at=None) | Q(done_at__gte=asked.end)
    actions = FilteringAction.objects.filter(still, school=asked.school, added_at__lt=asked.end).aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=asked.on))
    )
    facts = [
        ("Last check", day(counted["last"])),
        ("Checks in twelve months", str(counted["number"])),
        ("Actions still to be done", f"{actions['open']}, of which overdue {actions['late']}"),
        ("Last review", day(review.on) if review else "Never"),
    ]
    if review is not None:
        late = " (overdue)" if review.next_due_on < asked.on else ""
        facts += [
            ("Led by", f"{review.leader_name}, with governor {review.governor_name}"),
            ("Next review by", f"{day(review.next_due_on)}{late}"),
        ]
    return Section(title="Filtering and monitoring", facts=facts)


def footprint(asked: Asked) -> Section:
    """That somebody looks at what is said about the school: one query."""
    looked = FootprintLook.objects.filter(school=asked.school, on__lte=asked.on)
    counted = looked.aggregate(
        last=Max("on"),
        number=Count("pk", filter=Q(on__gt=asked.since)),
        quiet=Count("pk", filter=Q(on__gt=asked.since, was_quiet=True)),
    )
    facts = [
        ("Last look", day(counted["last"])),
        ("Looks in twelve months", str(counted["number"])),
        ("Of which nothing was found", str(counted["quiet"])),
    ]
    return Section(title="What is said about the school", facts=facts)


def checks(asked: Asked) -> Section:
    """How many targeted checks there were, in full months, never a small number, nor of the reader (ACR-19)."""
    first, last = asked.full_months
    asked_for = Check.objects.filter(~is_checked(asked.user), school=asked.school, number__isnull=False)
    within = asked_for.filter(asked_at__date__gte=first, asked_at__date__lt=last)
    return Section(
        title="Targeted checks",
        note=f"Twelve full months, to the day before {day(last)}.",
        facts=[("Asked for", few(within.count()))],
    )


def certificates(asked: Asked) -> Section:
    """What was destroyed in twelve months, and what is held: three queries."""
    rows = Certificate.objects.filter(school=asked.school, at__lt=asked.end, at__date__gt=asked.since)
    still = Q(ended_at=None) | Q(ended_at__gte=asked.end)
    held = Hold.objects.filter(still, school=asked.school, starts_on__lte=asked.on, placed_at__lt=asked.end)
    held = held.filter(Q(until_on=None) | Q(until_on__gte=asked.on))
    shown = list(rows.order_by("-at", "-pk")[: MOST + 1])
    return Section(
        title="What was destroyed when its time was over",
        note=f"The last {MOST} are shown." if len(shown) > MOST else "",
        facts=[("Holds by hand that day", str(held.count())), ("Certificates in twelve months", str(rows.count()))],
        heads=("Certificate", "Class", "Records", "Of the days", "On"),
        rows=[
            (
                str(one.number),
                one.title,
                f"{one.count:,}",
                days(one.first_on, one.last_on),
                day(one.at.date()),
            )
            for one in shown[:MOST]
        ],
        none="Nothing was destroyed in these twelve months.",
    )


def subject_access(asked: Asked) -> Section:
    """Whether people are given what is kept about them in time, in full months: two queries."""
    first, last = asked.full_months
    rows = SubjectRequest.objects.filter(school=asked.school, received_on__gte=first, received_on__lt=last)
    rows = rows.exclude(person__user=asked.user.pk)
    found = list(rows.prefetch_related("pauses"))
    sent = [one for one in found if one.sent_on is not None and one.sent_on <= asked.on]
    in_time = sum(_was_in_time(one) for one in sent)
    return Section(
        title="Subject access",
        note=f"Twelve full months, to the day before {day(last)}.",
        facts=[("Requests", few(len(found))), ("Sent in time", Share("", in_time, len(sent)).words)],
    )


def _was_in_time(request: SubjectRequest) -> bool:
    due = clock_of(request, request.pauses.all()).due_on
    return due is not None and request.sent_on is not None and request.sent_on <= due


sections.register("filtering", filtering)
sections.register("footprint", footprint)
sections.register("checks", checks)
sections.register("certificates", certificates)
sections.register("subject_access", subject_access)
