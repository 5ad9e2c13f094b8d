"""The composition root: urls, settings, the desk."""

from django.apps import AppConfig

from config import checks  # noqa: F401 - they register themselves


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
