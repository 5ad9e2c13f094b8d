"""A contractor with a link; somebody who starts, leaves and sits on a panel: for the tests in a browser."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from foundation.schools.models import StaffGroup, User
from foundation.schools.models.person import Community
from foundation.schools.transitions.people import enter_leaving
from policies.models import PeopleRules, PolicyRules
from policies.transitions.contractor import ContractorFacts, add_contractor
from policies.transitions.recruitment import open_recruitment
from policies.transitions.relationship import declare_relationship
from tests.browser.site import PASSWORD
from tests.cast import Cast, _staff, a_school
from tests.policies.shelf import a_policy, in_force


def contractor() -> dict[str, Any]:
    """A school whose policy on keys asks contractors, and one of them with her link."""
    cast = _school("Weir Lane School")
    PolicyRules.objects.create(school=cast.school, personal_use="No telephone where children are.")
    group = StaffGroup.objects.create(school=cast.school, name="Contractors", community=Community.CONTRACTORS)
    in_force(cast, a_policy(cast, "Keys on site", summary="Who holds keys.", audience=(group,)))
    facts = ContractorFacts("Roofs Ltd", "Rita Roofer", "", "mends the roof", cast.today + timedelta(30))
    _, word = add_contractor(cast.school, facts, by=cast.clerk, at=cast.at)
    return {"school": cast.school.slug, "word": word, "clerk": cast.clerk.email}


def coming_going() -> dict[str, Any]:
    """A school that asks starters, leavers, panels and families."""
    cast = _school("Mill Road School")
    PeopleRules.objects.create(
        school=cast.school,
        starter_statements="I have removed what could embarrass.",
        leaver_statements="I will not write to pupils.",
        leaver_link_days=10,
        relationships="Family is excepted. Tell us here.",
    )
    in_force(cast, a_policy(cast))
    enter_leaving(cast.teacher, on=cast.today + timedelta(20), by=cast.clerk, at=cast.at)
    days = {"starts_on": cast.today, "ends_on": cast.today + timedelta(20)}
    row = open_recruitment(cast.school, post="Cook", panel=(cast.teacher,), by=cast.clerk, at=cast.at, **days)
    words = {"relation": "My niece in year 4", "platform": "A family group", "since": "Always"}
    told = declare_relationship(cast.school, words, by=cast.teacher, at=cast.at)
    return {
        "school": cast.school.slug,
        "recruitment": str(row.uid),
        "relationship": str(told.uid),
        **{who: getattr(cast, who).email for who in ("clerk", "headteacher", "teacher", "starter")},
    }


def _school(name: str) -> Cast:
    """A school of its own beside those of other scenes, whose people can sign in."""
    at, school = timezone.now(), a_school(name)
    staff = _staff(school, timezone.localdate(at))
    others = {f"other_{who}": staff[who] for who in ("headteacher", "clerk", "teacher")}
    for user in User.objects.filter(persons__school=school):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return Cast(
        at=at, school=school, trust=school, other_school=school, trust_officer=staff["clerk"], **others, **staff
    )
