"""Other places beside "May I ...?", for who came to the wrong one; upper apps hang them there (ACR-27)."""

from typing import Any

from django.urls import reverse

from foundation.core.panels import NavItem, Registry
from foundation.schools.models import School

beside: Registry[NavItem] = Registry()


def places(user: Any, school: School) -> list[tuple[str, str]]:
    """Title and address of each that the user may open."""
    return [(one.title, reverse(one.url_name, args=[school.slug])) for one in beside if user.has_perm(one.perm, school)]
