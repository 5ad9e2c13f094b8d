"""Whoever sends report after report from outside is held back: by their connection, and by what one school takes.

Counted in the cache, which all workers share. A class's parents may share one connection, so it is not few.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from foundation.schools.models import School

WITHIN = 60 * 60  # seconds
FROM_ONE_CONNECTION, AT_ONE_SCHOOL = 6, 120  # reports in that time
WORDS = (
    "Several reports were sent from this connection within the last hour, so this one was not taken. What you wrote"
    " stands below. Wait an hour and send it then. If a child is in danger, call 999; anything else that cannot wait,"
    " tell the school's office by telephone."
)


def _keys(request: HttpRequest, school: School) -> dict[str, int]:
    address = get_adapter(request).get_client_ip(request)
    return {
        f"public-reports:{school.uid}:{address}": FROM_ONE_CONNECTION,
        f"public-reports:{school.uid}": AT_ONE_SCHOOL,
    }


def is_held_back(request: HttpRequest, school: School) -> bool:
    """Whether no more is taken from here for now."""
    limits = _keys(request, school)
    sent = cache.get_many(limits)
    return any(sent.get(key, 0) >= limit for key, limit in limits.items())


def count(request: HttpRequest, school: School) -> None:
    """One more report was taken."""
    for key in _keys(request, school):
        if not cache.add(key, 1, timeout=WITHIN):
            try:
                cache.incr(key)
            except ValueError:  # it ran out in between
                cache.set(key, 1, timeout=WITHIN)
