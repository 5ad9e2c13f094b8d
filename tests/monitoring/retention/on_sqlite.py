"""Run by test_restore_on_sqlite.py in a process of its own, on a database in a file: `python -m ... STEP...`."""

import sys
from datetime import UTC, datetime, timedelta

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

django.setup()

from foundation.audit import trail  # noqa: E402 - after the apps are loaded
from foundation.audit.models import Look  # noqa: E402
from foundation.jobs.runner import run_next  # noqa: E402
from foundation.schools.models import Person, School  # noqa: E402
from monitoring.models import Certificate, Purge, Tombstone  # noqa: E402
from monitoring.retention import filed  # noqa: E402
from monitoring.retention.replay import replay  # noqa: E402
from monitoring.retention.run import look_over  # noqa: E402

LONG_AGO = datetime(2019, 3, 4, 12, tzinfo=UTC)


def make() -> None:
    """The tables, without walking through every change they ever had."""
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)


def start() -> None:
    """What a start does before anything is served."""
    replay(at=timezone.now())


def fill() -> None:
    """Looks of long ago and of today, and somebody who left long ago; a night has looked: the purges are open."""
    school = School.objects.create(name="Acresfield", slug="acresfield", opened_at=timezone.now())
    left = {"starts_on": LONG_AGO.date(), "leaves_on": LONG_AGO.date()}
    Person.objects.create(school=school, name="Leo Leaver", **left)
    here = Person.objects.create(school=school, name="Tessa Teacher", starts_on=LONG_AGO.date())
    for number in range(20):
        at = LONG_AGO if number % 2 else timezone.now()
        trail.look(here, by=here, at=at, school=school, how=f"look {number}")
    look_over(school, at=timezone.now())


def purge() -> None:
    """The worker does what is owed."""
    while run_next(timezone.now):
        pass
    Purge.objects.get(record_class="look", status="done")


def tell() -> None:
    """What is there now."""
    names = ",".join(Person.objects.order_by("pk").values_list("name", flat=True))
    due = Look.objects.filter(at__lt=timezone.now() - timedelta(days=1)).count()
    lines = len(list(filed.lines()))
    rows = (names, due, Certificate.objects.count(), Purge.objects.filter(status__in=Purge.OPEN).count(), lines)
    print(*rows, Tombstone.objects.count(), sep="|")  # noqa: T201


STEPS = {"make": make, "fill": fill, "purge": purge, "start": start, "tell": tell}
for step in sys.argv[1:]:
    STEPS[step]()
