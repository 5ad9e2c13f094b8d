"""Cases in figures, in the navigation of those who may see them."""

from foundation.core.panels import NavItem, navigation

navigation.register("incident_figures", NavItem("Cases in figures", "incident-figures", "incidents.see_figures"))
