"""Responses considered, closing and reopening, through the pages."""

from typing import Any

import pytest
from django.urls import reverse

from foundation.schools.models import Person
from incidents.models import Case, Considered, Entry, Kind, ResponseOption, Update
from incidents.transitions.cases import judge
from incidents.transitions.closing import OUTCOMES
from incidents.transitions.informing import Word, tell
from tests.cast import Cast, signed_in
from tests.incidents.pages import case_page, sent, text, typed
from tests.incidents.reported import affected, in_hand, judged, scale, the_affected

pytestmark = pytest.mark.django_db
ENDED = {"outcome": OUTCOMES[0], "why": "The post is gone and she is content."}


def close(cast: Cast, by: Person, case: Case, **data: Any) -> str:
    return sent(signed_in(by), reverse("case-close", args=[case.uid]), {**ENDED, **data})


def consider_all(cast: Cast, by: Person, case: Case) -> None:
    for option in ResponseOption.objects.filter(school=cast.school, ended_at=None):
        where = reverse("case-respond", args=[case.uid, option.uid])
        sent(signed_in(by), where, {"answer": "not_pursued", "why": "It does not threaten."})


@pytest.mark.clause("ACR-13", "ACR-14")
def test_above_low_severity_a_case_closes_once_all_was_considered_and_the_person_affected_told(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.line_manager)])
    assert "Say what it is and how serious" in close(cast, cast.headteacher, case)
    case = judged(cast, case)
    page = close(cast, cast.headteacher, case)
    assert "It cannot be closed yet" in page
    assert "Answer every response on the school's list: 2 to go." in page.replace("&#x27;", "'")
    assert "Tell the person affected" in page
    consider_all(cast, cast.headteacher, case)
    assert "Tell the person affected" in close(cast, cast.headteacher, case)
    word = Word(Update.What.DONE, "It was taken down.", None)
    tell(the_affected(case), word, by=cast.headteacher, at=cast.at)
    page = close(cast, cast.headteacher, case)
    assert "Closed." in page
    assert OUTCOMES[0] in page
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Case.Status.CLOSED, OUTCOMES[0])
    last = case.updates.order_by("pk").last()
    assert last is not None
    assert "closed" in last.words


def test_at_low_severity_an_outcome_and_its_reason_are_enough(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, named=[affected(cast.line_manager)]), is_low=True)
    assert "There is a problem" in close(cast, cast.headteacher, case, why="")
    assert "There is a problem" in close(cast, cast.headteacher, case, outcome="")
    assert "There is a problem" in close(cast, cast.headteacher, case, outcome="She cried.")
    assert "Closed." in close(cast, cast.headteacher, case)


@pytest.mark.clause("HAY-06")
def test_a_case_does_not_close_while_an_allegation_is_to_be_decided(cast: Cast) -> None:
    case = in_hand(cast, Kind.STAFF_CONTACT)
    case = judged(cast, case, is_low=True)
    assert "Decide whether the harm threshold is met" in close(cast, cast.headteacher, case)
    case.refresh_from_db()
    assert case.status == Case.Status.IN_HAND
    assert "This may be an allegation" in case_page(cast.headteacher, case)


@pytest.mark.clause("ACR-13")
def test_a_response_is_taken_or_not_pursued_with_a_reason_and_the_last_answer_counts(cast: Cast) -> None:
    case = judged(cast, in_hand(cast))
    option = ResponseOption.objects.filter(school=cast.school).first()
    assert option is not None
    where, client = reverse("case-respond", args=[case.uid, option.uid]), signed_in(cast.headteacher)
    assert "There is a problem" in sent(client, where, {"answer": "taken", "why": ""})
    assert "There is a problem" in sent(client, where, {"answer": "perhaps", "why": "I wonder."})
    sent(client, where, {"answer": "not_pursued", "why": "Nobody is threatened."})
    page = sent(client, where, {"answer": "taken", "why": "There was a threat after all."})
    assert "Taken. There was a threat after all." in page
    assert "Before: not pursued" in page
    assert Considered.objects.count() == 2
    said = case.entries.filter(what=Entry.What.DECISION).first()
    assert said is not None
    assert said.words == f"{option.name}: taken. There was a threat after all."


def test_a_response_that_left_the_list_stays_where_it_was_considered_and_is_not_asked_for(cast: Cast) -> None:
    case = judged(cast, in_hand(cast))
    consider_all(cast, cast.headteacher, case)
    option = ResponseOption.objects.filter(school=cast.school).first()
    assert option is not None
    option.ended_at = cast.at
    option.save()
    assert option.name in case_page(cast.headteacher, case)
    where = reverse("case-respond", args=[case.uid, option.uid])
    assert signed_in(cast.headteacher).get(where).status_code == 404
    fresh = judged(cast, in_hand(cast))
    ResponseOption.objects.filter(pk=option.pk).update(ended_at=cast.at)
    consider_all(cast, cast.headteacher, fresh)
    assert "Closed." in close(cast, cast.headteacher, fresh)


def test_a_case_that_changed_meanwhile_is_looked_at_again_before_it_closes(cast: Cast) -> None:
    case = judged(cast, in_hand(cast), is_low=True)
    client, where = signed_in(cast.headteacher), reverse("case-close", args=[case.uid])
    seen = client.get(where).context["form"].fields["seen"].initial
    low, _ = scale(cast)
    judge(
        case,
        category=case.category,
        severity=low,
        procedure=case.procedure,
        summary="It is worse.",
        by=cast.headteacher,
        at=cast.at,
    )
    assert "This changed while you had it open" in text(client.post(where, {**ENDED, "seen": seen}))
    case.refresh_from_db()
    assert case.status == Case.Status.IN_HAND


def test_reopening_keeps_all_and_needs_a_reason(cast: Cast) -> None:
    case = judged(cast, in_hand(cast), is_low=True)
    close(cast, cast.headteacher, case)
    where, client = reverse("case-reopen", args=[case.uid]), signed_in(cast.headteacher)
    assert "There is a problem" in sent(client, where, {"why": ""})
    page = sent(client, where, {"why": "The post came back."})
    assert "In hand" in page
    assert "Reopened. The post came back." in page
    assert f"Closed: {OUTCOMES[0]}. The post is gone" in page
    assert "Closed." in close(cast, cast.headteacher, case)


def test_a_closed_case_is_read_and_corrected_but_not_worked_on(cast: Cast) -> None:
    case = judged(cast, in_hand(cast), is_low=True)
    close(cast, cast.headteacher, case)
    client = signed_in(cast.headteacher)
    page = case_page(cast.headteacher, case)
    for words in ("Add to the timeline", "Hand it on", "Add somebody", "Close the case"):
        assert words not in page
    _, high = scale(cast)
    judging = {"summary": "x", "category": "other", "severity": str(high.uid), "procedure": "none"}
    answers = {
        "case-write": {"what": "note", "words": "x", **typed("happened_on", cast.today)},
        "case-judge": judging,
        "case-safeguarding": {"why": "x"},
        "case-elsewhere": {"system": "x", "reference": "x"},
        "case-person-add": {"relation": "witness", "who": "outside", "words": "x"},
        "case-close": ENDED,
    }
    for name, given in answers.items():
        assert "can no longer be done" in sent(client, reverse(name, args=[case.uid]), given), name
    entry = case.entries.first()
    assert entry is not None
    assert "Corrected: Not so." in sent(client, reverse("entry-correct", args=[entry.uid]), {"words": "Not so."})
