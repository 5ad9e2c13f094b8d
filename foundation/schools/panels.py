"""What upper apps hang on the pages of a school: tasks of setting it up, and figures beside it on the trust's page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from foundation.audit.models import Entry
from foundation.core.panels import Registry
from foundation.schools.models import BodyMember, Person, Role, School, Term
from foundation.schools.models.role import ROLE_GIVERS
from foundation.schools.verbs import Verb


@dataclass(frozen=True)
class SetUpTask:
    """One thing to do when a school is set up, and the permission on the school of who does it.

    `is_done` is asked of the rows, never ticked.
    """

    title: str
    hint: str
    url_name: str
    is_done: Callable[[School, date], bool]
    perm: str = "schools.change_house_rules"


@dataclass(frozen=True)
class TrustFigure:
    """A number per school, in one query for all of them; `url_name` (of the school) is where it is explained.

    `counts` gets the schools and the day, and answers by the school's key; one that is missing counts as 0.
    """

    title: str
    counts: Callable[[Sequence[School], date], Mapping[int, int]]
    url_name: str = ""


@dataclass(frozen=True)
class ProfilePart:
    """A table of a profile that is more than the fields of a form, such as the steps of policies.

    `now` and `wanted` say in words what holds and what would hold at the school, for the preview; `apply` sets it,
    inside the change of applying the profile.
    """

    title: str
    now: Callable[[School], str]
    wanted: Callable[[Any, School], str]
    apply: Callable[..., None]


@dataclass(frozen=True)
class SettingsLink:
    """A page of settings that is more than a form of house rules, and the permission on the school that opens it."""

    title: str
    url_name: str
    perm: str = "schools.change_house_rules"


@dataclass(frozen=True)
class DeviceLink:
    """Another page of shared devices, linked from where people begin there."""

    title: str
    url_name: str


device_links: Registry[DeviceLink] = Registry()
# Names of the pages for who gave their PIN at a shared device; the first is where they begin.
device_pages: Registry[str] = Registry()
profile_parts: Registry[ProfilePart] = Registry()
set_up_tasks: Registry[SetUpTask] = Registry()
trust_figures: Registry[TrustFigure] = Registry()
settings_links: Registry[SettingsLink] = Registry()


def _has_people(school: School, on: date) -> bool:
    return Person.objects.current(on).filter(school=school).count() > 1


def _has_roles(school: School, on: date) -> bool:
    """A headteacher, and two people who can give roles: nobody gives one to themselves."""
    held = Role.objects.current(on).filter(school=school)
    givers = held.filter(kind__in=ROLE_GIVERS).values("person").distinct().count()
    return givers > 1 and held.filter(kind="headteacher").exists()


def _has_bodies(school: School, on: date) -> bool:
    return BodyMember.objects.filter(school=school, body__closed_on=None, starts_on__lte=on).exists()


def _has_terms(school: School, on: date) -> bool:
    return Term.objects.filter(school=school, ends_on__gte=on).exists()


def _has_rules(school: School, on: date) -> bool:
    said = (Verb.RULES_CHANGED, Verb.PROFILE_APPLIED)
    return Entry.objects.filter(school_uid=school.uid, verb__in=said).exists()


def _has_details(school: School, on: date) -> bool:
    return bool(school.address and school.email_domain)


def people_counts(schools: Sequence[School], on: date) -> Mapping[int, int]:
    """How many are on each roll."""
    rows = Person.objects.current(on).filter(school__in=schools).order_by().values("school").annotate(n=Count("pk"))
    return {row["school"]: row["n"] for row in rows}


def unreached_counts(schools: Sequence[School], on: date) -> Mapping[int, int]:
    """How many on each roll have no e-mail address."""
    rows = Person.objects.current(on).filter(school__in=schools, email="").order_by().values("school")
    return {row["school"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def register() -> None:
    """The tasks and figures of this app."""
    for name, task in {
        "details": SetUpTask("The school's details", "Address, e-mail domain, colour", "school-details", _has_details),
        "rules": SetUpTask("House rules", "Start from a profile or set each one", "settings", _has_rules),
        "people": SetUpTask("People", "Bring in the roll from a file, or add people", "person-list", _has_people),
        "roles": SetUpTask("Roles", "A headteacher, and two who can give roles", "role-list", _has_roles),
        "bodies": SetUpTask("Bodies and their members", "Who decides on policies", "body-list", _has_bodies),
        "calendar": SetUpTask("Calendar", "Terms, half-terms, training days", "calendar", _has_terms),
    }.items():
        set_up_tasks.register(name, task)
    trust_figures.register("people", TrustFigure("People on the roll", people_counts))
    trust_figures.register("unreached", TrustFigure("Without e-mail", unreached_counts))
