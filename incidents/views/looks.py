"""That somebody looked at a case, or at something kept in it, is kept."""

from django.http import HttpRequest
from django.utils import timezone

from foundation.audit import trail
from foundation.schools.people import acting
from incidents.models import Case, Evidence


def note(request: HttpRequest, about: Case | Evidence, how: str) -> None:
    """Keep that the reader looked, and how."""
    by = acting(request.user, about.school)
    trail.look(about, by=by, at=timezone.now(), school=about.school, how=how)
