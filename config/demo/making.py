"""Making the demo: through the same transitions as the pages, so that the trail and the proofs are real."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from approvals.models import ChainStep
from config.demo.people import POSTS, Post, names
from foundation.core.actors import Clock
from foundation.documents.reading import read_document
from foundation.schools import profiles
from foundation.schools.models import Body, Person, RoleKind, School, StaffGroup, User
from foundation.schools.models.school import SchoolKind
from foundation.schools.transitions.bodies import seat_member
from foundation.schools.transitions.days import enter_term
from foundation.schools.transitions.people import add_person, change_person
from foundation.schools.transitions.profiles import apply_profile
from foundation.schools.transitions.roles import give_role
from foundation.schools.transitions.school import add_school, change_school

HERE = Path(__file__).parent
DEMO = Clock("demo data")
TITLES = {
    "social-media": "Social media policy",
    "acceptable-use": "Acceptable use of computers and phones",
    "code-of-conduct": "Code of conduct",
    "visitors-and-keys": "Visitors and keys",
}
ROLES_SHOWN = (
    RoleKind.HEADTEACHER,
    RoleKind.CLERK,
    RoleKind.CHAIR,
    RoleKind.BUSINESS_MANAGER,
    RoleKind.DSL,
    RoleKind.NETWORK_MANAGER,
    RoleKind.ADMINISTRATOR,
)

IN_TEAMS = (2, 5)  # the places of an assistant headteacher and the network manager


@dataclass
class DemoSchool:
    """One school of the demo and who is who in it, by place in POSTS."""

    school: School
    facts: dict[str, Any]
    people: list[Person] = field(default_factory=list)

    def first(self, role: str) -> Person:
        """The first person who holds the role."""
        return self.people[next(place for place, post in enumerate(POSTS) if role in post.roles)]


def facts() -> dict[str, Any]:
    """The schools as they stand in the file."""
    return tomllib.loads((HERE / "schools.toml").read_text(encoding="utf-8"))


def make_schools(at: datetime, password: str) -> tuple[list[DemoSchool], Person]:
    """The trust, its officer, and five schools with their people."""
    data = facts()
    trust_facts = data.pop("trust")
    secret = make_password(password)
    trust = add_school(name=trust_facts["name"], slug=trust_facts["slug"], kind=SchoolKind.TRUST, by=DEMO, at=at)
    officer = _add(trust, "Rowan Tremlett", Post("Trust officer", "support", ("trust_officer",), -1), (), at, secret)
    give_role(officer, school=trust, kind="trust_officer", starts_on=officer.starts_on, by=DEMO, at=at)
    made = []
    for number, (slug, school_facts) in enumerate(data.items()):
        inside = trust if slug in trust_facts["schools"] else None
        made.append(_make_school(number, slug, school_facts, inside, at, secret))
        if inside:
            give_role(
                officer, school=made[-1].school, kind="trust_officer", starts_on=officer.starts_on, by=DEMO, at=at
            )
    return made, officer


def _make_school(
    number: int, slug: str, school_facts: dict[str, Any], trust: School | None, at: datetime, secret: str
) -> DemoSchool:
    profile = profiles.load(slug)
    school = add_school(name=school_facts["name"], slug=slug, kind=profile.school["kind"], trust=trust, by=DEMO, at=at)
    details = {name: school_facts[name] for name in ("short_name", "colour", "email_domain", "address")}
    school = change_school(school, details=details, by=DEMO, at=at)
    school = apply_profile(school, profile, by=DEMO, at=at)
    _enter_terms(school, at)
    one = DemoSchool(school, school_facts)
    groups = _groups(school)
    for post, name in zip(POSTS, names(number), strict=True):
        one.people.append(_add(school, name, post, groups[post.group], at, secret))
    _manage(one, at)
    _give_roles(one, at)
    _fill_teams(one, at)
    return one


def _groups(school: School) -> dict[str, tuple[StaffGroup, ...]]:
    """The school's own groups that stand for the demo's four kinds of people."""
    groups = list(StaffGroup.objects.filter(school=school))
    staff = [group for group in groups if group.community == "staff"]
    teachers = [group for group in staff if "teach" in group.name.lower()] or staff
    support = [group for group in staff if "support" in group.name.lower()] or staff
    others = [group for group in groups if group.community in ("volunteers", "agency")] or staff
    governors = [group for group in groups if group.community == "governors"] or staff
    return {
        "teachers": tuple(teachers[:1]),
        "support": tuple(support[:1]),
        "others": tuple(others[:1]),
        "governors": tuple(governors[:1]),
    }


def _add(school: School, name: str, post: Post, groups: tuple[StaffGroup, ...], at: datetime, secret: str) -> Person:
    today = timezone.localdate(at)
    details: dict[str, Any] = {
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}@{school.slug}.example" if post.has_email else "",
        "job_title": post.job,
        "starts_on": today + timedelta(days=post.starts_in),
        "working_days": "12345",
    }
    if post.leaves_in is not None:
        details["leaves_on"] = today + timedelta(days=post.leaves_in)
    person = add_person(school, details=details, groups=groups, by=DEMO, at=at)
    if person.email:
        person.user = User.objects.create(email=person.email, password=secret)
        person.save(update_fields=["user"])
    return person


def _manage(one: DemoSchool, at: datetime) -> None:
    for post, person in zip(POSTS, one.people, strict=True):
        if post.manager >= 0:
            change_person(person, details={"line_manager": one.people[post.manager]}, by=DEMO, at=at)


def _give_roles(one: DemoSchool, at: datetime) -> None:
    body = Body.objects.filter(school=one.school, kind__in=("governing_body", "local_board")).order_by("kind").first()
    for post, person in zip(POSTS, one.people, strict=True):
        for role in post.roles:
            give_role(person, school=one.school, kind=role, starts_on=person.starts_on, by=DEMO, at=at)
        if post.seat and body is not None:
            seat_member(body, person=person, office=post.seat, starts_on=person.starts_on, by=DEMO, at=at)


def _fill_teams(one: DemoSchool, at: datetime) -> None:
    """Whom the school's chains of requests name as a group."""
    for group in StaffGroup.objects.filter(pk__in=ChainStep.objects.filter(school=one.school).values("group")):
        for person in (one.people[place] for place in IN_TEAMS):
            change_person(person, details={}, groups=[*person.groups.all(), group], by=DEMO, at=at)


def _enter_terms(school: School, at: datetime) -> None:
    """Three school years around now, with usual dates."""
    today = timezone.localdate(at)
    first = today.year - (today.month < 9)
    for year in range(first - 1, first + 2):
        enter_term(school, season="autumn", starts_on=date(year, 9, 2), ends_on=date(year, 12, 18), by=DEMO, at=at)
        enter_term(
            school, season="spring", starts_on=date(year + 1, 1, 5), ends_on=date(year + 1, 3, 27), by=DEMO, at=at
        )
        enter_term(
            school, season="summer", starts_on=date(year + 1, 4, 13), ends_on=date(year + 1, 7, 21), by=DEMO, at=at
        )


def text_for(name: str, one: DemoSchool) -> bytes:
    """A demo policy's text with the school's own rules in it."""
    text = (HERE / "policies" / f"{name}.md").read_text(encoding="utf-8")
    values = {key: value for key, value in one.facts.items() if isinstance(value, str)}
    filled = text.format(**{**values, "school": one.facts["short_name"]})
    return filled.format(school=one.facts["short_name"]).encode()


def reading_for(name: str, one: DemoSchool, today: date) -> dict[str, Any]:
    """The text as the product reads it."""
    return read_document(f"{name}.md", text_for(name, one), today=today).as_dict()
