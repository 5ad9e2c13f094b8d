from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "foundation.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare the rules of who may do what, and the kinds of notice that every school has."""
        import_module("foundation.notices.permissions")
        import_module("foundation.notices.digests")
