"""`manage.py make_trust`: an invented trust of any size, for measuring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.trusts import OFFICERS, Size, make_trust


class Command(BaseCommand):
    help = (
        "Make an invented trust: schools, people, policies in force, most of them acknowledged. Adds to what is there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=10, help="how many schools the trust has")
        parser.add_argument("--staff", type=int, default=1000, help="how many people in the whole trust")
        parser.add_argument("--policies", type=int, default=60, help="how many policies each school has in force")

    def handle(self, *_: Any, schools: int, staff: int, policies: int, **__: Any) -> None:
        least = schools * len(OFFICERS)
        if schools < 1 or policies < 0 or staff < least:
            raise CommandError(f"A trust of {schools} schools has at least {max(least, len(OFFICERS))} people.")
        trust = make_trust(Size(schools, staff, policies), timezone.now(), self.stdout.write)
        self.stdout.write(f"{trust.name}: {schools} schools, {staff} people")
