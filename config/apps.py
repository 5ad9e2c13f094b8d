"""The composition root: urls, settings, the desk."""

from django.apps import AppConfig

from config import checks, middleware  # noqa: F401 - their checks and receivers register themselves


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
