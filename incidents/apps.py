from importlib import import_module

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    label = "incidents"

    def ready(self) -> None:
        """Declare the rules of who may do what, and hang reports and cases on the pages below."""
        import_module("incidents.permissions")
        import_module("incidents.permissions_keeping")
        import_module("incidents.panels.mail")
        import_module("incidents.panels.reporting")
        import_module("incidents.panels.rules")
        import_module("incidents.panels.desk")
        import_module("incidents.panels.files")
        import_module("incidents.panels.informing")
        import_module("incidents.panels.figures")
        import_module("incidents.panels.keeping")
        import_module("incidents.export")
