"""Looking after the sites of the access tests: a copy of what was removed, a review that can be recorded, an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from approvals.checklists import points_of
from approvals.models import Site, SiteAlert, SiteConfirmation
from approvals.transitions import sites, upkeep
from foundation.documents.models import File
from foundation.documents.uploads import Checked
from tests.access.sheets import PNG

if TYPE_CHECKING:
    from tests.access.world import World


def add_upkeep(world: World) -> None:
    """Add the rows to the world; followers of the live site are accepted by hand."""
    cast, site = world.cast, world.rows["site"]
    Site.objects.filter(pk=site.pk).update(is_vetted=True)
    looked = upkeep.Looked("Another rude answer.", removed="That one.", copy=Checked("screen.png", PNG, "image/png"))
    row = upkeep.check_in(site, looked, by=cast.teacher, at=cast.at)
    world.rows["copy_file"] = File.objects.get(owner_uid=row.uid)
    SiteAlert.objects.create(
        school=cast.school, site=site, what=SiteAlert.What.LOOK, raised_on=cast.today, raised_at=cast.at
    )
    _confirm_review(world, site)


def _confirm_review(world: World, site: Site) -> None:
    """Every point of the review to come, by as many people as it needs."""
    cast, occasion = world.cast, SiteConfirmation.Occasion.REVIEW
    for point in points_of(site, occasion):
        for person in (cast.headteacher, cast.teacher)[: point.people]:
            sites.confirm_point(site, occasion, point.name, by=person, at=cast.at)
