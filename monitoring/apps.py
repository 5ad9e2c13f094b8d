from importlib import import_module

from django.apps import AppConfig

# What declares the rules of who may do what, and hangs checks, logs and retention on the pages below.
MODULES: tuple[str, ...] = (
    "permissions_checks",
    "panels.check_mail",
    "panels.checks",
    "usage.importing",
    "tasks_checks",
    "permissions_retention",
    "panels.retention",
    "retention.register_frame",
    "retention.register_incidents",
    "retention.register_lower",
    "retention.register_monitoring",
    "retention.linked",
    "retention.tasks",
    "retention.run",
    "permissions_filtering",
    "permissions_footprint",
    "permissions_restriction",
    "panels.overview",
    "panels.rules",
    "panels.filtering",
    "panels.footprint",
    "panels.restrictions",
    "permissions_subject",
    "panels.subject",
    "panels.subject_mail",
    "subject.gathering",
    "subject.packing",
    "tasks_subject",
    "permissions_assurance",
    "panels.assurance",
)


class MonitoringConfig(AppConfig):
    name = "monitoring"
    label = "monitoring"

    def ready(self) -> None:
        for module in MODULES:
            import_module(f"monitoring.{module}")
