"""Tables of moves."""

import pytest

from foundation.core.states import Moves, NotAllowed

MOVES = Moves({"send": (frozenset({"draft", "sent_back"}), "sent"), "decide": (frozenset({"sent"}), "decided")}, "form")


@pytest.mark.parametrize(("verb", "status", "leads_to"), [("send", "sent_back", "sent"), ("decide", "sent", "decided")])
def test_a_verb_leads_from_where_it_may_start(verb: str, status: str, leads_to: str) -> None:
    assert MOVES.check(verb, status) == leads_to


@pytest.mark.parametrize(("verb", "status"), [("send", "sent"), ("send", "decided"), ("decide", "sent_back")])
def test_from_anywhere_else_it_is_refused_with_a_sentence(verb: str, status: str) -> None:
    with pytest.raises(NotAllowed, match=f"This form is {status.replace('_', ' ')} now"):
        MOVES.check(verb, status)
