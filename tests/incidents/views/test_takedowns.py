"""Pages of addresses that should go, and of what was taken off the school's own accounts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Look
from foundation.core.panels import desk
from incidents.models import Case, HelpContact, Kind, Takedown
from incidents.transitions.letting_in import let_in
from incidents.transitions.people import name_person
from incidents.transitions.removals import ask_removal, decide_removal
from tests.cast import Cast, signed_in
from tests.incidents.kept import ADDRESS, a_text, an_address, rules, step
from tests.incidents.pages import sent, text, typed
from tests.incidents.reported import blamed, in_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast, Kind.ON_OUR_ACCOUNT)


@pytest.fixture
def head(cast: Cast) -> Client:
    return signed_in(cast.headteacher)


def now(cast: Cast) -> dict[str, str]:
    local = timezone.localtime(timezone.now())
    return {**typed("on", local.date()), "time": f"{local:%H:%M}"}


@pytest.mark.clause("HAY-07", "HAY-08")
def test_an_address_is_noted_reported_and_gone(cast: Cast, case: Case, head: Client) -> None:
    add = reverse("case-takedown-add", args=[case.uid])
    assert "Write the name of the platform" in sent(head, add, {"address": ADDRESS, "platform": "other"})
    assert "Noted." in sent(head, add, {"address": ADDRESS, "platform": "other", "other": "Chalkboard"})
    row = case.takedowns.get()
    page = reverse("takedown", args=[row.uid])
    assert "Written down." in sent(head, page, {"what": "reported", "reference": "R-1", **now(cast)})
    row.refresh_from_db()
    assert row.status == "reported"
    shown = text(head.get(page))
    assert "Reference R-1" in shown
    assert "a helpline can take it up" in shown
    assert Look.objects.filter(about_uid=case.uid, how="opened an address").exists()
    sent(head, page, {"what": "removed", **now(cast)})
    row.refresh_from_db()
    assert (row.status, row.due_at) == ("removed", None)


@pytest.mark.clause("HAY-08")
def test_after_48_hours_the_page_names_the_helpline_and_who_has_it_is_reminded(cast: Cast, case: Case) -> None:
    HelpContact.objects.create(
        school=cast.school, purpose=HelpContact.Purpose.HELPLINE, name="Online Safety Helpline", telephone="0344 1"
    )
    row = step(cast, an_address(cast, case), "reported")
    Takedown.objects.update(
        reported_at=timezone.now() - timedelta(hours=49), due_at=timezone.now() - timedelta(hours=1)
    )
    page = text(signed_in(cast.headteacher).get(reverse("takedown", args=[row.uid])))
    assert "48 hours have passed" in page
    assert "Online Safety Helpline" in page
    lines = desk.entries["incidents.addresses"](cast.headteacher.user, timezone.localdate())
    assert [line.what for line in lines] == [f"Case {case.reference}: look at an address again"]
    assert desk.entries["incidents.addresses"](cast.dsl.user, timezone.localdate()) == []


def test_the_text_to_send_can_be_copied_without_scripts(cast: Cast, case: Case, head: Client) -> None:
    page = head.get(reverse("takedown", args=[an_address(cast, case).uid])).content.decode()
    assert page.count("<textarea") >= 3
    assert page.count("readonly") == 2


@pytest.mark.clause("HAY-06")
def test_while_it_may_be_an_allegation_asking_the_author_is_not_offered_and_the_page_says_why(cast: Cast) -> None:
    row = an_address(cast, in_hand(cast, Kind.STAFF_CONTACT))
    page = signed_in(cast.headteacher).get(reverse("takedown", args=[row.uid]))
    assert "could spoil an investigation" in text(page)
    assert 'value="asked"' not in page.content.decode()
    assert "To who wrote it" not in text(page)


def test_only_whoever_runs_the_case_follows_addresses(cast: Cast, case: Case) -> None:
    row = an_address(cast, case)
    let_in(case, cast.teacher, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    for person in (cast.teacher, cast.administrator, cast.dsl, cast.other_headteacher):
        assert signed_in(person).get(reverse("takedown", args=[row.uid])).status_code == 404
    assert ADDRESS in text(signed_in(cast.teacher).get(reverse("case", args=[case.uid])))


@pytest.mark.clause("ACR-17")
def test_the_headteacher_finds_the_question_on_their_desk_and_decides_it(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    dsl, head = signed_in(cast.dsl), signed_in(cast.headteacher)
    asked = sent(dsl, reverse("case-removal-ask", args=[case.uid]), {"what": "A comment on the fair."})
    assert "Hannah Headteacher can decide on it now." in asked
    question = case.removal_questions.get()
    page = reverse("removal-question", args=[question.uid])
    assert "Hannah Headteacher decides on it" in text(dsl.get(page))
    lines = desk.entries["incidents.removals"]
    assert [line.url for line in lines(cast.headteacher.user, cast.today)] == [page]
    assert lines(cast.dsl.user, cast.today) == []
    assert "The decision is recorded." in sent(head, page, {"answer": "remove", "why": "It names a child."})
    assert lines(cast.headteacher.user, cast.today) == []
    assert "It names a child." in text(dsl.get(page))


@pytest.mark.clause("ACR-17")
def test_who_is_merely_let_in_reads_the_question_and_decides_nothing(cast: Cast, case: Case, head: Client) -> None:
    question = ask_removal(case, "A comment.", by=cast.headteacher, at=cast.at)
    let_in(case, cast.teacher, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    page, answer = reverse("removal-question", args=[question.uid]), {"answer": "remove", "why": "Rude."}
    teacher = signed_in(cast.teacher)
    assert "A comment." in text(teacher.get(page))
    assert teacher.post(page, answer).status_code == 404
    rules(cast, removal_needs_headteacher=False)
    assert teacher.post(page, answer).status_code == 404
    assert "The decision is recorded." in sent(head, page, answer)


@pytest.mark.clause("ACR-18")
def test_where_the_headteacher_is_complained_of_it_stands_on_the_chairs_desk(cast: Cast, case: Case) -> None:
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    ask_removal(case, "A comment.", by=cast.chair, at=cast.at)
    lines = desk.entries["incidents.removals"]
    assert len(lines(cast.chair.user, cast.today)) == 1
    assert lines(cast.headteacher.user, cast.today) == []


@pytest.mark.clause("STM-15", "ACR-17")
def test_recording_a_removal_asks_for_the_copy_first(cast: Cast, case: Case, head: Client) -> None:
    where = reverse("case-removal-add", args=[case.uid])
    assert "Hannah Headteacher decides first." in text(head.get(where))
    rules(cast, removal_grounds="Abuse")
    copy = a_text(cast, case)
    given = {"what": "A rude comment.", "because": "ground:0", **now(cast)}
    assert "Choose the copy, or say that there is none." in sent(head, where, given)
    assert "Say why there is no copy." in sent(head, where, {**given, "copy": "none"})
    assert "Recorded." in sent(head, where, {**given, "copy": str(copy.uid)})
    page = sent(head, where, {**given, "copy": "none", "no_copy_why": "A pupil deleted it."})
    assert "Evidence 1 is its copy" in page
    assert "No copy, because: A pupil deleted it." in page


def test_a_decision_is_chosen_as_the_ground(cast: Cast, case: Case, head: Client) -> None:
    question = ask_removal(case, "A comment.", by=cast.headteacher, at=cast.at)
    decide_removal(question, "remove", why="It names a child.", by=cast.headteacher, at=cast.at)
    given = {"what": "That comment.", "because": f"decided:{question.uid}", "copy": "none", "no_copy_why": "Gone."}
    assert "Recorded." in sent(head, reverse("case-removal-add", args=[case.uid]), {**given, **now(cast)})
    assert case.removals.get().question == question
