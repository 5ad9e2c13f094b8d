""" "May I ...?" in the navigation, and the clauses behind its answers among the settings."""

from foundation.core.panels import NavItem, navigation
from foundation.schools.panels import SettingsLink, settings_links

navigation.register("may_i", NavItem("May I …?", "may-i", "approvals.ask"))
settings_links.register("may_i_clauses", SettingsLink("Clauses behind “May I …?”", "may-i-clauses"))
