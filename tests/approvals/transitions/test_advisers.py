"""Somebody is let into one request until a day, to advise on it; they decide nothing."""

from datetime import timedelta
from typing import Any

import pytest

from approvals import transitions
from approvals.models import Request, RequestGrant
from foundation.audit.models import Entry
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from foundation.schools.models import Person, User
from tests.approvals.asked import HEAD, MANAGER, answer, open_step, sent, set_chain
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    cast = Cast.make()
    set_chain(cast, MANAGER, HEAD)
    return cast


def let_in(cast: Cast, request: Request, person: Person | None = None, **more: Any) -> RequestGrant:
    given: dict[str, Any] = {"until": cast.today + 3 * DAY, "why": "Knows the law.", "by": cast.line_manager} | more
    return transitions.let_in(request, person or cast.dsl, **given, at=cast.at)


def sees(person: Person, request: Request, days: int = 0) -> bool:
    assert isinstance(person.user, User)
    user = User.objects.get(pk=person.user.pk)
    day = request.started_at.date() + days * DAY
    return permitted(user, "approvals.see_request", Request.objects.filter(pk=request.pk), day).exists()


def test_who_is_let_in_sees_this_request_alone_until_the_day_and_is_told(cast: Cast) -> None:
    request, other = sent(cast), sent(cast)
    assert not sees(cast.dsl, request)
    let_in(cast, request)
    assert [sees(cast.dsl, request, days) for days in (0, 3, 4)] == [True, True, False]
    assert not sees(cast.dsl, other)
    assert Notice.objects.get(kind="approvals.let_in").recipient == cast.dsl
    (entry,) = Entry.objects.filter(verb="adviser_let_in")
    assert "Dana Safeguarding-Lead" in str(entry.payload)


def test_advice_is_kept_with_the_text_it_was_given_on_and_decides_nothing(cast: Cast) -> None:
    request = sent(cast)
    let_in(cast, request)
    step = open_step(request)
    advice = transitions.advise(request, "Ask the parents.", seen=step.revision.content_hash, by=cast.dsl, at=cast.at)
    assert (advice.by_name, advice.content_hash) == ("Dana Safeguarding-Lead", step.revision.content_hash)
    assert open_step(request) == step
    with pytest.raises(NotAllowed):
        answer(cast, request, cast.dsl)
    assert not request.decisions.exists()


def test_advice_on_another_text_than_was_shown_is_refused(cast: Cast) -> None:
    request = sent(cast)
    let_in(cast, request)
    with pytest.raises(NotAllowed, match="nothing was recorded"):
        transitions.advise(request, "No.", seen="0" * 64, by=cast.dsl, at=cast.at)


def test_after_the_day_or_when_it_is_taken_back_there_is_no_advice(cast: Cast) -> None:
    request = sent(cast)
    grant = let_in(cast, request)
    seen = open_step(request).revision.content_hash
    with pytest.raises(NotAllowed, match="no longer asked"):
        transitions.advise(request, "No.", seen=seen, by=cast.dsl, at=cast.at + 4 * DAY)
    transitions.end_grant(grant, by=cast.clerk, at=cast.at)
    assert not sees(cast.dsl, request)
    with pytest.raises(NotAllowed, match="no longer asked"):
        transitions.advise(request, "No.", seen=seen, by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="ended already"):
        transitions.end_grant(grant, by=cast.clerk, at=cast.at)
    let_in(cast, request)
    assert sees(cast.dsl, request)
    assert list(Entry.objects.filter(verb__startswith="adviser").values_list("verb", flat=True)) == [
        "adviser_let_in",
        "adviser_let_go",
        "adviser_let_in",
    ]


def test_who_cannot_be_let_in_is_refused_in_words(cast: Cast) -> None:
    request = sent(cast)
    for person, more, words in (
        (cast.teacher, {}, "asks for this"),
        (cast.leaver, {}, "not on the roll"),
        (cast.other_teacher, {}, "not on the roll"),
        (cast.midday_supervisor, {}, "no log-in"),
        (cast.dsl, {"until": cast.today - DAY}, "last day"),
        (cast.dsl, {"until": cast.today + 61 * DAY}, "last day"),
        (cast.dsl, {"by": cast.teacher}, "own request"),
    ):
        with pytest.raises(NotAllowed, match=words):
            let_in(cast, request, person, **more)
    assert not RequestGrant.objects.exists()
    let_in(cast, request)
    with pytest.raises(NotAllowed, match="already"):
        let_in(cast, request)


def test_into_a_request_that_is_settled_nobody_is_let(cast: Cast) -> None:
    request = sent(cast)
    transitions.withdraw_request(request, by=cast.teacher, at=cast.at)
    with pytest.raises(NotAllowed):
        let_in(cast, request)
