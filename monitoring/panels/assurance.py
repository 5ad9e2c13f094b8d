"""Assurance in the menu, and its sections in the order of the page."""

from foundation.core.panels import NavItem, navigation
from monitoring.assurance import lower, own

SECTIONS = (lower, own)

navigation.register(
    "assurance",
    NavItem(
        "Assurance",
        "assurance",
        "monitoring.see_assurance",
        under="monitoring",
        about="What stands where, as at any day: for governors and an inspection.",
    ),
)
