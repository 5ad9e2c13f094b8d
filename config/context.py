"""What every page's frame shows: the school in hand, and what the person can go to there."""

from typing import Any

from django.db.models import Case, IntegerField, Model, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.urls import reverse

from foundation.core.panels import NavItem, navigation
from foundation.core.rules import with_permission
from foundation.schools.models import Person, School


def site(request: HttpRequest) -> dict[str, Any]:
    """`school`: whose page it is (None when of no single school); `nav`: entries the person may open there;
    `known_as`: the name under which who is signed in stands on the roll.
    """
    school = _school_of(getattr(request, "loaded", None))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"school": school, "nav": [], "known_as": ""}
    if school is None:
        school = School.objects.filter(people__user=user, people__leaves_on=None).order_by("pk").first()
    items, name = _held(request, school) if school is not None else ([], "")
    return {"school": school, "nav": _nav(request, school, items), "known_as": name}


def _school_of(row: Model | None) -> School | None:
    if isinstance(row, School):
        return row
    owner = getattr(row, "school", None)
    return owner if isinstance(owner, School) else None


def _nav(request: HttpRequest, school: School | None, items: list[NavItem]) -> list[dict[str, Any]]:
    entries = [("Desk", reverse("desk"))]
    if school is not None:
        entries += [(item.title, reverse(item.url_name, args=[school.slug])) for item in items]
    return [
        {"title": title, "url": url, "current": request.path == url or (url != "/" and request.path.startswith(url))}
        for title, url in entries
    ]


def _held(request: HttpRequest, school: School) -> tuple[list[NavItem], str]:
    """The entries whose permission the user holds on this school, and their name there: one query for all of it."""
    rows = School.objects.filter(pk=school.pk).annotate(known_as=Subquery(_names(request, school)))
    items = list(navigation)
    for number, item in enumerate(items):
        rows = with_permission(request.user, item.perm, rows, f"may_{number}")
    held = rows.values("known_as", *(f"may_{number}" for number in range(len(items)))).get()
    return [item for number, item in enumerate(items) if held[f"may_{number}"]], held["known_as"] or ""


def _names(request: HttpRequest, school: School) -> QuerySet[Person, Any]:
    """The user's names, that on this school's roll first: a trust's officer is on the trust's roll only."""
    elsewhere = Case(When(school=school, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Person.objects.filter(user=request.user.pk).order_by(elsewhere, "pk").values("name")[:1]
