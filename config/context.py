"""What every page's frame shows: the school in hand, what the person can go to."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"nav": [], "school": None}
