"""To whom a case goes: by what it is about, and never to who is complained of (ACR-18, HAY-06, STM-16, COR-04)."""

from collections.abc import Collection
from datetime import date

from foundation.schools.models import Person, School
from incidents.models import OF_A_CHILD, SHORT, IncidentRules, Kind, Report, Route
from incidents.standing import ROLES, who_is_there

# Where a case goes first, and where next while all who hold that role are complained of, or nobody holds it.
NEXT: dict[str, tuple[Route, ...]] = {
    Route.DSL: (Route.DSL, Route.HEADTEACHER, Route.CHAIR, Route.TRUST),
    Route.SENIOR_LEADER: (Route.SENIOR_LEADER, Route.HEADTEACHER, Route.CHAIR, Route.TRUST),
    Route.HEADTEACHER: (Route.HEADTEACHER, Route.CHAIR, Route.TRUST),
    Route.CHAIR: (Route.CHAIR, Route.TRUST),
}


def rules_of(school: School) -> IncidentRules:
    """The school's rules; the usual ones, not saved, where it has set none."""
    return IncidentRules.objects.filter(school=school).first() or IncidentRules(school=school)


def is_of_a_child(kind: str, *, involves_child: bool, may_be_sexual: bool) -> bool:
    """Whether it is a safeguarding case from the start; a question or a declined request becomes one by a decision."""
    return may_be_sexual or (kind not in SHORT and (involves_child or kind in OF_A_CHILD))


def may_be_allegation(kind: str, who: str, *, is_of_child: bool) -> bool:
    """Staff towards a pupil: by the kind, or by who did it (HAY-06)."""
    return kind == Kind.STAFF_CONTACT or (is_of_child and who == Report.Who.STAFF)


def first_route(rules: IncidentRules, kind: str, *, involves_child: bool, is_allegation: bool = False) -> Route:
    """To whom this kind goes when nobody there is complained of.

    Staff towards a pupil goes to the headteacher, who is told of allegations; everything else of a child to the DSL;
    what is left as the school's rules say.
    """
    if is_allegation or kind == Kind.STAFF_CONTACT:
        return Route.HEADTEACHER
    if kind == Kind.QUESTION:
        return Route(rules.questions_to)
    if involves_child or kind == Kind.FRIEND_REQUEST:
        return Route.DSL
    return Route(
        {
            Kind.STAFF_MENTION: rules.mentions_to,
            Kind.CONDUCT: rules.conduct_to,
            Kind.ON_OUR_ACCOUNT: rules.accounts_to,
            Kind.PRESS: rules.press_to,
        }.get(Kind(kind), Route.HEADTEACHER)
    )


def route_of(school: School, first: Route, shut_out: Collection[Person], on: date) -> Route:
    """The first on the way who holds the role that day and is not complained of; outside when nobody is left."""
    named = {person.pk for person in shut_out}
    log_ins = {person.user_id for person in shut_out if person.user_id is not None}
    # A complaint about the headteacher goes up, not down to those who answer to them (ACR-18).
    way = NEXT[first]
    heads = who_is_there(school.pk, ROLES[Route.HEADTEACHER], on)
    if any(head.pk in named for head in heads) and first != Route.DSL:
        way = NEXT[Route.CHAIR]
    for route in way:
        there = who_is_there(school.pk, ROLES[route], on)
        if any(one.pk not in named and (one.user_id is None or one.user_id not in log_ins) for one in there):
            return route
    return Route.OUTSIDE
