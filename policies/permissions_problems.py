"""Who sees and answers what somebody has against a policy."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.people import holds, is_one_of
from policies.models import Policy, Problem, Version
from policies.permissions import KEEPERS, acknowledge_version


@rule("policies.raise_problem", Version)
def raise_problem(user: Any, on: date) -> Q:
    """Whoever is asked to acknowledge the version in force."""
    return acknowledge_version(user, on)


@rule("policies.see_problem", Problem, sees=True)
def see_problem(user: Any, on: date) -> Q:
    """Who has it, the policy's owner, clerk and headteacher; not the line manager."""
    return (
        is_one_of(user, on, "person")
        | is_one_of(user, on, "policy__owner")
        | holds(user, on, *KEEPERS, school="school")
    )


@rule("policies.answer_problem", Problem)
def answer_problem(user: Any, on: date) -> Q:
    """The policy's owner, clerk and headteacher; nobody their own."""
    looks_after = is_one_of(user, on, "policy__owner") | holds(user, on, *KEEPERS, school="school")
    return looks_after & ~is_one_of(user, on, "person")


@rule("policies.see_problems", Policy)
def see_problems(user: Any, on: date) -> Q:
    """The policy's owner, clerk and headteacher see all that people have against it."""
    return is_one_of(user, on, "owner") | holds(user, on, *KEEPERS, school="school")
