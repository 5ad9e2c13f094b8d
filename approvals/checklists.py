"""What named people confirm before a site goes live, at each review, and when it closes."""

from collections.abc import Callable
from dataclasses import dataclass

from approvals.models import Site, SiteConfirmation

Occasion = SiteConfirmation.Occasion


@dataclass(frozen=True)
class Point:
    """One point: what is confirmed, by how many people, and for which sites."""

    name: str
    words: str
    people: int = 1
    counts: Callable[[Site], bool] = lambda _: True


def _pupils_contribute(site: Site) -> bool:
    return site.pupils != Site.Pupils.NONE


# QEI-28: two named people, before going live and at each review.
PRIVACY = Point(
    "privacy",
    "The strongest privacy settings are on, and nobody on the site can be identified.",
    people=2,
    counts=_pupils_contribute,
)
CONSENT = Point(
    "consent", "It is known which pupils have no consent, and who holds the list.", counts=_pupils_contribute
)
SAFE = (
    Point("apart", "The account is apart from anybody's own accounts."),
    Point("two_step", "Signing in to the account takes two steps."),
    Point("terms", "The terms of use and house rules stand on the site."),
)
POINTS: dict[str, tuple[Point, ...]] = {
    Occasion.GOING_LIVE: (
        *SAFE,
        PRIVACY,
        CONSENT,
        Point(
            "brand",
            "The logo is shown, and it links back to the school's website.",
            counts=lambda site: site.uses_brand,
        ),
        Point("who", "Whoever writes there says who they are and what their position is."),
        Point("contact", "No personal contact details and no personal opinions stand on it."),
        Point("messages", "Private messages with pupils and parents are switched off."),
    ),
    Occasion.REVIEW: (*SAFE, PRIVACY, CONSENT),
    Occasion.CLOSING: (
        Point("kept", "What has to be kept was copied."),
        Point("told", "Those who follow it were told."),
        Point("removed", "The content and the account are gone, or locked for good."),
        Point("access", "Nobody can sign in to it any more."),
    ),
}


def points_of(site: Site, occasion: str) -> list[Point]:
    """The points that count for this site."""
    return [point for point in POINTS[occasion] if point.counts(site)]


def missing(site: Site, occasion: str, turn: int) -> list[tuple[Point, int]]:
    """The points not yet confirmed by enough people, and how many are still to do so."""
    given: dict[str, int] = {}
    for name in site.confirmations.filter(occasion=occasion, turn=turn).values_list("point", flat=True):
        given[name] = given.get(name, 0) + 1
    left = [(point, point.people - given.get(point.name, 0)) for point in points_of(site, occasion)]
    return [(point, number) for point, number in left if number > 0]
