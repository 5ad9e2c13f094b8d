"""After a new key was put first: encrypt with it what older keys closed of everything but files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.core.sealedtext import rotate_texts
from foundation.schools.pins import rotate_pins
from policies.sealed import rotate_all


class Command(BaseCommand):
    help = "Encrypt what stands sealed in the database with the key in use, so that an older key can be taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many values were given the new key. An error names how many could not be opened."""
        found = rotate_texts() + rotate_all() + rotate_pins()
        self.stdout.write(f"{found.count} given the new key.")
        if found.broken:
            raise CommandError(
                f"{found.broken} cannot be opened: the key is missing, or they were changed. Take no key away."
            )
