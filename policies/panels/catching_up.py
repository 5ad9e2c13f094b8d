"""On the desk of somebody who is back: one line to all that changed meanwhile."""

from datetime import date
from typing import Any

from django.urls import reverse

from foundation.core.panels import DeskLine
from policies.catching_up import catching_up


def while_you_were_away(user: Any, today: date) -> list[DeskLine]:
    """As long as something of it is still to be confirmed: one query where nobody was away."""
    return [
        DeskLine(
            group="read",
            what=f"While you were away: {len(one.changed)} {'policy' if len(one.changed) == 1 else 'policies'} changed",
            url=reverse("catch-up"),
            action="See what changed",
            school=one.absence.school.said,
        )
        for one in catching_up(user, today)
        if one.owes
    ]
