"""A hundred thousand records of mixed classes, destroyed on one day: none too early, none too late, none held."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Model

from foundation.audit.models import Look
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from foundation.schools.models import Absence, Role
from incidents.models import Case
from monitoring.models import Hold, PurgeChunk, RetentionRules
from monitoring.retention.classes import register
from tests.cast import Cast
from tests.monitoring.retention.kept import purged
from tests.monitoring.retention.test_dates import expected

UTC = ZoneInfo("UTC")
LONDON = ZoneInfo("Europe/London")
ON = date(2026, 3, 29)  # the clocks go forward
DRAWN = random.Random(1882)  # noqa: S311 - the same records each time
NUMBERS = {Look: 42_000, Notice: 20_000, Role: 14_000, Absence: 12_000, Job: 9_000, Case: 3_000}
CODES = {Look: "look", Notice: "notice", Role: "roll", Absence: "roll", Job: "job", Case: "incident_other"}


@cache
def is_due(began: date, months: int) -> bool:
    return expected(began, months, 0, "day") <= ON


def moment(months: int) -> datetime:
    """Around the day that decides, most of them within some days and at any minute."""
    near = datetime(ON.year, ON.month, ON.day, tzinfo=UTC) - timedelta(days=round(months * 30.44))
    return near + timedelta(days=DRAWN.randint(-9, 9), minutes=DRAWN.randint(0, 1439))


def day_in_london(at: datetime) -> date:
    shown = at.astimezone(LONDON)
    return date(shown.year, shown.month, shown.day)


def made(model: type[Model], months: int, row: Callable[[datetime], Any]) -> dict[Any, tuple[date, Any]]:
    """So many rows; by uid (or key): the day on which each began, and the row."""
    rows = [(at, row(at)) for at in (moment(months) for _ in range(NUMBERS[model]))]
    model._base_manager.bulk_create([one for _, one in rows], batch_size=4000)
    return {one.pk: (day_in_london(at), one) for at, one in rows}


def records(cast: Cast) -> dict[type[Model], dict[Any, tuple[date, Any]]]:
    school, people = cast.school, (cast.teacher, cast.line_manager, cast.midday_supervisor)

    def months(model: type[Model]) -> int:
        period = register.entries[CODES[model]].default
        assert period is not None
        return period.months

    def a_case(at: datetime) -> Case:
        numbers.append(1)
        fields = {"opened_at": at, "taken_at": at, "closed_at": at, "status": "closed", "outcome": "Over"}
        return Case(
            school=school, number=len(numbers), kind="press", route="headteacher", lead=cast.headteacher, **fields
        )

    def a_notice(at: datetime) -> Notice:
        key = uuid4().hex
        fields = {"key": key, "message_id": key, "status": "sent", "sent_bytes": b"x", "sent_at": at, "due_at": at}
        return Notice(kind="x", school=school, recipient=DRAWN.choice(people), **fields)

    def a_job(at: datetime) -> Job:
        who = {"asked_by_uid": uuid4(), "asked_by_name": "Somebody"}
        times = {"created_at": at, "due_at": at, "finished_at": at}
        return Job(kind="x", key=uuid4().hex, school_uid=school.uid, status="done", **who, **times)

    def a_look(at: datetime) -> Look:
        who = DRAWN.choice(people)
        fields = {"by_uid": who.uid, "by_name": who.name, "about_label": "x", "about_uid": uuid4(), "how": "opened"}
        return Look(school_uid=school.uid, at=at, **fields)

    numbers: list[int] = []
    start = date(2000, 1, 1)
    return {
        Case: made(Case, months(Case), a_case),
        Notice: made(Notice, months(Notice), a_notice),
        Job: made(Job, months(Job), a_job),
        Look: made(Look, months(Look), a_look),
        Role: made(
            Role,
            months(Role),
            lambda at: Role(
                school=school,
                person=DRAWN.choice(people),
                kind="governor",
                starts_on=start,
                ends_on=day_in_london(at),
                given_at=at,
            ),
        ),
        Absence: made(
            Absence,
            months(Absence),
            lambda at: Absence(
                school=school,
                person=DRAWN.choice(people),
                starts_on=start,
                ends_on=day_in_london(at),
                entered_by=cast.clerk,
                entered_at=at,
            ),
        ),
    }


def held(cast: Cast, rows: dict[type[Model], dict[Any, tuple[date, Any]]]) -> set[tuple[type[Model], Any]]:
    """Holds on single records, and on everything that names one person; the rows that they keep."""
    common = {"school": cast.school, "kind": "legal", "starts_on": ON, "placed_by": cast.headteacher}
    common |= {"placed_by_name": "H", "placed_at": cast.at}
    kept: set[tuple[type[Model], Any]] = set()
    for model in (Case, Notice, Role, Absence):
        for pk in DRAWN.sample(sorted(rows[model]), 40):
            Hold.objects.create(about_label=model._meta.label, about_uid=rows[model][pk][1].uid, **common)
            kept.add((model, pk))
    Hold.objects.create(person=cast.line_manager, **common)
    for model, key in ((Notice, "recipient_id"), (Role, "person_id"), (Absence, "person_id")):
        kept |= {(model, pk) for pk, (_, row) in rows[model].items() if getattr(row, key) == cast.line_manager.pk}
    kept |= {(Look, pk) for pk, (_, row) in rows[Look].items() if row.by_uid == cast.line_manager.uid}
    return kept


@pytest.mark.clause("ACR-21")
def test_of_a_hundred_thousand_records_none_goes_early_none_late_and_none_that_is_held(cast: Cast) -> None:
    assert sum(NUMBERS.values()) == 100_000
    rows = records(cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kept = held(cast, rows)
    RetentionRules.objects.create(school=cast.school, stop_share=90)
    for code in sorted(set(CODES.values())):
        purged(cast, code, ON)
    early, late, gone_though_held = 0, 0, 0
    for model, every in rows.items():
        period = register.entries[CODES[model]].default
        assert period is not None
        here = set(model._base_manager.filter(pk__in=list(every)).values_list("pk", flat=True))
        for pk, (began, _) in every.items():
            is_held = (model, pk) in kept
            early += pk not in here and not is_due(began, period.months)
            late += pk in here and is_due(began, period.months) and not is_held
            gone_though_held += pk not in here and is_held
        assert len(here) < len(every), model
    assert (early, late, gone_though_held) == (0, 0, 0)
    destroyed = sum(PurgeChunk.objects.values_list("count", flat=True))
    assert destroyed > 30_000
