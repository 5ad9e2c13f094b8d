"""How the addresses of a site are asked: with which of the world's sites, which part of it, which duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from approvals.forms.site_details import SECTIONS
from approvals.models import SiteConfirmation

if TYPE_CHECKING:
    from tests.access.world import World

OCCASIONS = SiteConfirmation.Occasion.values


def site_places(world: World, route: str) -> list[tuple[str, dict[str, Any]]]:
    """Of an address of a site: what each place is called, and what the address is given; nothing for any other."""
    live, approved = ({"uid": world.rows[name].uid} for name in ("site", "site_approved"))
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "site": [("live", live), ("approved", approved)],
        "site-change": [(section, {**live, "section": section}) for section in SECTIONS],
        "site-checklist": [(occasion, {**live, "occasion": occasion}) for occasion in OCCASIONS],
        "point-confirm": [
            ("going live", {**approved, "occasion": "going_live", "point": "terms"}),
            ("closing", {**live, "occasion": "closing", "point": "told"}),
        ],
        "duty-end": [("", {**live, "duty": world.rows["site_person"].uid})],
        "site-go-live": [("", approved)],
        "site-give-up": [("", approved)],
    }
    return found.get(route, [])
