"""The house rule of which clause stands behind an answer of "May I ...?"."""

from datetime import datetime

from approvals.models import CitedClause
from approvals.verbs import Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from policies.models import Clause, Policy, Version


def cite_clause(school: School, question: str, policy: Policy, anchor: str, *, by: Person, at: datetime) -> CitedClause:
    """Say which clause of a policy in force stands behind the answer (ALL-04)."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        stands = Clause.objects.filter(
            version__policy=policy, version__school=school, version__status=Version.Status.IN_FORCE, anchor=anchor
        )
        if not stands.exists():
            raise NotAllowed("That clause is not in a policy in force any more. Choose another one.")
        row, _ = CitedClause.objects.update_or_create(
            school=school, question=question, defaults={"policy": policy, "anchor": anchor}
        )
        trail.record(
            Verb.CLAUSE_CITED,
            school,
            by=by,
            at=at,
            school=school,
            question=question,
            policy=policy.title,
            anchor=anchor,
        )
    return row


def cite_nothing(school: School, question: str, *, by: Person, at: datetime) -> None:
    """No clause stands behind the answer: the search of the policies in force is offered instead."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        number, _ = CitedClause.objects.filter(school=school, question=question).delete()
        if number:
            trail.record(
                Verb.CLAUSE_CITED, school, by=by, at=at, school=school, question=question, policy="", anchor=""
            )
