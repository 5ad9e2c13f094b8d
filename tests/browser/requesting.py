"""What requests need at the five schools of the demo: QEII's own example, with its awkward parts."""

from typing import Any

from django.utils import timezone

from config.demo.making import DEMO, facts
from foundation.schools.models import Person, Role, RoleKind
from foundation.schools.transitions.people import change_person

AUTHOR = "Class teacher"


def requesting() -> dict[str, Any]:
    """Who asks and who answers at each school. At QEII the headteacher is the line manager of who asks (QEI-11)."""
    found = {slug: who_is_who(slug) for slug in facts() if slug != "trust"}
    author = Person.objects.get(uid=found["qeii"]["author"]["uid"])
    head = Person.objects.get(uid=found["qeii"]["headteacher"]["uid"])
    change_person(author, details={"line_manager": head}, by=DEMO, at=timezone.now())
    return found


def who_is_who(slug: str) -> dict[str, Any]:
    """The first who holds each role at a school, three teachers and the team, by name, e-mail and address."""
    here = Person.objects.filter(school__slug=slug).order_by("pk")
    by_role = {kind: here.filter(pk__in=Role.objects.filter(kind=kind).values("person")) for kind in RoleKind.values}
    people = {
        "author": here.filter(job_title=AUTHOR)[0],
        "second": here.filter(job_title=AUTHOR)[1],
        "third": here.filter(job_title=AUTHOR)[2],
        "team": here.get(job_title="Network manager"),
        **{kind: found[0] for kind, found in by_role.items() if found},
    }
    return {
        name: {"name": person.name, "email": person.email, "uid": str(person.uid)} for name, person in people.items()
    }
