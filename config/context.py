"""What every page's frame shows: the school in hand, and what the person can go to there."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from foundation.core.panels import NavItem, navigation
from foundation.core.rules import with_permission
from foundation.schools.models import School


def site(request: HttpRequest) -> dict[str, Any]:
    """`school`: whose page it is (None when of no single school); `nav`: entries the person may open there."""
    school = _school_of(getattr(request, "loaded", None))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"school": school, "nav": []}
    if school is None:
        school = School.objects.filter(people__user=user, people__leaves_on=None).order_by("pk").first()
    return {"school": school, "nav": _nav(request, school)}


def _school_of(row: Model | None) -> School | None:
    if isinstance(row, School):
        return row
    owner = getattr(row, "school", None)
    return owner if isinstance(owner, School) else None


def _nav(request: HttpRequest, school: School | None) -> list[dict[str, Any]]:
    entries = [("Desk", reverse("desk"))]
    if school is not None:
        entries += [(item.title, reverse(item.url_name, args=[school.slug])) for item in _permitted(request, school)]
    return [
        {"title": title, "url": url, "current": request.path == url or (url != "/" and request.path.startswith(url))}
        for title, url in entries
    ]


def _permitted(request: HttpRequest, school: School) -> list[NavItem]:
    """The entries whose permission the user holds on this school: one query for all of them."""
    rows = School.objects.filter(pk=school.pk)
    items = list(navigation)
    for number, item in enumerate(items):
        rows = with_permission(request.user, item.perm, rows, f"may_{number}")
    held = rows.values(*(f"may_{number}" for number in range(len(items)))).get() if items else {}
    return [item for number, item in enumerate(items) if held[f"may_{number}"]]
