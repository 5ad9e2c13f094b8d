"""Who is named in a report, from what was ticked: oneself, people of the roll, roles, a pupil by a reference, words."""

from collections.abc import Iterable, Sequence
from datetime import date

from foundation.schools.models import Person, Role, RoleKind, School
from incidents.models import Relation
from incidents.transitions.people import Named

# Whom a reporter can complain of without knowing a name.
ROLES = (RoleKind.HEADTEACHER, RoleKind.CHAIR, RoleKind.DSL)


def of_the_roll(school: School, on: date, without: Person | None = None) -> dict[str, tuple[str, Person]]:
    """The people on the roll by their uid, with what to call them: two of one name by their e-mail too. One query."""
    people = [one for one in Person.objects.current(on).filter(school=school).order_by("name") if one != without]
    names = [person.name for person in people]
    return {
        str(person.uid): (person.name if names.count(person.name) == 1 else f"{person.name}, {person.email}", person)
        for person in people
    }


def holders(school: School, kinds: Iterable[str], on: date) -> list[Named]:
    """Who holds these roles that day, as complained of; the role in words where nobody holds it. One query."""
    wanted = list(kinds)
    held = Role.objects.current(on).filter(school=school, kind__in=wanted).select_related("person")
    by_kind: dict[str, list[Person]] = {}
    for role in held.order_by("person__name") if wanted else ():
        by_kind.setdefault(role.kind, []).append(role.person)
    named = []
    for kind in wanted:
        people = by_kind.get(kind, [])
        named += [Named(Relation.COMPLAINED_OF, person) for person in people]
        if not people:
            named.append(Named(Relation.COMPLAINED_OF, words=str(RoleKind(kind).label)))
    return named


def once(named: Sequence[Named]) -> list[Named]:
    """Each once, whichever way they were named."""
    return list({(one.relation, one.person.pk if one.person else one.words): one for one in named}.values())
