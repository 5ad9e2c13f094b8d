"""The composition root: urls, settings, the desk."""

from importlib import import_module

from django.apps import AppConfig

from config import checks, middleware  # noqa: F401 - their checks and receivers register themselves


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        """What the clock did not run stands on the administrator's desk, and on the assurance page."""
        import_module("config.status_desk")
        import_module("config.status_assurance")
