"""Looking over the whole, in the menu; as at a past day is reached from the figures."""

from foundation.core.panels import NavItem, navigation

navigation.register("figures", NavItem("Figures", "figures", "policies.see_figures"))
