"""What the clock did not run, on the administrator's desk; and the way to the status page."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from config.status import late_tasks
from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.schools.models import RoleKind
from foundation.schools.people import standing


def tasks_that_did_not_run(user: Any, today: date) -> list[DeskLine]:
    """To the administrator: what did not run in twice its interval; one query for them, none for others."""
    if not standing(user, today).schools([RoleKind.ADMINISTRATOR]):
        return []
    late = len(late_tasks(timezone.now()))
    if not late:
        return []
    said = "A task of the clock did not run" if late == 1 else f"{late} tasks of the clock did not run"
    return [DeskLine(group="look", what=said, url=reverse("status"), action="See which", is_overdue=True)]


navigation.register("status", NavItem("Status", "school-status", "config.see_status"))
desk.register("config.status", tasks_that_did_not_run)
