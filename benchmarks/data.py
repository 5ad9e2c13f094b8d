"""Which database is asked, and who asks."""

from typing import Any

from django.db import connection
from django.test import Client

from foundation.schools.models import Person, Role, School
from foundation.schools.models.school import SchoolKind


def use(database: str) -> None:
    """Ask this database from now on. On SQLite there is one only."""
    if connection.settings_dict["NAME"] != database:
        connection.close()
        connection.settings_dict["NAME"] = database


def a_school() -> School:
    """A school in the middle of the trust."""
    schools = School.objects.exclude(kind=SchoolKind.TRUST).order_by("pk")
    return schools[schools.count() // 2]


def clerk_of(school: School) -> Person:
    return Role.objects.select_related("person__user").get(school=school, kind="clerk").person


def cookies_of(user: Any) -> dict[str, str]:
    """The cookies of a browser in which this user has signed in."""
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def as_header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
