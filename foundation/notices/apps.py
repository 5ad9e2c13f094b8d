from importlib import import_module

from django.apps import AppConfig

from foundation.core.panels import NavItem, navigation


class NoticesConfig(AppConfig):
    name = "foundation.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare the rules of who may do what, the kinds of notice that every school has, and the way to the list."""
        import_module("foundation.notices.permissions")
        import_module("foundation.notices.digests")
        import_module("foundation.notices.locks")
        navigation.register("told", NavItem("Notices", "school-told", "notices.see_told"))
