from importlib import import_module

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"

    def ready(self) -> None:
        """Declare the rules of who may do what, and hang requests on the pages below."""
        import_module("approvals.permissions")
        import_module("approvals.panels.asking")
        import_module("approvals.panels.chains")
        import_module("approvals.panels.rules")
