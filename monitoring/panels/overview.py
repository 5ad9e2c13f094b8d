"""Monitoring in the menu: one entry, under whose page everything of it stands that the reader may open."""

from foundation.core.panels import NavItem, navigation

navigation.register("monitoring", NavItem("Monitoring", "monitoring", "monitoring.open_monitoring"))
