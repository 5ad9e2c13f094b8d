"""Records of many classes in the state a test wants them in, and purges of them."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from foundation.schools.models import Person, School
from incidents.models import Case, Kind, Update
from incidents.transitions.closing import OUTCOMES, close_case
from incidents.transitions.informing import Word, tell
from monitoring.models import Certificate, Purge
from monitoring.retention import due
from monitoring.retention.classes import class_of
from monitoring.retention.run import run_purge
from monitoring.transitions import purging
from tests.cast import Cast
from tests.incidents.reported import in_hand, judged

LONDON = ZoneInfo("Europe/London")
YEARS = timedelta(days=366)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)


def a_closed_case(cast: Cast, closed_on: date, kind: str = Kind.STAFF_MENTION, **more: Any) -> Case:
    """Closed on that day, as if it had been then."""
    case = judged(cast, in_hand(cast, kind, **more), is_low=True)
    for person in case.people.filter(relation="affected"):
        tell(person, Word(Update.What.DONE, "It is gone.", None), by=cast.headteacher, at=cast.at)
    case = close_case(case, outcome=OUTCOMES[0], why="It is gone.", by=cast.headteacher, at=cast.at)
    Case.objects.filter(pk=case.pk).update(closed_at=noon(closed_on))
    case.refresh_from_db()
    return case


def found(school: School, code: str, on: date, *, at: datetime | None = None) -> Purge:
    """A purge of what is due in a class on that day."""
    record_class = class_of(code)
    period = due.period_of(school, record_class)
    assert period is not None
    number = due.count_due(record_class, school, period, on)
    return purging.find(record_class, school, period, number, on, at=at or noon(on))


def agreed(purge: Purge, first: Person, second: Person, at: datetime) -> Purge:
    """Two people agreed, where the class asks for it; an alarm about its share is not what is tested."""
    if purge.status == Purge.Status.FOUND:
        purge = purging.propose(purge, by=first, at=at)
        purge = purging.agree(purge, by=second, at=at)
    return purge


def purged(cast: Cast, code: str, on: date | None = None) -> Certificate | None:
    """Everything of a class that is due at the school on that day, destroyed."""
    return purged_at(cast, cast.school, code, on)


def purged_at(cast: Cast, school: School, code: str, on: date | None = None) -> Certificate | None:
    """The same at another school."""
    on = on or cast.today
    purge = agreed(found(school, code, on), cast.headteacher, cast.chair, noon(on))
    assert run_purge(purge, lambda: noon(on))
    return Certificate.objects.filter(purge=purge).first()
