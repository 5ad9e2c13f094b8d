from importlib import import_module

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"

    def ready(self) -> None:
        """Declare the rules of who may do what, and hang requests on the pages below."""
        import_module("approvals.permissions")
        import_module("approvals.permissions_people")
        import_module("approvals.permissions_sites")
        import_module("approvals.permissions_upkeep")
        import_module("approvals.receivers")
        import_module("approvals.permissions_posts")
        import_module("approvals.panels.asking")
        import_module("approvals.panels.people")
        import_module("approvals.panels.chains")
        import_module("approvals.panels.files")
        import_module("approvals.panels.rules")
        import_module("approvals.panels.may_i")
        import_module("approvals.panels.register")
        import_module("approvals.panels.upkeep")
