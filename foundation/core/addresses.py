"""Addresses of many rows: `{% url %}` for each row of a list costs more than the rest of the row."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

NIL = UUID(int=0)


def address(uid: UUID, name: str) -> str:
    """The address of a row's page, which takes nothing but its uid."""
    before, after = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{uid}{after}"


@lru_cache(maxsize=512)
def _around(name: str, urlconf: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the uid: the same for every row, as long as addresses and their root are."""
    before, _, after = reverse(name, urlconf=urlconf, args=[NIL]).partition(str(NIL))
    return before, after
