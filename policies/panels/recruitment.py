"""What a member of a recruitment panel has still to declare: on the desk, and in the morning's mail."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.core.panels import DeskLine
from foundation.notices.kinds import Owing, digest_sources
from foundation.schools.models import Person, School
from policies.models import PanelDeclaration, PanelMember


def undeclared(people: QuerySet[Person], on: date) -> QuerySet[PanelMember]:
    """Seats of these people on panels at work, for which they have not declared."""
    given = PanelDeclaration.objects.filter(recruitment=OuterRef("recruitment"), person=OuterRef("person"))
    seats = PanelMember.objects.filter(~Exists(given), taken_off_at=None, person__in=people)
    return seats.filter(recruitment__ends_on__gte=on).select_related("recruitment", "school").order_by("pk")


def to_declare(user: Any, today: date) -> list[DeskLine]:
    """Panels on which the user sits and has not declared: one query."""
    return [
        DeskLine(
            group="decide",
            what=f"Declaration for the panel: {seat.recruitment.post}",
            url=reverse("recruitment-declare", args=[seat.recruitment.uid]),
            action="Declare",
            school=seat.school.said,
            due_on=seat.recruitment.starts_on,
            is_overdue=seat.recruitment.starts_on < today,
        )
        for seat in undeclared(Person.objects.filter(user=user).current(today), today)
    ]


def owing(school: School, people: QuerySet[Person], on: date) -> Iterable[Owing]:
    """The same for digests and reminders."""
    for seat in undeclared(people, on).filter(school=school):
        yield Owing(
            person_pk=seat.person_id,
            about_label="policies.Recruitment",
            about_uid=seat.recruitment.uid,
            about_key=f"panel:{seat.uid}",
            title=seat.recruitment.post,
            since=localdate(seat.added_at),
            due_on=seat.recruitment.starts_on,
            url=reverse("recruitment-declare", args=[seat.recruitment.uid]),
            to="to declare for",
        )


digest_sources.register("policies.panels", owing)
