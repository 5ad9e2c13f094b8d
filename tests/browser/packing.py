"""A school with three policies in force and a governor, for a test of packs in a browser."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.schools.models import RoleKind, StaffGroup, User
from policies.content import Text
from policies.models import PolicyRules
from policies.transitions import bring_in
from policies.transitions.bringing_in import BroughtIn
from policies.transitions.drafting import Cover, PolicyFacts
from tests.browser.site import PASSWORD
from tests.cast import a_person, a_role, a_school
from tests.policies.shelf import TEXT


def packing() -> dict[str, Any]:
    """Policies in force, nobody has confirmed them, no pack is made."""
    school = a_school("Orchard Road Primary School", slug="orchard-road")
    clerk, governor = a_person(school, "Cora Clerk"), a_person(school, "Gita Governor")
    a_role(clerk, RoleKind.CLERK)
    a_role(governor, RoleKind.GOVERNOR)
    PolicyRules.objects.create(school=school)
    staff = StaffGroup.objects.create(school=school, name="Staff")
    clerk.groups.add(staff)
    now = timezone.now()
    for title in ("Bicycles", "Keys and visitors", "Lone working"):
        facts = PolicyFacts(title=title, owner=clerk, determiner="body", body=None, audience=(staff,))
        bring_in(school, BroughtIn(facts, Text(TEXT.clauses, TEXT.statements), Cover()), by=clerk, at=now)
    User.objects.filter(persons__school=school).update(password=make_password(PASSWORD))
    return {"school": school.slug, "governor": governor.email}
