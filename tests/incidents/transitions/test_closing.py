"""What closing asks for, and what it leaves behind."""

from datetime import timedelta

import pytest

from foundation.audit.models import Entry as Act
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from incidents.models import Case, Considered, Kind, Promise, ResponseOption, Severity, Update
from incidents.transitions.cases import judge, take_case
from incidents.transitions.closing import AGAIN, OUTCOMES, close_case, reopen_case, still_missing
from incidents.transitions.friend_requests import Declined, record_declined
from incidents.transitions.informing import Word, tell
from incidents.transitions.people import Named, name_person
from incidents.transitions.responses import consider
from tests.cast import Cast
from tests.incidents.reported import a_case, affected, blamed, in_hand, judged, the_affected

pytestmark = pytest.mark.django_db
WHY = "He has apologised to Tilly."


def close(cast: Cast, case: Case) -> Case:
    return close_case(case, outcome=OUTCOMES[1], why=WHY, by=cast.headteacher, at=cast.at)


def consider_all(cast: Cast, case: Case) -> None:
    for option in ResponseOption.objects.filter(school=cast.school, ended_at=None):
        consider(case, option, answer=Considered.Answer.TAKEN, why="Done.", by=cast.headteacher, at=cast.at)


@pytest.mark.clause("ACR-13")
def test_two_schools_with_different_lists_ask_for_different_responses(cast: Cast) -> None:
    case = judged(cast, in_hand(cast))
    consider_all(cast, case)
    assert still_missing(case) == []
    ResponseOption.objects.create(school=cast.school, position=9, name="Legal advice is taken")
    assert still_missing(case) == ["Answer every response on the school's list: 1 to go."]
    ResponseOption.objects.create(school=cast.other_school, position=1, name="The governors are told")
    with pytest.raises(NotAllowed, match="1 to go"):
        close(cast, case)


def test_a_response_of_another_school_or_without_a_reason_is_refused(cast: Cast) -> None:
    case = judged(cast, in_hand(cast))
    other = ResponseOption.objects.create(school=cast.other_school, position=1, name="The governors are told")
    option = ResponseOption.objects.filter(school=cast.school)[0]
    for row, answer, why, sentence in (
        (other, "taken", "x", "not on the school's list"),
        (option, "perhaps", "x", "taken or not pursued"),
        (option, "taken", "  ", "Say why"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            consider(case, row, answer=answer, why=why, by=cast.headteacher, at=cast.at)
    assert not Considered.objects.exists()


@pytest.mark.clause("ACR-14")
def test_everybody_affected_on_the_roll_has_to_be_told_since_it_was_taken_on(cast: Cast) -> None:
    pupil = Named("affected", words="7B-04", is_pupil=True)
    case = judged(cast, in_hand(cast, named=[affected(cast.line_manager), affected(cast.teacher), pupil]))
    consider_all(cast, case)
    word = Word(Update.What.NOT_DONE, "No action at law.", None)
    for row in case.people.filter(person__isnull=False):
        assert len(still_missing(case)) == 1
        tell(row, word, by=cast.headteacher, at=cast.at)
    assert still_missing(case) == []


def test_who_is_affected_and_complained_of_at_once_is_told_nothing(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, named=[affected(cast.line_manager)]))
    consider_all(cast, case)
    name_person(case, blamed(cast.line_manager), by=cast.headteacher, at=cast.at)
    close(cast, case)
    assert not Update.objects.exists()


@pytest.mark.clause("ACR-14")
def test_the_person_affected_hears_that_it_is_closed_and_no_promise_stays_open(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, named=[affected(cast.line_manager)]))
    consider_all(cast, case)
    row = the_affected(case)
    word = Word(Update.What.DONE, "It was taken down.", cast.today + timedelta(days=3))
    tell(row, word, by=cast.headteacher, at=cast.at)
    assert Promise.objects.filter(kept_at=None).exists()
    close(cast, case)
    assert not Promise.objects.filter(kept_at=None).exists()
    assert row.updates.count() == 2
    notices = Notice.objects.filter(kind="incidents.word", recipient=cast.line_manager)
    assert notices.count() == 2


