"""The page above all pages of monitoring, on the way back from each of them."""

from django.urls import reverse

from foundation.schools.models import School
from foundation.schools.views.answers import Crumbs


def below_monitoring(school: School, title: str, url_name: str, *more: tuple[str, str]) -> Crumbs:
    """From "Monitoring" by one of its pages, a link unless it is the page itself, to what stands below that."""
    above = ("Monitoring", reverse("monitoring", args=[school.slug]))
    return [above, (title, reverse(url_name, args=[school.slug]) if more else ""), *more]
