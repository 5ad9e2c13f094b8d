"""What tests of filtering, the footprint and restrictions share."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from foundation.core.panels import desk
from foundation.schools.models import Person, RoleKind, School
from monitoring.filtering_start import SHIPPED
from monitoring.models import FilteringCheck, FilteringPoint, FilteringReview, FootprintPlace, Mention
from monitoring.transitions import filtering, footprint
from monitoring.transitions.filtering import Reviewed, Tested, ToDo
from monitoring.transitions.footprint import Said
from tests.cast import Cast, a_person, a_role

DAY = timedelta(days=1)


def network_manager(school: School, name: str = "Nora Network-Manager") -> Person:
    person = a_person(school, name)
    a_role(person, RoleKind.NETWORK_MANAGER)
    return person


def points(cast: Cast) -> list[FilteringPoint]:
    """The list that comes with Countersign, begun by the safeguarding lead."""
    return filtering.start_points(cast.school, SHIPPED, by=cast.dsl, at=cast.at)


def one_of_each(cast: Cast) -> list[FilteringPoint]:
    rows = FilteringPoint.objects.filter(school=cast.school, ended_at=None)
    return [rows.filter(kind=kind)[0] for kind in FilteringPoint.Kind]


def a_check(cast: Cast, *, on: date | None = None, to_do: Sequence[ToDo] = (), **more: Any) -> FilteringCheck:
    if not FilteringPoint.objects.filter(school=cast.school).exists():
        points(cast)
    outcome = FilteringCheck.Outcome.TO_DO if to_do else FilteringCheck.Outcome.SOUND
    tested = Tested(
        on or cast.today, more.pop("points", one_of_each(cast)), more.pop("outcome", outcome), "All blocked.", to_do
    )
    return filtering.record_check(cast.school, tested, by=cast.dsl, at=cast.at)


def held(cast: Cast, **more: Any) -> Reviewed:
    on = more.pop("on", cast.today)
    usual: dict[str, Any] = {
        "on": on,
        "why": FilteringReview.Why.YEARLY,
        "leader": cast.senior_leader,
        "governor": cast.governor,
        "dsl": cast.dsl,
        "others": "The company that runs the filter",
        "findings": "It suits the risks.",
        "check_months": 4,
        "next_due_on": on + 300 * DAY,
    }
    return Reviewed(**{**usual, **more})


def a_review(cast: Cast, **more: Any) -> FilteringReview:
    return filtering.record_review(cast.school, held(cast, **more), by=cast.dsl, at=cast.at)


def a_place(cast: Cast, name: str = "The village group", **more: Any) -> FootprintPlace:
    return footprint.add_place(cast.school, name, by=cast.dsl, at=cast.at, **more)


def a_mention(cast: Cast, **more: Any) -> Mention:
    look = more.pop("look", None)
    usual: dict[str, Any] = {
        "on": cast.today,
        "what": "The lunch queue is too long",
        "tone": Mention.Tone.CRITICISM,
        "elsewhere": "A review",
    }
    return footprint.note_mention(cast.school, Said(**{**usual, **more}), by=cast.dsl, at=cast.at, look=look)


def desk_of(person: Person, on: date, name: str) -> list[str]:
    """What one part of somebody's desk says that day."""
    return [f"{line.what}{' (overdue)' if line.is_overdue else ''}" for line in desk.entries[name](person.user, on)]


def here(name: str, school: School) -> str:
    return reverse(name, args=[school.slug])
