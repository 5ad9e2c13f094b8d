"""Which status of a check, and of what is taken of a log, each verb may start from."""

from foundation.core.states import Moves
from monitoring.models import Check, UsageExtract

_S = Check.Status
CHECK_MOVES = Moves(
    {
        "write": (frozenset({_S.DRAFT}), _S.DRAFT),
        "ask": (frozenset({_S.DRAFT}), _S.ASKED),
        "authorise": (frozenset({_S.ASKED}), _S.AUTHORISED),
        "refuse": (frozenset({_S.ASKED}), _S.REFUSED),
        "clear": (frozenset({_S.AUTHORISED}), _S.READY),  # told, or notice by policy, or a decision not to tell
        "begin": (frozenset({_S.READY}), _S.UNDER_WAY),
        "work": (frozenset({_S.UNDER_WAY}), _S.UNDER_WAY),  # logs, notes, findings
        "end": (frozenset({_S.READY, _S.UNDER_WAY}), _S.ENDED),
        "withdraw": (frozenset({_S.ASKED, _S.AUTHORISED, _S.READY}), _S.WITHDRAWN),
        "hand_on": (frozenset({_S.ASKED, _S.AUTHORISED, _S.READY, _S.UNDER_WAY}), _S.ASKED),  # who carries it out
        "give_log": (frozenset({_S.ENDED}), _S.ENDED),  # who reads it after somebody left
    },
    noun="check",
)

_E = UsageExtract.Status
EXTRACT_MOVES = Moves(
    {
        "look_over": (frozenset({_E.LOOKED_OVER}), _E.LOOKED_OVER),
        "confirm": (frozenset({_E.LOOKED_OVER}), _E.READING),
        "read": (frozenset({_E.READING}), _E.READING),
        "keep": (frozenset({_E.READING}), _E.KEPT),
        "stop": (frozenset({_E.READING}), _E.STOPPED),
        "leave": (frozenset({_E.LOOKED_OVER}), _E.LEFT),
    },
    noun="log",
)
