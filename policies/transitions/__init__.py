"""Everything that can happen to a policy: one function for each verb."""

from policies.transitions.acknowledging import acknowledge, record_paper
from policies.transitions.bringing_in import (
    adopt_reading,
    answer_finding,
    bring_in,
    drop_intake,
    read_intake,
    refuse_intake,
    take_in,
)
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
from policies.transitions.publishing import put_in_force, withdraw_policy
from policies.transitions.rules import set_step_rules
from policies.transitions.steps import decide, record_consultation, sign, submit_version

__all__ = [
    "abandon_version",
    "acknowledge",
    "add_policy",
    "adopt_reading",
    "answer_finding",
    "attach_file",
    "bring_in",
    "change_policy",
    "decide",
    "describe_version",
    "detach_file",
    "drop_intake",
    "put_in_force",
    "read_intake",
    "record_consultation",
    "record_paper",
    "refuse_intake",
    "rewrite",
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
