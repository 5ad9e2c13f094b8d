"""Everything that can happen to a policy: one function for each verb."""

from policies.transitions.acknowledging import acknowledge, record_on_behalf, record_paper
from policies.transitions.bringing_in import (
    adopt_reading,
    answer_finding,
    bring_in,
    drop_intake,
    read_intake,
    refuse_intake,
    take_in,
)
from policies.transitions.deciding import decide
from policies.transitions.drafting import (
    abandon_version,
    add_policy,
    attach_file,
    change_policy,
    describe_version,
    detach_file,
    rewrite,
    set_legal_references,
    set_materiality,
    set_related,
    start_version,
    write_text,
)
from policies.transitions.meetings import (
    cancel_meeting,
    change_meeting,
    delegate,
    end_delegation,
    enter_outcome,
    plan_meeting,
    set_agenda,
)
from policies.transitions.packs import ask_pack, finish_pack, keep_signature_page, remove_stale_packs
from policies.transitions.problems import answer_problem, credit_problems, raise_problem, reply_to_problem
from policies.transitions.publishing import put_in_force, withdraw_policy
from policies.transitions.renewing import review_unchanged
from policies.transitions.rules import set_step_rules
from policies.transitions.steps import record_consultation, sign, submit_version

__all__ = [
    "abandon_version",
    "acknowledge",
    "add_policy",
    "adopt_reading",
    "answer_finding",
    "answer_problem",
    "ask_pack",
    "attach_file",
    "bring_in",
    "cancel_meeting",
    "change_meeting",
    "change_policy",
    "credit_problems",
    "decide",
    "delegate",
    "describe_version",
    "detach_file",
    "drop_intake",
    "end_delegation",
    "enter_outcome",
    "finish_pack",
    "keep_signature_page",
    "plan_meeting",
    "put_in_force",
    "raise_problem",
    "read_intake",
    "record_consultation",
    "record_on_behalf",
    "record_paper",
    "refuse_intake",
    "remove_stale_packs",
    "reply_to_problem",
    "review_unchanged",
    "rewrite",
    "set_agenda",
    "set_legal_references",
    "set_materiality",
    "set_related",
    "set_step_rules",
    "sign",
    "start_version",
    "submit_version",
    "take_in",
    "withdraw_policy",
    "write_text",
]
