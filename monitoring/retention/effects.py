"""What another period would do to records already held: how many fall due at once, how many earlier or later."""

from dataclasses import asdict, dataclass
from datetime import date

from foundation.schools.models import School
from monitoring.retention import due
from monitoring.retention.classes import RecordClass
from monitoring.retention.period import Period


@dataclass(frozen=True)
class Effects:
    """In numbers of roots: `at_once` are due under the new period on that day and are not under the present one.

    `no_longer` are due now and would not be; of what is not due either way, `counting` has begun to count, and
    becomes due earlier or later (never both: `is_shorter`); `not_begun` is not touched.
    """

    at_once: int
    no_longer: int
    counting: int
    not_begun: int
    is_shorter: bool

    def as_numbers(self) -> dict[str, int | bool]:
        return asdict(self)


def effects(record_class: RecordClass, school: School, period: Period, on: date) -> Effects:
    """Count what a change of the period does; four queries for each kind of root."""
    present = due.period_of(school, record_class) or period
    now = due.count_due(record_class, school, present, on)
    then = due.count_due(record_class, school, period, on)
    every = sum(due.roots(root, school).count() for root in record_class.roots)
    begun = sum(due.roots(root, school).filter(began__isnull=False).count() for root in record_class.roots)
    return Effects(
        at_once=max(0, then - now),
        no_longer=max(0, now - then),
        counting=begun - max(now, then),
        not_begun=every - begun,
        is_shorter=period.latest(on) > present.latest(on),
    )
