"""The verbs of the trail, and which status of a request each may start from."""

from enum import StrEnum

from approvals.models import Request, Site
from foundation.core.states import Moves


class Verb(StrEnum):
    CHAIN_SET = "chain_set"
    CLAUSE_CITED = "clause_cited"
    REQUEST_STARTED = "request_started"
    REQUEST_SENT = "request_sent"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_ENDED = "request_ended"
    STEP_OPENED = "request_step_opened"
    STEP_ANSWERED = "request_step_answered"
    STEP_PASSED_ON = "request_step_passed_on"
    STEP_PASSED_OVER = "request_step_passed_over"
    CHAIN_MOVED = "request_chain_moved"
    STEP_MOVED = "request_step_moved"
    ADVISER_LET_IN = "adviser_let_in"
    ADVISER_LET_GO = "adviser_let_go"
    ADVISER_ADVISED = "adviser_advised"
    DEPUTY_NAMED = "deputy_named"
    DEPUTY_ENDED = "deputy_ended"
    SITE_ADDED = "site_added"
    SITE_LIVE = "site_live"
    SITE_LOOKED_AT = "site_looked_at"
    SITE_REVIEWED = "site_reviewed"
    SITE_ALERTED = "site_alerted"
    SITE_SETTLED = "site_settled"
    SITE_CONTACT = "site_contact"
    IMPOSTOR_ENTERED = "impostor_entered"
    IMPOSTOR_CHANGED = "impostor_changed"
    SITE_CLOSED = "site_closed"
    SITE_GIVEN_UP = "site_given_up"
    DUTY_GIVEN = "duty_given"
    DUTY_ENDED = "duty_ended"
    POINT_CONFIRMED = "point_confirmed"
    LEADERS_TOLD = "leaders_told"
    PICTURE_ADDED = "request_picture_added"
    PICTURE_TAKEN_AWAY = "request_picture_taken_away"
    POST_PUBLISHED = "post_published"
    SITE_CHANGED = "site_changed"
    PLATFORM_ADDED = "platform_added"
    PLATFORM_CHANGED = "platform_changed"
    PLATFORM_OFFERED = "platform_offered"
    PLATFORM_ENDED = "platform_ended"


_S = Request.Status
REQUEST_MOVES = Moves(
    {
        "write": (frozenset({_S.DRAFT, _S.RETURNED}), _S.DRAFT),
        "send": (frozenset({_S.DRAFT, _S.RETURNED}), _S.IN_HAND),
        "answer": (frozenset({_S.IN_HAND}), _S.IN_HAND),
        "return": (frozenset({_S.IN_HAND}), _S.RETURNED),
        "approve": (frozenset({_S.IN_HAND}), _S.APPROVED),
        "decline": (frozenset({_S.IN_HAND}), _S.DECLINED),
        "withdraw": (frozenset({_S.DRAFT, _S.IN_HAND, _S.RETURNED}), _S.WITHDRAWN),
        "end": (frozenset({_S.APPROVED}), _S.ENDED),
    },
    noun="request",
)

_T = Site.Status
SITE_MOVES = Moves(
    {
        "change": (frozenset({_T.APPROVED, _T.LIVE}), _T.APPROVED),
        "go_live": (frozenset({_T.APPROVED}), _T.LIVE),
        "look": (frozenset({_T.LIVE}), _T.LIVE),
        "close": (frozenset({_T.LIVE}), _T.CLOSED),
        "give_up": (frozenset({_T.APPROVED}), _T.GIVEN_UP),
    },
    noun="site",
)
