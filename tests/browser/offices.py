"""Schools for the tests of the office pages: one with very long names that is to be set up, one where a policy is being
written, one whose roll comes from a file.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.schools.models import Absence, Person, RoleKind, School, StaffGroup, User
from foundation.schools.models.school import SchoolKind
from policies.content import ClauseText, Text
from policies.transitions import add_policy, start_version, write_text
from policies.transitions.drafting import PolicyFacts
from tests.browser.site import PASSWORD
from tests.cast import a_person, a_role, a_school

LONG = "St Wilfrid-on-the-Water Voluntary Aided Church of England Primary and Nursery School"
LONG_TITLE = "Assistant headteacher with responsibility for curriculum, assessment and safeguarding"
OFFICE = {
    "Anastasia Fotheringham-Wetherby-Montgomery": RoleKind.ADMINISTRATOR,
    "Bartholomew Featherstonehaugh-Ponsonby": RoleKind.HEADTEACHER,
    "Clementina Cholmondeley-Marjoribanks": RoleKind.BUSINESS_MANAGER,
    "Dorothea Throckmorton-Worthington": None,
}


def office() -> dict[str, Any]:
    """A school with long names and hardly anything set up, in a trust whose officer looks at it."""
    trust = a_school("Weir and Water Trust", slug="weir", kind=SchoolKind.TRUST)
    school = a_school(LONG, slug="wilfrid", trust=trust)
    people = {str(kind or "teacher"): _member(school, name, kind) for name, kind in OFFICE.items()}
    group = StaffGroup.objects.create(school=school, name="Lunchtime, breakfast club and wraparound care colleagues")
    people["teacher"].groups.add(group)
    a_person(school, "Ethelbert Wolstenholme", has_email=False, line_manager=people["headteacher"])
    away = {"kind": "leave", "starts_on": timezone.localdate(), "entered_at": timezone.now()}
    Absence.objects.create(school=school, person=people["teacher"], entered_by=people["headteacher"], **away)
    officer = a_person(trust, "Frederica Trust-Officer")
    for where in (trust, school):
        a_role(officer, RoleKind.TRUST_OFFICER, where)
    _can_sign_in(trust, school)
    emails = {kind: person.email for kind, person in people.items()}
    return {"school": school.slug, "trust": trust.slug, "trust_officer": officer.email, **emails}


def writing() -> dict[str, Any]:
    """A clerk with a draft of one clause."""
    school = a_school("Lock Lane School", slug="lock-lane")
    clerk = a_person(school, "Winifred Writer")
    a_role(clerk, RoleKind.CLERK)
    facts = PolicyFacts(title="Boats and bicycles", owner=clerk, determiner="headteacher")
    at = timezone.now() - timedelta(hours=1)
    draft = start_version(add_policy(school, facts, by=clerk, at=at), by=clerk, at=at)
    write_text(draft, Text(clauses=(ClauseText("Aims", "<p>Why we have this.</p>", "1"),)), by=clerk, at=at)
    _can_sign_in(school)
    return {"clerk": clerk.email, "version": str(draft.uid)}


def roll() -> dict[str, Any]:
    """An administrator alone with a teacher whose job title the file will change."""
    school = a_school("Mill Lane School", slug="mill-lane", email_domain="mill-lane.example")
    administrator = a_person(school, "Magnus Miller")
    a_role(administrator, RoleKind.ADMINISTRATOR)
    a_person(school, "Greta Grinder", job_title="Class teacher")
    StaffGroup.objects.create(school=school, name="Teachers")
    _can_sign_in(school)
    return {"school": school.slug, "administrator": administrator.email}


def _member(school: School, name: str, kind: str | None) -> Person:
    person = a_person(school, name, job_title=LONG_TITLE)
    if kind:
        a_role(person, kind)
    return person


def _can_sign_in(*schools: School) -> None:
    User.objects.filter(persons__school__in=schools).update(password=make_password(PASSWORD))
