"""Which clause stands behind an answer, what the policies say besides, and who can be asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from approvals.may_i.house import Question
from approvals.models import CitedClause
from foundation.core.rules import permitted
from foundation.schools.models import Role, RoleKind, School
from policies.models import Clause, Policy, Version
from policies.search import Hit, find

MOST = 5


def in_force(user: Any, school: School) -> QuerySet[Version]:
    """The versions in force that the user may read."""
    versions = Version.objects.filter(school=school, status=Version.Status.IN_FORCE)
    return permitted(user, "policies.see_version", versions)


def cited(user: Any, school: School, question: str) -> Clause | None:
    """The clause that the school says stands behind its answer, as it stands in force now: one query.

    None where none is set, where the policy is no longer in force, or where its text no longer has that clause.
    """
    return _standing(user, CitedClause.objects.filter(school=school, question=question), school).first()


def standing(user: Any, school: School) -> dict[tuple[int, str], Clause]:
    """Every clause that stands behind an answer and is in force, by its policy's key and its anchor: one query."""
    clauses = _standing(user, CitedClause.objects.filter(school=school), school)
    return {(clause.version.policy_id, clause.anchor): clause for clause in clauses}


def _standing(user: Any, rows: QuerySet[CitedClause], school: School) -> QuerySet[Clause]:
    said = rows.filter(policy=OuterRef("version__policy"), anchor=OuterRef("anchor"))
    clauses = Clause.objects.filter(Exists(said), version__in=in_force(user, school).order_by())
    return clauses.select_related("version__policy")


def found_in_policies(user: Any, school: School, words: str) -> Sequence[Hit]:
    """What a search of the policies in force finds, the best first; three queries, none without words."""
    return list(find(in_force(user, school), Policy.objects.none(), words, "1").page.object_list)[:MOST]


def found_for(user: Any, school: School, question: Question) -> Sequence[Hit]:
    """What a search finds for a listed question: all of its words, or else the first, which says the most."""
    first, *more = question.search.split()
    return found_in_policies(user, school, question.search) or (found_in_policies(user, school, first) if more else [])


def who_holds(school: School, kind: str, on: date) -> tuple[str, list[str]]:
    """The role and the names of those who hold it; of the headteacher, where nobody does. One query."""
    roles = Role.objects.current(on).filter(school=school, kind__in={kind, RoleKind.HEADTEACHER})
    names: dict[str, list[str]] = {}
    for held, name in roles.order_by("person__name").values_list("kind", "person__name"):
        names.setdefault(held, []).append(name)
    shown = kind if kind in names else RoleKind.HEADTEACHER
    return str(RoleKind(shown).label), names.get(shown, [])
