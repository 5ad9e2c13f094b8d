from importlib import import_module

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"

    def ready(self) -> None:
        """Declare the rules of who may do what, and hang policies on the pages and clocks below."""
        import_module("policies.permissions")
        import_module("policies.permissions_device")
        import_module("policies.permissions_problems")
        import_module("policies.permissions_people")
        import_module("policies.permissions_registers")
        import_module("policies.permissions_meetings")
        import_module("policies.permissions_overview")
        import_module("policies.permissions_issuing")
        import_module("policies.panels.files")
        import_module("policies.panels.rules")
        import_module("policies.panels.people_rules")
        import_module("policies.panels.contractor")
        import_module("policies.panels.recruitment")
        import_module("policies.panels.escalating")
        import_module("policies.receivers")
        import_module("policies.panels.compliance")
        import_module("policies.panels.people")
        import_module("policies.panels.meetings")
        import_module("policies.intakes")
        import_module("policies.panels.sheets")
        import_module("policies.panels.counting")
        import_module("policies.panels.reading")
        import_module("policies.panels.device")
        import_module("policies.panels.problems")
        import_module("policies.prints")
        import_module("policies.packs")
        import_module("policies.panels.packs")
        import_module("policies.reviews")
        import_module("policies.part_prints")
        import_module("policies.panels.registers")
        import_module("policies.panels.overview")
        import_module("policies.panels.issuing")
