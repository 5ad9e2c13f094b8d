"""The clauses behind the demo's answers of "May I ...?": a part of them, as a clerk would have begun."""

from datetime import datetime

from approvals.transitions.may_i import cite_clause
from config.demo.making import DemoSchool
from policies.models import Clause, Version

# Questions by the title of the clause that stands behind their answers.
BEHIND = {
    "Your own accounts": ("name-the-school", "own-blog", "school-email", "work-talk"),
    "Pupils and families": ("befriend-pupil", "befriend-parent", "family-at-school", "pupil-writes"),
    "At work": ("in-my-break", "school-device"),
    "Speaking for the school": ("class-account", "school-post"),
    "What you see": ("criticism",),
    "When it is about you": ("attacked",),
    "If a child may be at risk": ("worried",),
}


def make_clauses_behind(one: DemoSchool, at: datetime) -> None:
    """Cite the clauses of the policy on social media that is in force."""
    clauses = Clause.objects.filter(
        version__school=one.school, version__status=Version.Status.IN_FORCE, title__in=BEHIND
    ).select_related("version__policy")
    for clause in clauses:
        for question in BEHIND[clause.title]:
            cite_clause(one.school, question, clause.version.policy, clause.anchor, by=one.first("clerk"), at=at)
