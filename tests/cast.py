"""The people of the tests. Their names carry their roles; rows are made plainly, without going through the product."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from foundation.schools.models import Body, BodyMember, Person, Role, RoleKind, School, SchoolRules, StaffGroup, User
from foundation.schools.models.person import Community
from foundation.schools.models.school import SchoolKind

LONG_AGO = date(2020, 9, 1)
OFFICERS = {
    "headteacher": ("Hannah Headteacher", RoleKind.HEADTEACHER),
    "clerk": ("Clara Clerk", RoleKind.CLERK),
    "chair": ("Charlie Chair", RoleKind.CHAIR),
    "governor": ("Gwen Governor", RoleKind.GOVERNOR),
    "business_manager": ("Bela Business-Manager", RoleKind.BUSINESS_MANAGER),
    "administrator": ("Ada Administrator", RoleKind.ADMINISTRATOR),
    "dsl": ("Dana Safeguarding-Lead", RoleKind.DSL),
    "senior_leader": ("Sam Senior-Leader", RoleKind.SENIOR_LEADER),
}


def a_school(name: str = "Beacon Hill Primary School", **fields: Any) -> School:
    """A school with its house rules; its address is made from its name."""
    slug = fields.pop("slug", "-".join(name.lower().replace("'", "").split()[:2]))
    school = School.objects.create(name=name, slug=slug, **fields)
    SchoolRules.objects.create(school=school)
    return school


def a_user(email: str) -> User:
    """A log-in without a password: tests sign in with `signed_in`, browsers set one first."""
    user = User(email=email.lower())
    user.set_unusable_password()
    user.save()
    return user


def a_person(
    school: School, name: str, *, has_email: bool = True, groups: tuple[StaffGroup, ...] = (), **fields: Any
) -> Person:
    """Somebody on the roll, with a log-in unless they have no e-mail."""
    email = f"{name.lower().replace(' ', '.')}@{school.slug}.example" if has_email else ""
    fields.setdefault("email", email)
    fields.setdefault("starts_on", LONG_AGO)
    if fields["email"] and "user" not in fields:
        fields["user"] = a_user(fields["email"])
    person = Person.objects.create(school=school, name=name, **fields)
    person.groups.set(groups)
    return person


def a_role(person: Person, kind: str, school: School | None = None, **fields: Any) -> Role:
    """A role since long ago, at the person's own school unless another is named."""
    fields.setdefault("starts_on", LONG_AGO)
    fields.setdefault("given_at", timezone.now())
    return Role.objects.create(school=school or person.school, person=person, kind=kind, **fields)


def signed_in(person: Person, **options: Any) -> Client:
    """A client signed in as this person."""
    client = Client(**options)
    assert person.user is not None, f"{person} has no log-in"
    client.force_login(person.user)
    return client


@dataclass
class Cast:
    """One school of a trust with everybody in it, and another school outside the trust."""

    at: datetime
    school: School
    trust: School
    other_school: School
    teachers: StaffGroup
    office: StaffGroup
    midday: StaffGroup
    governors: StaffGroup
    headteacher: Person
    clerk: Person
    chair: Person
    governor: Person
    business_manager: Person
    administrator: Person
    dsl: Person
    senior_leader: Person
    line_manager: Person
    teacher: Person
    midday_supervisor: Person
    leaver: Person
    starter: Person
    trust_officer: Person
    other_headteacher: Person
    other_clerk: Person
    other_teacher: Person
    governing_body: Body

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @classmethod
    def make(cls, at: datetime | None = None, apart: str = "") -> "Cast":
        """Everybody, with the moment `at` as now (the starter starts a month later, the leaver left a month before).

        `apart` ends the addresses of the schools, where several casts share a database.
        """
        at = at or timezone.now()
        trust = a_school("Lighthouse Trust", kind=SchoolKind.TRUST, slug=f"lighthouse-trust{apart}")
        school = a_school(trust=trust, slug=f"beacon-hill{apart}", email_domain=f"beacon-hill{apart}.example")
        other_school = a_school("Faraway Primary School", slug=f"faraway-primary{apart}")
        people = _staff(school, timezone.localdate(at)) | _others(other_school) | _trust_officer(trust, school)
        return cls(at=at, school=school, trust=trust, other_school=other_school, **people)


def _staff(school: School, today: date) -> dict[str, Any]:
    groups = {
        "teachers": StaffGroup.objects.create(school=school, name="Teachers"),
        "office": StaffGroup.objects.create(school=school, name="Office staff"),
        "midday": StaffGroup.objects.create(school=school, name="Midday supervisors"),
        "governors": StaffGroup.objects.create(school=school, name="Governors", community=Community.GOVERNORS),
    }
    usual = {"clerk": "office", "administrator": "office", "business_manager": "office"}
    usual |= {"chair": "governors", "governor": "governors"}
    people = {
        key: a_person(school, name, groups=(groups[usual.get(key, "teachers")],)) for key, (name, _) in OFFICERS.items()
    }
    for key, (_, kind) in OFFICERS.items():
        a_role(people[key], kind)
    teachers, month = (groups["teachers"],), timedelta(days=30)
    line_manager = a_person(school, "Lena Line-Manager", groups=teachers, line_manager=people["headteacher"])
    people["line_manager"] = line_manager
    people["teacher"] = a_person(school, "Tessa Teacher", groups=teachers, line_manager=line_manager)
    people["midday_supervisor"] = a_person(
        school, "Mina Midday-Supervisor", has_email=False, groups=(groups["midday"],), line_manager=line_manager
    )
    people["leaver"] = a_person(school, "Leo Leaver", groups=teachers, leaves_on=today - month)
    people["starter"] = a_person(school, "Stella Starter", groups=teachers, starts_on=today + month)
    body = Body.objects.create(school=school, name="Governing body", kind=Body.Kind.GOVERNING_BODY, quorum=2)
    for key, office in (("chair", "chair"), ("governor", "member"), ("headteacher", "member"), ("clerk", "clerk")):
        BodyMember.objects.create(school=school, body=body, person=people[key], office=office, starts_on=LONG_AGO)
    return {**groups, **people, "governing_body": body}


def _others(school: School) -> dict[str, Any]:
    people = {
        "other_headteacher": a_person(school, "Otto Other-Headteacher"),
        "other_clerk": a_person(school, "Orla Other-Clerk"),
        "other_teacher": a_person(school, "Olly Other-Teacher"),
    }
    a_role(people["other_headteacher"], RoleKind.HEADTEACHER)
    a_role(people["other_clerk"], RoleKind.CLERK)
    return people


def _trust_officer(trust: School, school: School) -> dict[str, Any]:
    officer = a_person(trust, "Toby Trust-Officer")
    a_role(officer, RoleKind.TRUST_OFFICER)
    a_role(officer, RoleKind.TRUST_OFFICER, school)
    return {"trust_officer": officer}
