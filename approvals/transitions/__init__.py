from approvals.transitions.answering import Answer, answer_step
from approvals.transitions.asking import end_request, send_request, start_request, withdraw_request, write_request
from approvals.transitions.chains import Wanted, move_chain, set_chain
from approvals.transitions.passing_on import end_deputy, name_deputy, pass_on, pass_over

__all__ = [
    "Answer",
    "Wanted",
    "answer_step",
    "end_deputy",
    "end_request",
    "move_chain",
    "name_deputy",
    "pass_on",
    "pass_over",
    "send_request",
    "set_chain",
    "start_request",
    "withdraw_request",
    "write_request",
]
