"""Starters and leavers on the desk and in the mail, and the way to their lists."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, navigation
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person, School
from policies.models import Leaving
from policies.starting import starters, starting
from policies.transitions import leaving as leaving_moves
from policies.transitions import starting as starting_moves

navigation.register("coming_going", NavItem("Starters and leavers", "starter-list", "policies.see_starters"))
SOON = timedelta(days=7)
LATELY = timedelta(days=28)


def my_start(user: Any, today: date) -> list[DeskLine]:
    """What a starter has still to do, as long as something is missing."""
    mine = starters(today).filter(user=user)
    schools = School.objects.filter(people__in=mine).distinct()
    return [
        DeskLine(
            group="read",
            what=f"Before your first day at {school.said}",
            url=reverse("starting", args=[school.slug]),
            action="Open your list",
            due_on=one.person.starts_on,
            is_overdue=one.person.starts_on <= today,
        )
        for school in schools
        for one in starting(school, mine)
        if one.missing
    ]


def my_leaving(user: Any, today: date) -> list[DeskLine]:
    """What a leaver has still to confirm: one query."""
    rows = permitted(user, "policies.confirm_leaving", Leaving.objects.filter(confirmed_at=None), today)
    return [
        DeskLine(
            group="read",
            what=f"Before you leave {row.school.said}",
            url=reverse("leaving-confirm", args=[row.uid]),
            action="Confirm",
            due_on=row.last_day,
        )
        for row in rows.select_related("school")
    ]


def leavers_without(user: Any, today: date) -> list[DeskLine]:
    """Who leaves within a week, or left in the last four, and has not confirmed: one query."""
    open_ones = Leaving.objects.filter(
        confirmed_at=None,
        person__leaves_on__isnull=False,
        last_day__gte=today - LATELY,
        last_day__lte=today + SOON,
        school__in=permitted(user, "policies.see_leavers", School.objects.all(), today),
    )
    return [
        DeskLine(
            group="follow",
            what=f"{row.person_name} {'left' if row.last_day < today else 'leaves'} and has not confirmed",
            url=reverse("leaving", args=[row.uid]),
            action="Look at it",
            school=row.school.said,
            due_on=row.last_day,
            is_overdue=row.last_day < today,
        )
        for row in open_ones.select_related("school")
    ]


def _starter(notice: Notice) -> bool:
    return Person.objects.filter(pk=notice.recipient_id, user__isnull=False).exists()


def _start_mail(notice: Notice) -> Mail:
    person = notice.recipient
    found = starting(notice.school, Person.objects.filter(pk=person.pk))
    if not found or not found[0].missing:
        raise NoLongerOwed("It was all done.")
    url = reverse("starting", args=[notice.school.slug])
    return Mail(f"Before you start at {notice.school.said}", "policies/email/starting", {"url": url})


def _leaver(notice: Notice) -> bool:
    return Leaving.objects.filter(uid=notice.about[0]["uid"], person=notice.recipient_id).exists()


def _leave_mail(notice: Notice) -> Mail:
    row = Leaving.objects.filter(uid=notice.about[0]["uid"], confirmed_at=None).first()
    if row is None or notice.recipient.leaves_on is None:
        raise NoLongerOwed("It was confirmed, or they stay.")
    url = reverse("leaving-confirm", args=[row.uid])
    return Mail(f"Before you leave {notice.school.said}", "policies/email/leaving", {"url": url})


kinds.register(starting_moves.TOLD, Kind("Before the first day", _starter, _start_mail))
kinds.register(leaving_moves.TOLD, Kind("Before leaving", _leaver, _leave_mail))
