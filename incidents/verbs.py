"""The verbs of the trail, and which status of a case each may start from. The trail holds no word of a case."""

from enum import StrEnum

from foundation.core.states import Moves
from incidents.models import Case, Takedown


class Verb(StrEnum):
    REPORT_RECEIVED = "report_received"
    REPORT_JOINED = "report_joined"
    CASE_OPENED = "case_opened"
    CASE_ROUTED = "case_routed"
    CASE_TAKEN = "case_taken"
    CASE_HANDED_ON = "case_handed_on"
    CASE_JUDGED = "case_judged"
    CASE_SAFEGUARDING = "case_made_safeguarding"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    CASE_EXPORTED = "case_exported"
    PERSON_NAMED = "case_person_named"
    PERSON_TAKEN_OUT = "case_person_taken_out"
    ENTRY_WRITTEN = "case_entry_written"
    LET_IN = "case_let_in"
    LET_OUT = "case_let_out"
    EMERGENCY_ASKED = "case_emergency_asked"
    EMERGENCY_AGREED = "case_emergency_agreed"
    EMERGENCY_REFUSED = "case_emergency_refused"
    FIRST_CONTACT = "case_first_contact"
    AFFECTED_TOLD = "case_affected_told"
    PROMISE_MADE = "case_promise_made"
    PROMISE_MISSED = "case_promise_missed"
    SUPPORT_OFFERED = "case_support_offered"
    SUPPORT_ANSWERED = "case_support_answered"
    WISHES_SAID = "case_wishes_said"
    EVIDENCE_KEPT = "evidence_kept"
    EVIDENCE_COPIED = "evidence_copied"
    EVIDENCE_PURGED = "evidence_purged"
    EVIDENCE_BROKEN = "evidence_broken"
    EVIDENCE_WHOLE = "evidence_whole_again"
    TAKEDOWN_ADDED = "takedown_added"
    TAKEDOWN_STEP = "takedown_step"
    REMOVAL_ASKED = "removal_asked"
    REMOVAL_DECIDED = "removal_decided"
    REMOVAL_RECORDED = "removal_recorded"
    RESPONSE_CONSIDERED = "case_response_considered"
    CASE_OVERDUE = "case_overdue"
    RESOLVED_FOR_AFFECTED = "case_resolved_for_affected"
    ALLEGATION_MADE = "case_allegation_made"
    SUBJECT_TOLD = "case_subject_told"
    THRESHOLD_DECIDED = "case_threshold_decided"
    BREACH_FOUND = "case_breach_found"
    BREACH_ASSESSED = "case_breach_assessed"
    BREACH_TOLD = "case_breach_told"
    REFERRED = "case_referred"
    CLAUSE_BREACHED = "case_clause_breached"
    QUESTION_ANSWERED = "case_question_answered"
    SEVERITY_SET = "severity_set"
    RESPONSE_SET = "response_set"
    CONTACT_SET = "help_contact_set"


_S = Case.Status
CASE_MOVES = Moves(
    {
        "take": (frozenset({_S.RECEIVED}), _S.IN_HAND),
        "work": (frozenset({_S.RECEIVED, _S.IN_HAND}), _S.IN_HAND),  # write, name, judge
        "lead": (frozenset({_S.IN_HAND}), _S.IN_HAND),  # what only its lead's case can have: promises, decisions
        "close": (frozenset({_S.IN_HAND}), _S.CLOSED),
        "join": (frozenset({_S.RECEIVED, _S.IN_HAND}), _S.CLOSED),  # its report belongs to another case
        "reopen": (frozenset({_S.CLOSED}), _S.IN_HAND),
        "add": (frozenset({_S.RECEIVED, _S.IN_HAND, _S.CLOSED}), _S.RECEIVED),  # what may come at any time
    },
    noun="case",
)

_T = Takedown.Status
OPEN_TAKEDOWNS = frozenset({_T.NOTED, _T.ASKED, _T.REPORTED, _T.ESCALATED})
TAKEDOWN_MOVES = Moves(
    {
        "asked": (OPEN_TAKEDOWNS | {_T.REFUSED}, _T.ASKED),
        "reported": (OPEN_TAKEDOWNS | {_T.REFUSED}, _T.REPORTED),
        "escalated": (frozenset({_T.REPORTED, _T.ESCALATED, _T.REFUSED}), _T.ESCALATED),
        "removed": (OPEN_TAKEDOWNS | {_T.REFUSED}, _T.REMOVED),
        "refused": (frozenset({_T.ASKED, _T.REPORTED, _T.ESCALATED}), _T.REFUSED),
        "reappeared": (frozenset({_T.REMOVED}), _T.NOTED),
        "dropped": (OPEN_TAKEDOWNS | {_T.REFUSED}, _T.DROPPED),
    },
    noun="address",
)
