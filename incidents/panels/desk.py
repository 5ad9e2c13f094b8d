"""Cases in the menu and on desks. A line says the reference and what is due, and nothing of what happened."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.people import standing
from incidents.due import LOOK_AGAIN, Due, dues
from incidents.models import Case, CaseGrant, EmergencyAccess
from incidents.standing import standing_in
from incidents.ties import ties
from incidents.transitions.letting_in import A_DAY

MOST = 50  # lines of one kind
NOTHING_DUE = Due(date.max, "", is_overdue=False)

navigation.register("cases", NavItem("Cases", "case-list", "incidents.hold_cases"))


def _line(case: Case, what: str, action: str, group: str = "follow", **more: Any) -> DeskLine:
    return DeskLine(
        group=group,
        what=f"Case {case}: {what}",
        url=reverse("case", args=[case.uid]),
        action=action,
        school=case.school.said,
        **more,
    )


def _first(lines: list[tuple[Case, DeskLine]], query: str) -> list[DeskLine]:
    """Those that stand first, and for each school with others one line, which leads to its list."""
    left = Counter(case.school for case, _ in lines[MOST:])
    return [line for _, line in lines[:MOST]] + [_others(school, number, query) for school, number in left.items()]


def _others(school: School, number: int, query: str) -> DeskLine:
    url = f"{reverse('case-list', args=[school.slug])}?{query}"
    what = f"{number} more case{'' if number == 1 else 's'}"
    return DeskLine(group="follow", what=what, url=url, action="See the list", school=school.said)


def nobody_has_taken_on(user: Any, today: date) -> list[DeskLine]:
    """The cases that came to the user and that nobody has taken on: one query."""
    rows = permitted(user, "incidents.run_case", Case.objects.filter(status=Case.Status.RECEIVED), today)
    cases = rows.select_related("school").order_by("pk")
    return _first([(case, _line(case, "nobody has it yet", "Look at it")) for case in cases], "status=received")


def led_by_me(user: Any, today: date) -> list[DeskLine]:
    """What the user leads, with what is due next in each, the nearest first: five queries."""
    mine = Case.objects.filter(status=Case.Status.IN_HAND, lead__in=list(standing(user, today).persons))
    cases = list(permitted(user, "incidents.run_case", mine, today).select_related("school"))
    found = dues(cases, today) if cases else {}
    following = [(case, _next(found.get(case.pk, []), today)) for case in cases]
    lines = [(case, _to_go_on(case, due)) for case, due in sorted(following, key=lambda one: one[1].on)]
    return _first(lines, "lead=me")


def _next(due: list[Due], today: date) -> Due:
    """The first of these that has no line of its own: each address to look at by today has one (panels.keeping)."""
    return next((one for one in due if one.what != LOOK_AGAIN or one.on > today), NOTHING_DUE)


def _to_go_on(case: Case, due: Due) -> DeskLine:
    if due == NOTHING_DUE:
        return _line(case, "you lead it", "Go on")
    return _line(case, due.what, "Go on", due_on=due.on, is_overdue=due.is_overdue)


def let_into(user: Any, today: date) -> list[DeskLine]:
    """What the user is let into, for as long as they are: three queries; none for who is let into nothing."""
    if not ties(user, today).let_in:
        return []
    mine = list(standing(user, today).persons)
    grants = list(CaseGrant.objects.filter(person__in=mine, until__gte=today).values_list("content_object", flat=True))
    urgent = EmergencyAccess.objects.filter(person__in=mine, until__gt=timezone.now())
    cases = Case.objects.filter(pk__in=[*grants, *urgent.values_list("case", flat=True)])
    seen = permitted(user, "incidents.see_case", cases, today).select_related("school")
    return [_line(case, "you can read it", "Read it", "look") for case in seen.order_by("pk")]


def of_absent_colleagues(user: Any, today: date) -> list[DeskLine]:
    """Where the user stands in for somebody to whom cases come: the way to the list, as the menu does not have it."""
    schools = School.objects.filter(pk__in={at for _, at in standing_in(user, today)})
    return [
        DeskLine(
            group="look",
            what="Cases of a colleague who is away",
            url=reverse("case-list", args=[school.slug]),
            action="See them",
            school=school.said,
        )
        for school in schools.order_by("name")
    ]


def emergencies_to_agree(user: Any, today: date) -> list[DeskLine]:
    """Where somebody cannot wait and the user may agree: one query."""
    asked = EmergencyAccess.objects.filter(agreed_at=None, refused_at=None, asked_at__gt=timezone.now() - A_DAY)
    rows = permitted(user, "incidents.agree_emergency", asked, today).select_related("case", "school", "person")
    return [
        DeskLine(
            group="decide",
            what=f"Emergency access to case {row.case}",
            url=reverse("emergency", args=[row.uid]),
            action="Agree or not",
            school=row.school.said,
            whose=row.person.name,
        )
        for row in rows.order_by("asked_at")
    ]


desk.register("incidents.received", nobody_has_taken_on)
desk.register("incidents.led", led_by_me)
desk.register("incidents.let_into", let_into)
desk.register("incidents.of_absent", of_absent_colleagues)
desk.register("incidents.emergencies", emergencies_to_agree)
