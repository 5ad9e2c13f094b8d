"""All that has to be done between installing the program and starting it; done again, it does only what is missing."""

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from config.schedule import SCHEDULE
from foundation.jobs.clockruns import know
from monitoring.retention.replay import replay

NOT_SERVED = ["src", ".*"]


class Command(BaseCommand):
    help = "Bring the database up to date, make the cache's table, collect the static files."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty database with five invented schools")

    def handle(self, *_: Any, demo: bool, **__: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        self.check(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])
        call_command("createcachetable", verbosity=0)
        replay(at=timezone.now())  # a database restored from before a purge
        collect_static()
        know((entry["task"] for entry in SCHEDULE.values()), at=timezone.now())
        if demo and not apps.get_model("schools", "School").objects.exists():
            call_command("demo", stdout=self.stdout)


def collect_static() -> None:
    """Collect and compress, unless nothing has changed since the last time."""
    stamp, now = settings.HOME / "static.made", fingerprint(settings.BASE_DIR)
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=NOT_SERVED)
    stamp.write_text(now)


def fingerprint(root: Path) -> str:
    """Of our own files and of the versions of the packages that bring theirs."""
    files = sorted(path for path in (root / "static").rglob("*") if path.is_file() and "src" not in path.parts)
    digest = hashlib.sha256((root / "requirements" / "base.txt").read_bytes())
    for path in files:
        digest.update(f"{path.relative_to(root)} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
