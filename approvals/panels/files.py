"""Whose pictures may be seen by whom: the same rules as the rows they belong to."""

from typing import Any
from uuid import UUID

from approvals.models import Publication, Request
from foundation.core.panels import file_rules
from foundation.core.rules import permitted


def request_file(user: Any, uid: UUID) -> bool:
    """Whoever may see the request may see its pictures; once they are published, whoever sees what was published."""
    asked = Request.objects.filter(uid=uid)
    if permitted(user, "approvals.see_request", asked).exists():
        return True
    published = Publication.objects.filter(request__uid=uid)
    return permitted(user, "approvals.see_publication", published).exists()


def publication_file(user: Any, uid: UUID) -> bool:
    """Whoever may see what was published may see its pictures."""
    return permitted(user, "approvals.see_publication", Publication.objects.filter(uid=uid)).exists()


file_rules.register(Request._meta.label, request_file)
file_rules.register(Publication._meta.label, publication_file)
