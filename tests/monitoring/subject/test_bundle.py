"""One archive of one person in a school with a row of everything: all that names them, nothing that names another."""

import json
from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model, TextField
from django.utils import timezone

from foundation.audit.models import Look
from foundation.audit.trail import look
from foundation.core.sealedtext import SealedTextField
from foundation.documents.models import File
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from foundation.schools.models import Person
from monitoring.models import ItemStatus, UsageExtract
from monitoring.subject import gathering
from monitoring.subject.content import _columns, content
from monitoring.subject.finding import here, models_searched
from monitoring.subject.gathering import gather
from monitoring.transitions.subject_items import ask_gather, decide_all
from tests.access.world import a_world
from tests.cast import Cast, a_person
from tests.monitoring.checked import a_line, a_log, confirmed, under_way
from tests.monitoring.subject.asking import LEFT_OUT, asked, found, gathered, item_of, packed, worked

pytestmark = pytest.mark.django_db


def plant(row: Model, words: str, *, only_long: bool = False) -> bool:
    """Into the first column that people read and the database takes it in; whether there is one."""
    for column in _columns(row):
        is_long = isinstance(column, SealedTextField | TextField)
        is_short = column.get_internal_type() == "CharField" and not only_long
        fits = column.max_length is None or column.max_length >= len(words)
        if not (is_long or is_short) or column.choices or column.unique or not fits:
            continue
        setattr(row, column.attname, words)
        try:
            with transaction.atomic():
                row.save(update_fields=[column.name])
        except (IntegrityError, DataError, RuntimeError):
            row.refresh_from_db()
        else:
            return words in "\n".join(one.words for one in content(row))
    return False


def test_the_archive_holds_all_of_one_person_and_nothing_of_another() -> None:
    cast = Cast.make()
    a_world(cast)
    worked()
    ursula = a_person(cast.school, "Ursula Unmistakable", has_email=False)
    a_person(cast.school, "Victor Verwechselt", has_email=False)
    theirs, others = set[str](), set[str]()
    for model in models_searched():
        rows = here(model, cast.school)
        if rows is None or model in (Person, File):
            continue
        ordered = list(rows.order_by("pk"))
        marks = f"{model.__name__}-U Ursula Unmistakable", f"{model.__name__}-V Victor Verwechselt"
        if ordered and plant(ordered[0], marks[0]):
            theirs.add(marks[0])
        if len(ordered) > 1 and plant(ordered[-1], marks[1], only_long=True):
            others.add(marks[1])
    assert len(theirs) > 55, theirs
    assert len(others) >= 15, others
    request = gathered(cast, person=ursula)
    made = packed(cast, request)
    everything = b"\n".join(made.values()).decode("utf-8", "replace")
    records = json.loads(made["records.json"])["records"]
    said = "\n".join(words for one in records for _, words in one["says"])
    assert {mark for mark in theirs if mark not in said} == set()
    assert {mark for mark in others if mark in everything} == set()


def test_the_log_of_a_check_is_given_whole_with_who_looked_at_it_or_not_at_all(cast: Cast) -> None:
    check = under_way(cast)
    lines = [
        a_line(cast.at - timedelta(days=2, minutes=number), site=f"site-{number}.example") for number in range(300)
    ]
    extract = confirmed(cast, check, a_log(lines))
    worked()
    assert UsageExtract.objects.get(pk=extract.pk).rows.count() == 300
    look(check, by=cast.headteacher, at=cast.at, school=cast.school, how="read the log")
    request = gathered(cast)
    assert found(request, Look.objects.get(how="read the log"))
    item = item_of(request, UsageExtract.objects.get())
    assert item.guard_label == "monitoring.Check"
    made = packed(cast, request)
    log = next(data for path, data in made.items() if path.endswith(".csv"))
    assert all(f"site-{number}.example".encode() in log for number in range(300))


def test_a_check_that_is_left_out_leaves_no_trace_in_the_archive(cast: Cast) -> None:
    check = under_way(cast)
    confirmed(cast, check, a_log([a_line(cast.at - timedelta(days=2), site="secret-site.example")]))
    worked()
    request = gathered(cast)
    guarded = request.items.filter(guard_label="monitoring.Check", status=ItemStatus.TO_REVIEW)
    decide_all(guarded, LEFT_OUT, by=cast.headteacher, at=timezone.now())
    made = b"\n".join(packed(cast, request).values()).decode()
    for told in ("secret-site", check.reference, "DPIA 2026/4", "lessons were left", str(check.uid), "Usage extract"):
        assert told not in made, told


def test_a_gathering_that_was_cut_off_goes_on_and_finds_nothing_twice(cast: Cast) -> None:
    request = gathered(cast)
    keys = list(request.items.values_list("about_label", "about_pk"))
    type(request).objects.filter(pk=request.pk).update(status="gathering")
    request.items.filter(pk__in=list(request.items.values_list("pk", flat=True)[::2])).delete()
    request.refresh_from_db()
    gather(Job.objects.filter(kind="monitoring.subject_gather").latest("pk"), lambda done, total, words="": None)
    again = list(request.items.values_list("about_label", "about_pk"))
    assert len(again) == len(set(again))
    assert set(keys) <= set(again)


def test_a_long_gathering_goes_on_in_many_tries_and_finds_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = gathered(cast)
    monkeypatch.setattr(gathering, "LONGEST", -1)
    request = asked(cast)
    ask_gather(request, by=cast.headteacher, at=timezone.now())
    type(request).objects.filter(pk=request.pk).update(searched=len(models_searched()) - 4)
    tries = 0
    while run_next(timezone.now):
        tries += 1
        assert tries < 20
    request.refresh_from_db()
    assert request.status == "review"
    assert tries >= 4
    by_key = at_once.items.filter(found="key").values_list("about_label", "about_pk")
    assert set(by_key) <= set(request.items.values_list("about_label", "about_pk"))
