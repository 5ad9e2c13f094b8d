"""Who is told of withdrawn access: the person alone, in a mail that says nothing of it but where it stands."""

from datetime import datetime

from foundation.notices.transitions import announce
from monitoring.models import Restriction

RESTRICTION = "monitoring.restriction"


def tell_person(row: Restriction, step: str, *, at: datetime) -> None:
    """The person, that something was recorded about their access; once for each step."""
    if row.person is not None:
        key = f"restriction:{row.uid}:{step}"
        announce(RESTRICTION, key=key, recipients=[row.person], about=row, school=row.school, due_at=at)
