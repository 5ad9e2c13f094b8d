"""The demo's registers: laws that policies rest on, some to look at; rules for visitors with a page of their own."""

from datetime import datetime
from typing import Any

from config.demo.making import TITLES, DemoSchool
from policies.models import Policy
from policies.transitions import set_legal_references
from policies.transitions.parts import publish_part
from policies.transitions.statutory import answer_statutory

LAWS: dict[str, list[tuple[str, int | None]]] = {
    "social-media": [("Communications Act", 2003), ("Equality Act", 2010), ("Malicious Communications Act", 1998)],
    "acceptable-use": [("Computer Misuse Act", 1990), ("Data Protection Act", 1998)],
}


def make_registers(one: DemoSchool, at: datetime) -> None:
    """As a clerk would have left them: some said, some still to be looked at."""
    by: dict[str, Any] = {"by": one.first("clerk"), "at": at}
    policies = {policy.title: policy for policy in Policy.objects.filter(school=one.school)}
    for name, laws in LAWS.items():
        set_legal_references(policies[TITLES[name]], laws, **by)
    visitors = policies[TITLES["visitors-and-keys"]]
    clause = visitors.versions.get(status="in_force").clauses.get(title="Visitors")
    publish_part(visitors, clause.anchor, "Rules for visitors", **by)
    answer_statutory(one.school, "careers", not_needed_why="We teach no pupils of that age.", **by)