def test_without_a_scale_a_case_is_not_closed_and_a_list_that_is_empty_asks_for_nothing(cast: Cast) -> None:
    case = in_hand(cast)
    with pytest.raises(NotAllowed, match="Say what it is"):
        close(cast, case)
    step = Severity.objects.create(school=cast.school, position=1, name="Grave")
    how = {"category": "other", "procedure": "none", "summary": "x"}
    case = judge(case, severity=step, **how, by=cast.headteacher, at=cast.at)
    assert close(cast, case).status == Case.Status.CLOSED


def test_only_a_case_in_hand_is_closed_and_only_a_closed_one_reopened(cast: Cast) -> None:
    case = a_case(cast)
    with pytest.raises(NotAllowed, match="received now"):
        close(cast, case)
    with pytest.raises(NotAllowed, match="received now"):
        reopen_case(case, why="x", by=cast.headteacher, at=cast.at)
    case = judged(cast, take_case(case, by=cast.headteacher, at=cast.at), is_low=True)
    for outcome, why in (("Something I made up", "x"), (OUTCOMES[0], " ")):
        with pytest.raises(NotAllowed):
            close_case(case, outcome=outcome, why=why, by=cast.headteacher, at=cast.at)
    close(cast, case)
    with pytest.raises(NotAllowed, match="closed now"):
        close(cast, case)
    with pytest.raises(NotAllowed, match="Say why"):
        reopen_case(case, why="", by=cast.headteacher, at=cast.at)


@pytest.mark.clause("ACR-18")
def test_who_is_complained_of_closes_and_reopens_nothing_even_on_a_page_still_open(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, Kind.CHILD, lead=cast.headteacher), is_low=True)
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed):
        close(cast, case)
    case = take_case(case, by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="not there any more"):
        close(cast, case)
    close_case(case, outcome=OUTCOMES[0], why="x", by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="not there any more"):
        reopen_case(case, why="x", by=cast.headteacher, at=cast.at)


def test_reopening_keeps_how_it_was_closed_and_who_reopens_leads(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, Kind.CHILD, lead=cast.dsl), is_low=True)
    close(cast, case)
    case = reopen_case(case, why="It goes on.", by=cast.headteacher, at=cast.at)
    assert (case.status, case.lead, case.outcome, case.outcome_why) == ("in_hand", cast.headteacher, "", WHY)
    words = [entry.words for entry in case.entries.order_by("pk")]
    assert words[-2:] == [f"Closed: {OUTCOMES[1]}. {WHY}", "Reopened. It goes on."]


@pytest.mark.clause("ACR-14")
def test_the_person_affected_hears_that_it_is_taken_up_again_and_who_is_complained_of_does_not(cast: Cast) -> None:
    named = [affected(cast.teacher), affected(cast.line_manager), blamed(cast.line_manager)]
    case = judged(cast, in_hand(cast, named=named), is_low=True)
    close(cast, case)
    reopen_case(case, why="It goes on.", by=cast.headteacher, at=cast.at)
    words = {one.affected.named: one.words for one in Update.objects.order_by("pk")}
    assert words == {cast.teacher.name: AGAIN}, "the last word each of them has"
    assert not [one for one in Update.objects.all() if "It goes on." in one.words]


def test_a_friend_request_that_was_closed_at_once_can_be_taken_up(cast: Cast) -> None:
    declined = Declined(platform="Chirper", pupil="7B-04", happened_on=cast.today)
    case = record_declined(cast.school, declined, by=cast.teacher, at=cast.at).case
    assert case.status == Case.Status.CLOSED
    case = reopen_case(case, why="It is the third.", by=cast.dsl, at=cast.at)
    assert (case.status, case.lead, case.taken_at) == (Case.Status.IN_HAND, cast.dsl, cast.at)


def test_the_trail_holds_that_it_was_closed_and_no_word_of_why(cast: Cast) -> None:
    case = judged(cast, in_hand(cast), is_low=True)
    close(cast, case)
    acts = Act.objects.filter(about_uid=case.uid)
    assert "case_closed" in acts.values_list("verb", flat=True)
    assert "Tilly" not in " ".join(acts.values_list("payload", flat=True))
