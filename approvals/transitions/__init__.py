from approvals.transitions.advisers import advise, end_grant, let_in
from approvals.transitions.answering import Answer, answer_step
from approvals.transitions.asking import send_request, start_request, withdraw_request, write_request
from approvals.transitions.chains import Wanted, move_chain, set_chain
from approvals.transitions.deputies import end_deputy, name_deputy
from approvals.transitions.ending import announce_endings, end_request
from approvals.transitions.late import keep_moving, move_on
from approvals.transitions.passing_on import pass_on, pass_over

__all__ = [
    "Answer",
    "Wanted",
    "advise",
    "announce_endings",
    "answer_step",
    "end_deputy",
    "end_grant",
    "end_request",
    "keep_moving",
    "let_in",
    "move_chain",
    "move_on",
    "name_deputy",
    "pass_on",
    "pass_over",
    "send_request",
    "set_chain",
    "start_request",
    "withdraw_request",
    "write_request",
]
