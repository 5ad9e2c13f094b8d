"""The person affected: spoken with, told, promised word, offered support, and heard."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from foundation.audit.models import Entry as Act
from foundation.core.states import NotAllowed
from foundation.notices.delivery import drain
from foundation.notices.models import Notice
from foundation.schools.calendar import add_school_days
from incidents.models import CasePerson, Entry, Evidence, IncidentRules, Kind, Promise, Relation, Support, Update
from incidents.transitions.informing import (
    Word,
    add_something,
    answer_support,
    offer_support,
    record_contact,
    say_resolved,
    say_wishes,
    tell,
)
from incidents.transitions.people import Named, name_person, take_out
from tests.cast import Cast, a_person
from tests.incidents.reported import affected, blamed, in_hand, reported, the_affected

pytestmark = pytest.mark.django_db
DONE, NOT_DONE = Update.What.DONE, Update.What.NOT_DONE
DAY = timedelta(days=1)
SECRET = "The platform was asked on Monday."


@pytest.fixture
def row(cast: Cast) -> CasePerson:
    """The line manager is affected; the headteacher leads."""
    return the_affected(in_hand(cast, named=[affected(cast.line_manager)]))


def told(cast: Cast, row: CasePerson, days: int | None = 5, words: str = SECRET, what: str = DONE) -> Update:
    next_on = None if days is None else cast.today + days * DAY
    return tell(row, Word(what, words, next_on), by=cast.headteacher, at=cast.at)


def lines(row: CasePerson) -> list[str]:
    return [entry.words for entry in Entry.objects.filter(case=row.case)]


def sent_to(cast: Cast) -> list[str]:
    """Who gets a mail now, with its subject."""
    mail.outbox.clear()
    drain(timezone.now, until=timezone.now() + timedelta(seconds=5))
    return sorted(f"{letter.to[0].partition('@')[0]}: {letter.subject}" for letter in mail.outbox)


@pytest.mark.clause("ACR-12")
@pytest.mark.parametrize("days", [1, 3])
def test_two_schools_give_the_first_conversation_different_days(cast: Cast, days: int) -> None:
    IncidentRules.objects.create(school=cast.school, first_contact_days=days)
    row = the_affected(reported(cast, named=[affected(cast.line_manager)]).case)
    assert row.contact_due_on == add_school_days(cast.school, cast.today, days) == row.case.first_contact_due_on


@pytest.mark.clause("ACR-12")
def test_the_clock_runs_for_each_person_affected_and_stops_with_the_first_conversation(
    cast: Cast, row: CasePerson
) -> None:
    other = name_person(row.case, affected(cast.senior_leader), by=cast.headteacher, at=cast.at)
    record_contact(row, words="She is shaken.", happened_at=cast.at, by=cast.headteacher, at=cast.at)
    other.refresh_from_db()
    assert other.contact_due_on is not None
    assert other.contacted_at is None
    row.case.refresh_from_db()
    assert row.case.first_contact_at == cast.at
    assert "First conversation with Lena Line-Manager. She is shaken." in lines(row)
    with pytest.raises(NotAllowed, match="recorded already"):
        record_contact(row, words="Again.", happened_at=cast.at, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="in the future"):
        record_contact(other, words="Soon.", happened_at=cast.at + DAY, by=cast.headteacher, at=cast.at)


def test_a_pupil_or_somebody_from_outside_has_no_clock(cast: Cast) -> None:
    case = in_hand(cast, named=[Named(Relation.AFFECTED, words="Pupil 7B-14", is_pupil=True)])
    assert the_affected(case).contact_due_on is None
    assert case.first_contact_due_on is None


@pytest.mark.clause("ACR-14")
def test_an_update_is_dated_told_by_mail_and_says_nothing_there(cast: Cast, row: CasePerson) -> None:
    sent_to(cast)
    made = told(cast, row, words=f"{SECRET} Second.", what=NOT_DONE)
    assert (made.at, made.by_name) == (cast.at, "Hannah Headteacher")
    assert sent_to(cast) == ["lena.line-manager: There is word for you at Beacon Hill Primary School"]
    letter = mail.outbox[0]
    whole = f"{letter.subject} {letter.body} {letter.message()}"
    assert f"/informed/{row.uid}/" in letter.body
    for word in (SECRET, "shouts", row.case.reference, "Hannah"):
        assert word not in whole
    assert not Act.objects.filter(payload__contains=SECRET).exists()


@pytest.mark.clause("ACR-14")
def test_each_update_keeps_the_promise_and_makes_the_next_one(cast: Cast, row: CasePerson) -> None:
    told(cast, row, 5)
    told(cast, row, 9)
    first, second = Promise.objects.order_by("pk")
    assert (first.kept_at, second.kept_at) == (cast.at, None)
    assert second.due_on == cast.today + 9 * DAY
    told(cast, row, None)
    assert not Promise.objects.filter(kept_at=None).exists()


@pytest.mark.parametrize(("days", "sentence"), [(0, "after today"), (-3, "after today"), (61, "within 60 days")])
def test_a_promise_is_of_a_day_to_come_and_not_of_one_too_far(
    cast: Cast, row: CasePerson, days: int, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        told(cast, row, days)
    assert not Update.objects.exists()


@pytest.mark.clause("ACR-18")
def test_somebody_affected_who_is_complained_of_too_is_told_nothing(cast: Cast, row: CasePerson) -> None:
    told(cast, row)
    name_person(row.case, blamed(cast.line_manager), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="told nothing here"):
        told(cast, row)
    with pytest.raises(NotAllowed, match="told nothing here"):
        offer_support(row, "A talk.", by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="not there any more"):
        add_something(row, "I did not.", by=cast.line_manager, at=cast.at)
    sent_to_them = [line for line in sent_to(cast) if line.startswith("lena")]
    assert sent_to_them == [], "the mail that was owed is not sent after all"


def test_somebody_taken_out_is_told_nothing_more(cast: Cast, row: CasePerson) -> None:
    take_out(row, why="It was another teacher.", by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="do not stand as affected"):
        told(cast, row)


@pytest.mark.clause("ACR-12")
def test_support_is_offered_taken_and_declined_by_the_person_alone(cast: Cast, row: CasePerson) -> None:
    offered = offer_support(row, "The counselling line.", by=cast.headteacher, at=cast.at)
    assert offered.answer == Support.Answer.OFFERED
    with pytest.raises(NotAllowed, match="Only the person affected"):
        answer_support(offered, Support.Answer.TAKEN, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="whether you take it"):
        answer_support(offered, "offered", by=cast.line_manager, at=cast.at)
    assert answer_support(offered, Support.Answer.TAKEN, by=cast.line_manager, at=cast.at).answered_at == cast.at
    with pytest.raises(NotAllowed, match="already"):
        answer_support(offered, Support.Answer.TAKEN, by=cast.line_manager, at=cast.at)
    assert answer_support(offered, Support.Answer.DECLINED, by=cast.line_manager, at=cast.at).answer == "declined"
    assert "Lena Line-Manager on support offered: not wanted. The counselling line." in lines(row)


def test_wishes_are_kept_and_what_was_said_before_stays_on_the_timeline(cast: Cast, row: CasePerson) -> None:
    say_wishes(row, "By telephone.", by=cast.line_manager, at=cast.at)
    row = say_wishes(row, "Not by e-mail.", by=cast.line_manager, at=cast.at)
    assert row.wishes == "Not by e-mail."
    assert "How Lena Line-Manager wants to be contacted: By telephone." in lines(row)
    with pytest.raises(NotAllowed, match="Only the person affected"):
        say_wishes(row, "Whenever.", by=cast.headteacher, at=cast.at)


@pytest.mark.clause("ACR-14")
def test_what_they_add_is_on_the_timeline_and_kept_as_evidence_and_whoever_leads_is_told(
    cast: Cast, row: CasePerson
) -> None:
    sent_to(cast)
    add_something(row, "It goes on.", text="You are useless", by=cast.line_manager, at=cast.at)
    assert "Lena Line-Manager writes: It goes on." in lines(row)
    (kept,) = Evidence.objects.all()
    assert (kept.text, kept.by) == ("You are useless", cast.line_manager)
    assert sent_to(cast) == ["hannah.headteacher: Somebody wrote to you in a case at Beacon Hill Primary School"]
    row.refresh_from_db()
    assert row.wrote_at == cast.at
    told(cast, row)
    row.refresh_from_db()
    assert row.wrote_at is None, "it has its answer"


def test_what_they_say_is_theirs_and_does_not_end_the_case(cast: Cast, row: CasePerson) -> None:
    row = say_resolved(row, is_resolved=True, by=cast.line_manager, at=cast.at)
    assert row.resolved_at == cast.at
    assert row.case.status == "in_hand"
    with pytest.raises(NotAllowed, match="already"):
        say_resolved(row, is_resolved=True, by=cast.line_manager, at=cast.at)
    assert say_resolved(row, is_resolved=False, by=cast.line_manager, at=cast.at).resolved_at is None
    with pytest.raises(NotAllowed, match="Only the person affected"):
        say_resolved(row, is_resolved=True, by=cast.headteacher, at=cast.at)


def test_nobody_is_told_in_a_case_that_nobody_has_taken_on(cast: Cast) -> None:
    row = the_affected(reported(cast, Kind.STAFF_MENTION, named=[affected(cast.line_manager)]).case)
    with pytest.raises(NotAllowed, match="received now"):
        told(cast, row)


def test_a_person_without_a_log_in_is_told_without_a_mail(cast: Cast) -> None:
    quiet = a_person(cast.school, "Quentin Quiet", has_email=False)
    row = the_affected(in_hand(cast, named=[affected(quiet)]))
    told(cast, row)
    assert not Notice.objects.filter(recipient=quiet).exists()
    assert Update.objects.filter(affected=row).count() == 1
