from importlib import import_module

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "foundation.schools"
    label = "schools"

    def ready(self) -> None:
        """Declare the rules of who may do what."""
        import_module("foundation.schools.permissions")
