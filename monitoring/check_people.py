"""Who could do what in a check on a day, by name; whoever is checked is none of them."""

from collections.abc import Collection
from datetime import date

from foundation.schools.models import Person, Role, RoleKind, School
from foundation.schools.transitions.changes import is_oneself
from monitoring.house_rules import rules_of
from monitoring.models import Check
from monitoring.permissions_checks import AUTHORISERS

# Whose decision it is where the one before is checked.
ABOVE = {RoleKind.HEADTEACHER: RoleKind.CHAIR, RoleKind.CHAIR: RoleKind.TRUST_OFFICER}


def holders(school: School, kinds: Collection[str], on: date, *, without: Collection[Person | None]) -> list[Person]:
    """Who holds one of these roles that day, by name, without these people under any of their persons."""
    held = Role.objects.current(on).filter(school=school, kind__in=kinds).select_related("person")
    people = {role.person.pk: role.person for role in held.order_by("person__name", "person__pk")}
    out = [person for person in without if person is not None]
    return [one for one in people.values() if not any(is_oneself(one, person) for person in out)]


def who_authorises(check: Check, on: date) -> list[Person]:
    """Headteacher, chair and the trust's officers, without who is checked, who asks, and who carries it out."""
    return holders(check.school, AUTHORISERS, on, without=(check.subject, check.asked_by, check.carried_by))


def who_runs(check: Check, on: date) -> list[Person]:
    """Who asked, and who could authorise."""
    people = {person.pk: person for person in holders(check.school, AUTHORISERS, on, without=(check.subject,))}
    people[check.asked_by.pk] = check.asked_by
    return list(people.values())


def highest_authority(school: School, subject: Person, on: date) -> str:
    """The role that decides not to tell this person: the house rule's, or the next above where it is theirs.

    A headteacher's check is the chair's to decide wherever the rule says otherwise, a chair's the trust's.
    """
    wanted = RoleKind(rules_of(school).highest_authority)
    held = Role.objects.current(on).filter(school=school, person__in=_same(subject)).values_list("kind", flat=True)
    own = set(held)
    while wanted in own and wanted in ABOVE:
        wanted = ABOVE[wanted]
    return str(wanted)


def is_log_left(check: Check, on: date) -> bool:
    """Whether it has a log, and fewer than two of those who may read it are still here."""
    readers = [check.carried_by_id, check.decided_by_id, check.log_keeper_id]
    here = Person.objects.current(on).filter(pk__in=[pk for pk in readers if pk is not None])
    return here.count() < 2 and check.extracts.exists()


def _same(person: Person) -> list[Person]:
    """Everybody who is this person by log-in."""
    if person.user_id is None:
        return [person]
    return list(Person.objects.filter(user=person.user_id))
