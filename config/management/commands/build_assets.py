"""Build the styles and the script."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.assets import AssetsNotBuilt, build


class Command(BaseCommand):
    help = "Build the styles and the script into static/built. Quick when nothing changed."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own shape

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = build(settings.BASE_DIR)
        except AssetsNotBuilt as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("Styles and script built." if built else "Styles and script are up to date.")
