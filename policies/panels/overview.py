"""Looking over the whole, in the menu."""

from foundation.core.panels import NavItem, navigation

navigation.register("figures", NavItem("Figures", "figures", "policies.see_figures"))
navigation.register("as_at", NavItem("As at", "as-at", "policies.see_as_at"))
