"""Which steps stand still: past the school's time, or with nobody who can answer them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from approvals.holders import holders_of
from approvals.models import ApprovalRules, Step
from foundation.schools.calendar import SchoolCalendar


def stuck(steps: Collection[Step], on: date) -> set[int]:
    """The keys of those that nobody can answer."""
    held = holders_of(steps, on)
    return {key for key, people in held.items() if not people}


def to_pass_on(steps: Sequence[Step], alone: Collection[int], on: date) -> Iterator[Step]:
    """Those that the clerk is shown: with nobody at once, the others after the school's time (school days)."""
    late = [step for step in steps if step.due_on is not None and step.due_on < on and step.pk not in alone]
    schools = {step.school for step in late}
    days = dict(ApprovalRules.objects.filter(school__in=schools).values_list("school", "late_days")) if late else {}
    usual = ApprovalRules().late_days
    calendars = SchoolCalendar.of_all(schools) if late else {}
    for step in steps:
        if step.pk in alone:
            yield step
        elif step in late and step.due_on is not None:
            late_by = calendars[step.school_id].between(step.due_on, on)
            yield from [step] if late_by >= days.get(step.school_id, usual) else []
