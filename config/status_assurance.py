"""Whether the clock's tasks ran, for the assurance page: how it is today, because no past day is kept."""

from django.utils import timezone

from config.status import tasks
from monitoring.assurance.sections import Asked, Section, sections


def clock(asked: Asked) -> Section:
    """How many tasks of the clock run as they should: one query."""
    if not asked.is_today:
        return Section(title="Work by the clock", none="Known for today alone; no past day is kept.")
    shown = tasks(timezone.now())
    late, failing = sum(one.is_late for one in shown), sum(one.is_failing for one in shown)
    facts = [("Tasks", str(len(shown))), ("Late", str(late)), ("Failed when last run", str(failing))]
    return Section(
        title="Work by the clock",
        note="Reminders, destroying what is due, checking that evidence is whole, and the like.",
        facts=facts,
    )


sections.register("clock", clock)
