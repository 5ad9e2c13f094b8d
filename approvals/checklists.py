"""What named people confirm before a site goes live, at each review, and when it closes.

Which points there are follows from the site, its platform and the school's house rules.
"""

from collections.abc import Callable
from dataclasses import dataclass

from approvals.house_rules import rules_of
from approvals.models import ApprovalRules, Faces, Site, SiteConfirmation

Occasion = SiteConfirmation.Occasion
Voice = ApprovalRules.Voice


@dataclass(frozen=True)
class Point:
    """One point: what is confirmed, by how many people, and for which sites under which house rules."""

    name: str
    words: str
    people: int = 1
    counts: Callable[[Site, ApprovalRules], bool] = lambda *_: True


def _pupils_contribute(site: Site, _: ApprovalRules) -> bool:
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
# STM-09, STM-11, QEI-29: what holds for everything that is published there.
PUBLISHING = (
    Point("photographs", "Photographs only with written consent, and never with a name."),
    Point("no_faces", "No faces are shown.", counts=lambda site, _: site.faces == Faces.NOBODY),
    Point("no_pupils", "No children's faces are shown.", counts=lambda site, _: site.faces == Faces.STAFF),
    Point("no_names", "No full names are given.", counts=lambda site, _: not site.shows_names),
    Point("no_places", "Nothing says where somebody is.", counts=lambda site, _: not site.shows_places),
    Point("links", "Every link was opened, and leads where it should."),
    Point("credit", "Whose work is cited or shown has given permission."),
    Point("messages", "There are no private messages with pupils or parents.", counts=lambda site, _: _messages(site)),
    Point("contact", "No personal contact details and no personal opinions stand on it."),
)
# QEI-18 and ACR-10 ask for opposite things: the school's house rule says which.
VOICE = (
    Point(
        "who",
        "Whoever writes there says who they are and what their position is.",
        counts=lambda _, rules: rules.speaks_as == Voice.PERSON,
    ),
    Point(
        "official",
        "It is labelled as the school's, and is tied to no individual.",
        counts=lambda _, rules: rules.speaks_as == Voice.SCHOOL,
    ),
)
BRAND = (
    Point("brand", "The school's logo is shown.", counts=lambda site, _: site.uses_brand),
    Point("link_back", "It links back to the school's website."),
)
POINTS: dict[str, tuple[Point, ...]] = {
    Occasion.GOING_LIVE: (*SAFE, PRIVACY, CONSENT, *BRAND, *VOICE, *PUBLISHING),
    Occasion.REVIEW: (*SAFE, PRIVACY, CONSENT, *VOICE, *PUBLISHING),
    Occasion.CLOSING: (
        Point("kept", "What has to be kept was copied."),
        Point("told", "Those who follow it were told."),
        Point("removed", "The content and the account are gone, or locked for good."),
        Point("access", "Nobody can sign in to it any more."),
    ),
}


def _messages(site: Site) -> bool:
    return site.platform.has_messages


def points_of(site: Site, occasion: str) -> list[Point]:
    """The points that count for this site."""
    rules = rules_of(site.school)
    return [point for point in POINTS[occasion] if point.counts(site, rules)]


def publishing_points(site: Site) -> list[Point]:
    """What is confirmed of everything that is published on this site (STM-09, STM-11)."""
    rules = rules_of(site.school)
    return [point for point in (*VOICE, *PUBLISHING) if point.counts(site, rules)]


def missing(site: Site, occasion: str, turn: int) -> list[tuple[Point, int]]:
    """The points not yet confirmed by enough people, and how many are still to do so."""
    given: dict[str, int] = {}
    for name in site.confirmations.filter(occasion=occasion, turn=turn).values_list("point", flat=True):
        given[name] = given.get(name, 0) + 1
    left = [(point, point.people - given.get(point.name, 0)) for point in points_of(site, occasion)]
    return [(point, number) for point, number in left if number > 0]
