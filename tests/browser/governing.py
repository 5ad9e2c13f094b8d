"""A school whose policies go through a staff panel, its governing body and two signatures, for tests in a browser."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.schools import profiles
from foundation.schools.models import Body, BodyMember, Person, RoleKind, School, StaffGroup, User
from foundation.schools.transitions.profiles import apply_profile
from policies.content import Text
from policies.models import PolicyRules
from policies.transitions import acknowledge, add_policy, bring_in
from policies.transitions.bringing_in import BroughtIn
from policies.transitions.drafting import Cover, PolicyFacts
from tests.browser.site import PASSWORD
from tests.cast import LONG_AGO, a_person, a_role, a_school
from tests.policies.shelf import TEXT

PEOPLE = {
    "Constance Clerk": (RoleKind.CLERK, BodyMember.Office.CLERK),
    "Harriet Head": (RoleKind.HEADTEACHER, BodyMember.Office.MEMBER),
    "Cuthbert Chair": (RoleKind.CHAIR, BodyMember.Office.CHAIR),
    "Godfrey Governor": (RoleKind.GOVERNOR, BodyMember.Office.MEMBER),
    "Beatrice Bursar": (RoleKind.BUSINESS_MANAGER, None),
    "Leonard Lead": (None, None),
    "Theodora Teacher": (None, None),
}


def governing() -> dict[str, Any]:
    """A policy in force since last month, confirmed by a teacher; somebody without e-mail has it still to do."""
    school = a_school("Acre Lane Primary School", slug="acre-lane")
    people = {name: _member(school, name, role) for name, (role, _) in PEOPLE.items()}
    clerk, teacher = people["Constance Clerk"], people["Theodora Teacher"]
    apply_profile(school, profiles.load("acresfield"), by=clerk, at=timezone.now())
    _seat(school, people)
    teachers = StaffGroup.objects.get(school=school, name="Teachers")
    for person in Person.objects.filter(school=school):
        person.groups.add(teachers)
    Person.objects.filter(pk=teacher.pk).update(line_manager=people["Leonard Lead"])
    midday = a_person(school, "Mabel Midday", has_email=False, groups=(teachers,), line_manager=people["Leonard Lead"])
    policy = _in_force(school, clerk, teacher, teachers)
    User.objects.filter(persons__school=school).update(password=make_password(PASSWORD))
    emails = {name.split()[1].lower(): person.email for name, person in people.items()}
    return {"school": school.slug, "policy": policy, "midday": str(midday.uid), **emails}


def _member(school: School, name: str, role: str | None) -> Person:
    person = a_person(school, name)
    if role:
        a_role(person, role)
    return person


def _seat(school: School, people: dict[str, Person]) -> None:
    body = Body.objects.get(school=school, kind=Body.Kind.GOVERNING_BODY)
    Body.objects.filter(pk=body.pk).update(quorum=2)
    for name, (_, office) in PEOPLE.items():
        if office:
            BodyMember.objects.create(school=school, body=body, person=people[name], office=office, starts_on=LONG_AGO)


def _in_force(school: School, clerk: Person, teacher: Person, teachers: StaffGroup) -> str:
    then = timezone.now() - timedelta(days=30)
    body = Body.objects.get(school=school, kind=Body.Kind.GOVERNING_BODY)
    facts = PolicyFacts(
        title="Keys and visitors", owner=clerk, determiner="body", body=body, is_public=True, audience=(teachers,)
    )
    review = timezone.localdate() + timedelta(days=200)
    cover = Cover(author="Constance Clerk", review_on=review, review_due_on=review)
    brought = BroughtIn(facts=facts, text=Text(TEXT.clauses, TEXT.statements), cover=cover)
    version = bring_in(school, brought, by=clerk, at=then)
    words = PolicyRules.objects.get(school=school).words
    acknowledge(version, words=words, statements=TEXT.statements, seen=version.content_hash, by=teacher, at=then)
    add_policy(school, PolicyFacts(title="Lettings", owner=clerk, determiner="headteacher"), by=clerk, at=then)
    return str(version.policy.uid)
