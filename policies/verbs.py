"""The verbs of the trail, and which status of a version each may start from."""

from enum import StrEnum

from foundation.core.states import Moves
from policies.models import Intake, IssueAnswer, Meeting, Pack, Problem, StatutoryList, Step, Version


class Verb(StrEnum):
    POLICY_ADDED = "policy_added"
    POLICY_CHANGED = "policy_changed"
    POLICY_WITHDRAWN = "policy_withdrawn"
    VERSION_STARTED = "version_started"
    VERSION_WRITTEN = "version_written"
    VERSION_DESCRIBED = "version_described"
    VERSION_SUBMITTED = "version_submitted"
    VERSION_APPROVED = "version_approved"
    VERSION_VOIDED = "version_voided"
    VERSION_RETURNED = "version_returned"
    VERSION_ABANDONED = "version_abandoned"
    VERSION_IN_FORCE = "version_in_force"
    VERSION_SUPERSEDED = "version_superseded"
    VERSION_BROUGHT_IN = "version_brought_in"
    VERSION_PRINTED = "version_printed"
    FILE_ATTACHED = "file_attached"
    FILE_DETACHED = "file_detached"
    CONSULTATION_RECORDED = "consultation_recorded"
    DECISION_RECORDED = "decision_recorded"
    SIGNED = "signed"
    ACKNOWLEDGED = "acknowledged"
    PAPER_RECORDED = "paper_recorded"
    RECORDED_ON_BEHALF = "recorded_on_behalf"
    PROBLEM_RAISED = "problem_raised"
    PROBLEM_ANSWERED = "problem_answered"
    PROBLEM_REPLIED = "problem_replied"
    PROBLEM_SETTLED = "problem_settled"
    PROBLEM_CREDITED = "problem_credited"
    SHEET_MADE = "sheet_made"
    SCAN_TAKEN = "scan_taken"
    SCAN_READ = "scan_read"
    SCAN_REFUSED = "scan_refused"
    CODE_TYPED = "code_typed"
    SCAN_RECORDED = "scan_recorded"
    SCAN_PUT_ASIDE = "scan_put_aside"
    GROUP_COUNTED = "group_counted"
    COUNTED_GROUP_ADDED = "counted_group_added"
    COUNTED_GROUP_CLOSED = "counted_group_closed"
    GROUP_SIZED = "group_sized"
    GROUPS_ASKED = "groups_asked"
    COUNT_CORRECTED = "count_corrected"
    INTAKE_TAKEN = "intake_taken"
    INTAKE_READ = "intake_read"
    INTAKE_REFUSED = "intake_refused"
    INTAKE_DROPPED = "intake_dropped"
    FINDING_ANSWERED = "finding_answered"
    STEPS_SET = "steps_set"
    FEED_LINK_MADE = "feed_link_made"
    FEED_STOPPED = "feed_stopped"
    PACK_ASKED = "pack_asked"
    PACK_MADE = "pack_made"
    PACK_REMOVED = "pack_removed"
    ESCALATED = "escalated"
    RECRUITMENT_OPENED = "recruitment_opened"
    PANEL_JOINED = "panel_joined"
    PANEL_LEFT = "panel_left"
    PANEL_DECLARED = "panel_declared"
    RELATIONSHIP_DECLARED = "relationship_declared"
    RELATIONSHIP_UPDATED = "relationship_updated"
    RELATIONSHIP_ENDED = "relationship_ended"
    STARTING_CONFIRMED = "starting_confirmed"
    STARTERS_LIST_SET = "starters_list_set"
    LEAVING_OPENED = "leaving_opened"
    LEAVING_CONFIRMED = "leaving_confirmed"
    LEAVING_LINK_MADE = "leaving_link_made"
    CONTRACTOR_ADDED = "contractor_added"
    CONTRACTOR_CHANGED = "contractor_changed"
    CONTRACTOR_LINK_MADE = "contractor_link_made"
    CONTRACTOR_ENDED = "contractor_ended"
    CONTRACTOR_ACKNOWLEDGED = "contractor_acknowledged"
    CONTRACTOR_REPORTED = "contractor_reported"
    CONTRACTOR_REPORT_SEEN = "contractor_report_seen"
    PART_PUBLISHED = "part_published"
    PART_ENDED = "part_ended"
    PART_PRINTED = "part_printed"
    STATUTORY_LIST_OFFERED = "statutory_list_offered"
    STATUTORY_LIST_TAKEN = "statutory_list_taken"
    STATUTORY_LIST_REPLACED = "statutory_list_replaced"
    STATUTORY_LIST_DROPPED = "statutory_list_dropped"
    STATUTORY_ANSWERED = "statutory_answered"
    VERSION_REVIEWED = "version_reviewed"
    MEETING_PLANNED = "meeting_planned"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CANCELLED = "meeting_cancelled"
    AGENDA_SET = "agenda_set"
    OUTCOME_ENTERED = "outcome_entered"
    DECISION_REPORTED = "decision_reported"
    DELEGATED = "delegated"
    DELEGATION_ENDED = "delegation_ended"
    POLICY_ISSUED = "policy_issued"
    SCHOOLS_ASKED = "schools_asked"
    ISSUE_TAKEN = "issue_taken"
    ISSUE_EXPLAINED = "issue_explained"
    LOCAL_FACTS_FILLED = "local_facts_filled"


