"""The proof that a person acknowledged the clause of a policy that gives notice of monitoring (QEI-25)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.timezone import localdate

from monitoring.models import Check
from policies.models import Acknowledgement, Clause, Version

# How a clause says so: monitored, monitoring, without prior notice, internet usage is recorded.
SAYS_SO = re.compile(r"\bmonitor(?:s|ed|ing)?\b|\bprior notice\b", re.IGNORECASE)
TAGS = re.compile(r"<[^>]{0,2000}>")


@dataclass(frozen=True)
class Proof:
    """A clause of the version in force, and the acknowledgement of its edition by the person checked."""

    version: Version
    anchor: str
    clause: str
    given: Acknowledgement

    @property
    def said(self) -> str:
        day = localdate(self.given.at)
        return (
            f"{self.version.policy}, version {self.version.number}, {self.clause}, acknowledged on"
            f" {day.day} {day:%B %Y}"
        )


def proofs_of(check: Check) -> list[Proof]:
    """Every clause that gives notice, in a policy in force whose edition this person acknowledged: two queries."""
    rows = Acknowledgement.objects.filter(
        person=check.subject_id,
        school=check.school_id,
        policy__versions__status=Version.Status.IN_FORCE,
        edition=F("policy__versions__edition"),
    )
    given = {row.policy_id: row for row in rows}
    if not given:
        return []
    in_force = Q(version__status=Version.Status.IN_FORCE, version__policy__in=list(given))
    clauses = Clause.objects.filter(in_force).select_related("version__policy").order_by("version", "position")
    return list(_saying_so(clauses, given))


def _saying_so(clauses: Iterable[Clause], given: dict[int, Acknowledgement]) -> Iterator[Proof]:
    for clause in clauses:
        if SAYS_SO.search(f"{clause.title} {TAGS.sub(' ', clause.html)}"):
            said = f"clause {clause}" if clause.number else f"“{clause}”"
            yield Proof(clause.version, clause.anchor, said, given[clause.version.policy_id])
