"""`manage.py make_trust`: an invented trust of any size, for measuring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.trusts import OFFICERS, Size, make_trust


class Command(BaseCommand):
    help = (
        "Make an invented trust: schools, people, policies in force, most of them acknowledged, requests and sites."
        " Adds to what is there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=10, help="how many schools the trust has")
        parser.add_argument("--staff", type=int, default=1000, help="how many people in the whole trust")
        parser.add_argument("--policies", type=int, default=60, help="how many policies each school has in force")
        parser.add_argument("--sites", type=int, default=0, help="how many social media sites each school has")
        parser.add_argument("--requests", type=int, default=0, help="how many requests each school has had")

    def handle(self, *_: Any, schools: int, staff: int, policies: int, sites: int, requests: int, **__: Any) -> None:
        least = schools * len(OFFICERS)
        if schools < 1 or min(policies, sites, requests) < 0 or staff < least:
            raise CommandError(f"A trust of {schools} schools has at least {max(least, len(OFFICERS))} people.")
        size = Size(schools, staff, policies, sites=sites, requests=requests)
        trust = make_trust(size, timezone.now(), self.stdout.write)
        self.stdout.write(f"{trust.name}: {schools} schools, {staff} people")
