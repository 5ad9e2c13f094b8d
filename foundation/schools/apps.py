from importlib import import_module

from django.apps import AppConfig

from foundation.core.panels import NavItem, Section, house_rules, navigation


class SchoolsConfig(AppConfig):
    name = "foundation.schools"
    label = "schools"

    def ready(self) -> None:
        """Declare the rules of who may do what, and what this app shows where."""
        import_module("foundation.schools.permissions")
        import_module("foundation.schools.panels").register()
        import_module("foundation.schools.roll.work")
        import_module("foundation.schools.locks")
        house_rules.register("reminders", _reminders())
        house_rules.register("devices", _devices())
        navigation.register("people", NavItem("People", "person-list", "schools.see_people"))
        navigation.register("calendar", NavItem("Calendar", "calendar", "schools.see_school"))
        navigation.register("settings", NavItem("School settings", "settings", "schools.change_house_rules"))
        navigation.register("trust", NavItem("Our schools", "trust", "schools.open_trust"))


def _devices() -> Section:
    return Section(
        "Shared devices",
        "How a tablet that several people use is handed over, and how long their PINs are.",
        import_module("foundation.schools.models").SchoolRules,
        import_module("foundation.schools.forms.devices").DeviceRulesForm,
    )


def _reminders() -> Section:
    return Section(
        "Reminders and reviews",
        "When people hear again of what they owe. A change counts from the next reminder; none is sent a second time.",
        import_module("foundation.schools.models").SchoolRules,
        import_module("foundation.schools.forms.school").RemindersForm,
    )
