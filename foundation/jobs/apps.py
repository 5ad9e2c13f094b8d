from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Declare the rules of who may do what, and watch what the clock starts."""
        import_module("foundation.jobs.permissions")
        import_module("foundation.jobs.clockruns")
