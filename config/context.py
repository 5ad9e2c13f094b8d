"""What every page's frame shows: the school in hand, and what the person can go to there."""

from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from foundation.core.panels import NavItem, navigation
from foundation.core.rules import allows, remember
from foundation.schools.models import School
from foundation.schools.people import standing


def site(request: HttpRequest) -> dict[str, Any]:
    """`school`: whose page it is (None when of no single school); `nav`: entries the person may open there;
    `known_as`: the name under which who is signed in stands on the roll.
    """
    school = _school_of(getattr(request, "loaded", None))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"school": school, "nav": [], "known_as": ""}
    remember(user)
    if school is None:
        school = School.objects.filter(_not_left(), people__user=user).order_by("pk").first()
    items, name = _held(request, school) if school is not None else ([], "")
    return {"school": school, "nav": _nav(request, school, items), "known_as": name}


def _not_left() -> Q:
    return Q(people__leaves_on=None) | Q(people__leaves_on__gte=timezone.localdate())


def _school_of(row: Model | None) -> School | None:
    if isinstance(row, School):
        return row
    owner = getattr(row, "school", None)
    return owner if isinstance(owner, School) else None


def _nav(request: HttpRequest, school: School | None, items: list[NavItem]) -> list[dict[str, Any]]:
    entries = [("Desk", [reverse("desk")])]
    if school is not None:
        entries += [(item.title, _places(item, school)) for item in items]
    return [
        {"title": title, "url": places[0], "current": any(_is_at(request, place) for place in places)}
        for title, places in entries
    ]


def _places(item: NavItem, school: School) -> list[str]:
    """The address of an entry, then of those that stand under it."""
    below = [one for one in navigation if one.under == item.url_name]
    return [reverse(one.url_name, args=[school.slug]) for one in (item, *below)]


def _is_at(request: HttpRequest, place: str) -> bool:
    return request.path == place or (place != "/" and request.path.startswith(place))


def _held(request: HttpRequest, school: School) -> tuple[list[NavItem], str]:
    """The entries whose permission the user holds on this school, and their name there.

    A trust's officer is on the trust's roll only.
    """
    names = standing(request.user, timezone.localdate()).names
    entries = [item for item in navigation if not item.under]
    held = [item for item in entries if not item.perm or allows(request.user, item.perm, school)]
    return held, names.get(school.pk) or next(iter(names.values()), "")