V, S, N = Version.Status, Step.Status, Intake.Status
OPEN = frozenset({V.DRAFT, V.IN_STEPS, V.APPROVED})

VERSION_MOVES = Moves(
    {
        "write": (OPEN, V.DRAFT),
        "submit": (frozenset({V.DRAFT}), V.IN_STEPS),
        "return": (frozenset({V.IN_STEPS}), V.DRAFT),
        "approve": (frozenset({V.IN_STEPS}), V.APPROVED),
        "bring_in": (frozenset({V.DRAFT}), V.IN_FORCE),
        "put_in_force": (frozenset({V.APPROVED}), V.IN_FORCE),
        "supersede": (frozenset({V.IN_FORCE}), V.SUPERSEDED),
        "abandon": (OPEN, V.ABANDONED),
    },
    noun="version",
)
STEP_MOVES = Moves(
    {
        "open": (frozenset({S.WAITING}), S.OPEN),
        "finish": (frozenset({S.OPEN}), S.DONE),
        "return": (frozenset({S.OPEN}), S.RETURNED),
        "void": (frozenset({S.WAITING, S.OPEN, S.DONE, S.RETURNED}), S.VOID),
    },
    noun="step",
)
INTAKE_MOVES = Moves(
    {
        "read": (frozenset({N.READING}), N.READ),
        "refuse": (frozenset({N.READING}), N.REFUSED),
        "confirm": (frozenset({N.READ}), N.CONFIRMED),
        "drop": (frozenset({N.READING, N.READ, N.REFUSED}), N.DROPPED),
    },
    noun="document",
)
M = Meeting.Status
MEETING_MOVES = Moves(
    {
        "change": (frozenset({M.PLANNED}), M.PLANNED),
        "hold": (frozenset({M.PLANNED, M.HELD}), M.HELD),
        "cancel": (frozenset({M.PLANNED}), M.CANCELLED),
    },
    noun="meeting",
)
L = StatutoryList.Status
STATUTORY_LIST_MOVES = Moves(
    {
        "take": (frozenset({L.OFFERED}), L.IN_USE),
        "replace": (frozenset({L.IN_USE}), L.REPLACED),
        "drop": (frozenset({L.OFFERED}), L.DROPPED),
    },
    noun="list",
)
P = Pack.Status
PACK_MOVES = Moves(
    {
        "finish": (frozenset({P.WAITING}), P.READY),
        "remove": (frozenset({P.READY}), P.REMOVED),
    },
    noun="pack",
)
A = IssueAnswer.Status
ISSUE_MOVES = Moves(
    {
        "take": (frozenset({A.ASKED, A.EXPLAINED, A.TAKEN}), A.TAKEN),
        "explain": (frozenset({A.ASKED, A.EXPLAINED, A.TAKEN}), A.EXPLAINED),
    },
    noun="answer",
)
R = Problem.Status
PROBLEM_MOVES = Moves(
    {
        "answer": (frozenset({R.OPEN, R.ANSWERED}), R.ANSWERED),
        "reply": (frozenset({R.OPEN, R.ANSWERED}), R.OPEN),
        "settle": (frozenset({R.OPEN, R.ANSWERED}), R.SETTLED),
    },
    noun="problem",
)
