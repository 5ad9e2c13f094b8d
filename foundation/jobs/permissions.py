"""Who may see a job."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.jobs.models import Job


@rule("jobs.see_job", Job, sees=True)
def see_job(user: Any, on: date) -> Q:
    """Whoever asked for it."""
    return Q(Exists(user.persons.current(on).filter(uid=OuterRef("asked_by_uid"))))
