"""Who may do what with exports, removals and addresses that should go."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.people import is_one_of
from incidents.models import CaseExport, RemovalQuestion
from incidents.standing import has_it, is_let_in, is_shut_out


@rule("incidents.see_export", CaseExport, sees=True)
def see_export(user: Any, on: date) -> Q:
    """Whoever asked for it, for as long as they decide what is done in the case."""
    mine = is_one_of(user, on, "asked_by")
    return mine & has_it(user, on, case="case__") & ~is_shut_out(user, "case")


@rule("incidents.see_removal_question", RemovalQuestion, sees=True)
def see_removal_question(user: Any, on: date) -> Q:
    """Whoever sees the case; who decides it is asked when it is decided."""
    return (has_it(user, on, case="case__") | is_let_in(user, on, case="case")) & ~is_shut_out(user, "case")
