"""After a new key was put first: encrypt with it what older keys closed of the words told in confidence."""

from typing import Any

from django.core.management.base import BaseCommand

from policies.sealed import rotate_all


class Command(BaseCommand):
    help = "Encrypt what was told in confidence with the key in use, so that an older key can be taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many rows were given the new key."""
        self.stdout.write(f"{rotate_all()} given the new key.")
