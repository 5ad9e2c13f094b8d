"""The page of the person affected, and what whoever leads does for them, through the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Look
from foundation.core.panels import DeskLine
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from foundation.schools.models import Person
from incidents.models import CasePerson, Entry, Evidence, Kind, Promise, Relation, Support, Update
from incidents.panels.informing import for_me
from incidents.transitions.closing import OUTCOMES, close_case
from incidents.transitions.informing import Word, offer_support, say_resolved, tell
from incidents.transitions.overdue import chase
from incidents.transitions.people import Named, name_person
from incidents.transitions.timeline import write_entry
from tests.approvals.posting import photograph
from tests.cast import Cast, a_person, signed_in
from tests.incidents.pages import case_page, sent, text, typed
from tests.incidents.reported import SAW, a_case, affected, blamed, in_hand, judged, the_affected

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEVER = "Zephyrine wrote this on the timeline."


@pytest.fixture
def row(cast: Cast) -> CasePerson:
    """The line manager is affected, a pupil wrote it, a colleague saw it and another is complained of."""
    others = [
        Named(Relation.AUTHOR, words="Pupil 9C-03", is_pupil=True),
        Named(Relation.WITNESS, words="Mrs Parentson"),
        blamed(cast.senior_leader),
    ]
    case = in_hand(cast, named=[affected(cast.line_manager), *others])
    write_entry(case, Entry.What.NOTE, NEVER, happened_at=cast.at, by=cast.headteacher, at=cast.at)
    return the_affected(case)


def own(person: Person, row: CasePerson) -> Any:
    return signed_in(person).get(reverse("what-is-done", args=[row.uid]))


def on_desk(person: Person, cast: Cast) -> list[DeskLine]:
    return for_me(person.user, cast.today)


@pytest.mark.clause("ACR-14")
def test_the_page_says_what_was_done_what_not_and_why_who_leads_and_when_they_hear(cast: Cast, row: CasePerson) -> None:
    tell(row, Word(Update.What.DONE, "It is reported.", cast.today + 3 * DAY), by=cast.headteacher, at=cast.at)
    not_done = Word(Update.What.NOT_DONE, "No police: it is no crime.", cast.today + 7 * DAY)
    tell(row, not_done, by=cast.headteacher, at=cast.at)
    said = text(own(cast.line_manager, row))
    day = cast.today + 7 * DAY
    assert f"You hear again by {day:%-d %B %Y}" in said
    for words in ("Hannah Headteacher leads it", "It is reported.", "Will not be done", "No police: it is no crime."):
        assert words in said


@pytest.mark.clause("ACR-14")
def test_it_shows_nothing_of_pupils_parents_colleagues_or_the_case(cast: Cast, row: CasePerson) -> None:
    page = own(cast.line_manager, row)
    whole = page.content.decode()
    for words in (NEVER, SAW, "9C-03", "Parentson", "Sam Senior-Leader", "Tessa Teacher", "mention", "Witness"):
        assert words not in whole
    assert "no-store" in page["Cache-Control"]
    assert "<title>What is being done" in whole


@pytest.mark.clause("ACR-14", "ACR-18")
def test_only_the_person_affected_opens_it_and_never_who_is_complained_of(cast: Cast, row: CasePerson) -> None:
    others = ("headteacher", "dsl", "teacher", "senior_leader", "administrator", "clerk", "chair", "other_headteacher")
    for name in others:
        assert own(getattr(cast, name), row).status_code == 404, name
    assert own(cast.line_manager, row).status_code == 200
    name_person(row.case, blamed(cast.line_manager), by=cast.headteacher, at=cast.at)
    assert own(cast.line_manager, row).status_code == 404
    assert on_desk(cast.line_manager, cast) == []
    for name in ("informed-wishes", "informed-add"):
        assert signed_in(cast.line_manager).get(reverse(name, args=[row.uid])).status_code == 404


def test_their_desk_links_it_until_it_is_resolved_for_them_or_closed(cast: Cast, row: CasePerson) -> None:
    (line,) = on_desk(cast.line_manager, cast)
    assert (line.what, line.url) == ("What is being done for you", reverse("what-is-done", args=[row.uid]))
    assert on_desk(cast.senior_leader, cast) == on_desk(cast.headteacher, cast) == []
    say_resolved(row, is_resolved=True, by=cast.line_manager, at=cast.at)
    assert on_desk(cast.line_manager, cast) == []
    offer_support(row, "A talk.", by=cast.headteacher, at=cast.at)
    assert len(on_desk(cast.line_manager, cast)) == 1, "an offer waits for an answer"


@pytest.mark.clause("ACR-12", "ACR-14")
def test_of_a_pupil_the_pages_speak_of_the_family(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl, named=[Named(Relation.AFFECTED, words="7B-04", is_pupil=True)])
    pupil, client = the_affected(case), signed_in(cast.dsl)
    page = case_page(cast.dsl, case)
    for words in ("Tell the family what is done", "Offer the family support", "A pupil has none here"):
        assert words in page
    assert "Tell them what is done" not in page
    for name, heading in (
        ("case-tell", "Tell the family"),
        ("case-contact", "First conversation with the family"),
        ("case-support", "Offer the family support"),
    ):
        shown = text(client.get(reverse(name, args=[pupil.uid])))
        assert heading in shown
        assert "on their page" not in shown
    tell(pupil, Word(Update.What.WORD, "Soon.", None), by=cast.dsl, at=cast.at)
    assert "The family of 7B-04 was told (Word): Soon." in case_page(cast.dsl, case)


@pytest.mark.clause("ACR-12")
def test_what_somebody_without_a_page_answered_to_support_is_recorded_by_whoever_offers_it(
    cast: Cast, row: CasePerson
) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl, named=[Named(Relation.AFFECTED, words="7B-04", is_pupil=True)])
    where, client = reverse("case-support", args=[the_affected(case).uid]), signed_in(cast.dsl)
    sent(client, where, {"what": "A talk."})
    assert not Support.objects.exists(), "it is asked what they answered"
    page = sent(client, where, {"what": "A talk.", "answer": "taken"})
    assert "The family of 7B-04 was offered support: A talk. Taken." in page
    made = Support.objects.get()
    assert (made.answer, made.answered_at is None) == (Support.Answer.TAKEN, False)
    head = signed_in(cast.headteacher)
    assert "What did they answer?" not in text(head.get(reverse("case-support", args=[row.uid])))
    with pytest.raises(NotAllowed, match="on their own page"):
        offer_support(row, "A talk.", answer="taken", by=cast.headteacher, at=cast.at)


def test_every_opening_is_a_look_and_whoever_leads_sees_that_it_was_read(cast: Cast, row: CasePerson) -> None:
    assert "Not opened yet" in case_page(cast.headteacher, row.case)
    own(cast.line_manager, row)
    assert Look.objects.get(about_uid=row.uid).by_name == "Lena Line-Manager"
    assert "Last read on" in case_page(cast.headteacher, row.case)


@pytest.mark.clause("ACR-14")
def test_a_missed_promise_is_said_on_both_pages(cast: Cast, row: CasePerson) -> None:
    tell(row, Word(Update.What.WORD, "Soon.", cast.today + DAY), by=cast.headteacher, at=cast.at)
    Promise.objects.update(due_on=cast.today - 3 * DAY)
    chase(by=cast.headteacher, at=cast.at)
    assert "You should have heard by" in text(own(cast.line_manager, row))
    assert "1 missed so far" in case_page(cast.headteacher, row.case)


def test_support_is_taken_wishes_said_something_added_and_it_is_resolved_on_the_page(
    cast: Cast, row: CasePerson
) -> None:
    offered = offer_support(row, "The counselling line.", by=cast.headteacher, at=cast.at)
    client = signed_in(cast.line_manager)
    said = text(client.post(reverse("support-answer", args=[offered.uid]), {"answer": "taken"}, follow=True))
    assert "Noted." in said
    assert "The counselling line. Taken" in said
    sent(client, reverse("informed-wishes", args=[row.uid]), {"wishes": "After four."})
    said = sent(client, reverse("informed-add", args=[row.uid]), {"words": "It goes on.", "text": "You are useless"})
    assert "Sent. Whoever leads is told" in said
    assert "It waits for an answer." in said
    assert Evidence.objects.get().text == "You are useless"
    client.post(reverse("informed-resolved", args=[row.uid]), {"resolved": "yes"})
    row.refresh_from_db()
    assert (row.wishes, row.resolved_at is not None) == ("After four.", True)
    for words in ("After four.", "The counselling line. Taken", "Wrote to you", "Resolved for them"):
        assert words in case_page(cast.headteacher, row.case)
    assert "It is not resolved after all" in text(own(cast.line_manager, row))


@pytest.mark.clause("ACR-14", "QEI-23")
def test_pictures_are_kept_as_evidence_and_none_once_one_may_be_a_sexual_one(cast: Cast, row: CasePerson) -> None:
    client, where = signed_in(cast.line_manager), reverse("informed-pictures", args=[row.uid])
    given = {"may_be_sexual": "no", "about": "The post", "pictures": a_screenshot()}
    assert "Kept as evidence." in text(client.post(where, given, follow=True))
    (kept,) = Evidence.objects.all()
    assert (kept.by, kept.about) == (cast.line_manager, "The post")
    assert Notice.objects.filter(kind="incidents.added", recipient=cast.headteacher).count() == 1
    said = text(client.post(where, {"may_be_sexual": "not_sure", "pictures": a_screenshot("blue")}, follow=True))
    assert "Nothing was kept." in said
    assert "Pictures as evidence" not in said
    row.case.refresh_from_db()
    assert (row.case.may_be_sexual, Evidence.objects.count()) == (True, 1)
    assert client.get(where).status_code == 404


def a_screenshot(colour: str = "red") -> SimpleUploadedFile:
    return SimpleUploadedFile("post.jpg", photograph(colour), content_type="image/jpeg")


def test_an_answer_to_somebody_elses_offer_is_not_found(cast: Cast, row: CasePerson) -> None:
    offered = offer_support(row, "A talk.", by=cast.headteacher, at=cast.at)
    where = reverse("support-answer", args=[offered.uid])
    assert signed_in(cast.teacher).post(where, {"answer": "taken"}).status_code == 404
    assert signed_in(cast.headteacher).post(where, {"answer": "taken"}).status_code == 404
    assert signed_in(cast.line_manager).post(where, {"answer": "nonsense"}, follow=True).status_code == 200
    assert Support.objects.get().answer == Support.Answer.OFFERED


@pytest.mark.clause("ACR-12", "ACR-14")
def test_whoever_leads_records_the_conversation_tells_and_offers(cast: Cast, row: CasePerson) -> None:
    client, moment = signed_in(cast.headteacher), {**typed("on", cast.today - DAY), "time": "15:40"}
    sent(client, reverse("case-contact", args=[row.uid]), {"words": "She is shaken.", **moment})
    said = sent(client, reverse("case-tell", args=[row.uid]), {"what": "done", "words": "It is reported."})
    assert "Give a day, even if it is only to say that there is nothing new." in said
    day = typed("next_on", cast.today + 4 * DAY)
    said = sent(client, reverse("case-tell", args=[row.uid]), {"what": "done", "words": "It is reported.", **day})
    assert "told by mail that there is word for them" in said
    sent(client, reverse("case-support", args=[row.uid]), {"what": "A talk."})
    row.refresh_from_db()
    assert row.contacted_at is not None
    assert Promise.objects.get(kept_at=None).due_on == cast.today + 4 * DAY
    assert Update.objects.get().words == "It is reported."
    assert Support.objects.get().offered_by == cast.headteacher


def test_a_moment_to_come_is_no_conversation(cast: Cast, row: CasePerson) -> None:
    moment = {**typed("on", cast.today + DAY), "time": "15:40", "words": "Soon."}
    said = sent(signed_in(cast.headteacher), reverse("case-contact", args=[row.uid]), moment)
    assert "That moment has not come yet." in said


def test_word_that_they_sent_meanwhile_makes_an_open_page_old(cast: Cast, row: CasePerson) -> None:
    client, where = signed_in(cast.headteacher), reverse("case-tell", args=[row.uid])
    seen = client.get(where).context["form"].fields["seen"].initial
    sent(signed_in(cast.line_manager), reverse("informed-add", args=[row.uid]), {"words": "It goes on."})
    old = {"what": "word", "words": "Nothing new.", "is_last": "on", "seen": seen}
    assert "This changed while you had it open" in text(client.post(where, old))
    assert not Update.objects.exists()


@pytest.mark.parametrize("name", ["case-contact", "case-tell", "case-support"])
def test_only_who_runs_the_case_tells(cast: Cast, row: CasePerson, name: str) -> None:
    where = reverse(name, args=[row.uid])
    for who in ("line_manager", "senior_leader", "teacher", "dsl", "administrator", "other_headteacher"):
        assert signed_in(getattr(cast, who)).get(where).status_code == 404, who
    assert signed_in(cast.headteacher).get(where).status_code == 200


def test_somebody_without_a_log_in_is_told_in_person_and_the_page_says_so(cast: Cast) -> None:
    case = in_hand(cast, named=[Named(Relation.AFFECTED, words="Mrs Parentson")])
    said = text(signed_in(cast.headteacher).get(reverse("case-tell", args=[the_affected(case).uid])))
    assert "They cannot sign in, so tell them yourself" in said


def test_after_closing_the_page_stays_and_they_can_still_write(cast: Cast, row: CasePerson) -> None:
    case = judged(cast, row.case, is_low=True)
    close_case(case, outcome=OUTCOMES[0], why="Gone.", by=cast.headteacher, at=cast.at)
    said = text(own(cast.line_manager, row))
    assert "The case was closed on" in said
    assert "Gone." not in said
    sent(signed_in(cast.line_manager), reverse("informed-add", args=[row.uid]), {"words": "It began again."})
    assert Notice.objects.filter(kind="incidents.added", recipient=cast.headteacher).count() == 1


@pytest.mark.clause("ACR-18")
def test_the_office_does_not_see_who_was_told_of_a_case(cast: Cast) -> None:
    row = the_affected(in_hand(cast, Kind.CONDUCT, named=[affected(cast.line_manager)]))
    tell(row, Word(Update.What.WORD, "Soon.", cast.today + DAY), by=cast.headteacher, at=cast.at)
    a_case(cast, Kind.CONDUCT, named=[blamed(cast.headteacher)])
    assert Notice.objects.filter(recipient=cast.chair, kind="incidents.came").exists()
    where = reverse("school-told", args=[cast.school.slug])
    for person in (cast.headteacher, cast.clerk, cast.administrator):
        said = text(signed_in(person).get(where))
        for words in ("A report waits", "Word for you", "Charlie Chair", "Lena"):
            assert words not in said
    came = Notice.objects.filter(kind="incidents.came")
    came.update(status=Notice.Status.PARKED, trouble="The address does not exist.")
    said = text(signed_in(cast.clerk).get(where))
    assert "confidential mail" in said
    assert "Charlie Chair" not in said
    notice = came.first()
    assert notice is not None
    tried = signed_in(cast.administrator).post(reverse("notice-try-again", args=[notice.uid]))
    assert tried.status_code == 404
    told = text(signed_in(cast.line_manager).get(reverse("told")))
    assert "Word for you" in told, "oneself sees what one was told"


def test_more_people_affected_ask_no_more_of_the_database(cast: Cast, row: CasePerson) -> None:
    client, where = signed_in(cast.headteacher), reverse("case", args=[row.case.uid])
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(4):
        more = name_person(
            row.case, affected(a_person(cast.school, f"Affected {number}")), by=cast.headteacher, at=cast.at
        )
        tell(more, Word(Update.What.WORD, "Soon.", cast.today + DAY), by=cast.headteacher, at=cast.at)
        offer_support(more, "A talk.", by=cast.headteacher, at=cast.at)
    with CaptureQueriesContext(connection) as many:
        client.get(where)
    assert len(many) <= len(few) + 1
