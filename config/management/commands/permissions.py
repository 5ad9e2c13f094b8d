"""Who may do what, as the rules say it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.permissions import table


class Command(BaseCommand):
    help = "Print who may do what, and write docs/permissions.md."

    def handle(self, *_: Any, **__: Any) -> None:
        made = table()
        (settings.BASE_DIR / "docs" / "permissions.md").write_text(made)
        self.stdout.write(made)
