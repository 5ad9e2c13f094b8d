"""The list of cases and the page of one, through the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.transitions.deputies import name_deputy
from foundation.audit.models import Look
from foundation.notices.models import Notice
from foundation.schools.models import Absence, Person, RoleKind
from incidents.models import Case, Category, Entry, Evidence, Kind, Procedure, Promise, Relation, Report
from incidents.transitions.cases import record_elsewhere, take_case
from incidents.transitions.letting_in import let_in
from incidents.transitions.people import Named, name_person
from incidents.transitions.reporting import Said, receive_from_outside
from incidents.transitions.timeline import write_entry
from tests.access.database import holds
from tests.cast import Cast, a_role, signed_in
from tests.incidents.pages import case_page, sent, text, typed
from tests.incidents.reported import SAW, a_case, affected, blamed, in_hand, scale, the_affected

pytestmark = pytest.mark.django_db


def listed(cast: Cast, person: Person, **given: str) -> Any:
    return signed_in(person).get(reverse("case-list", args=[cast.school.slug]), given)


def on_the_list(cast: Cast, person: Person, **given: str) -> set[str]:
    return {case.reference for case, _, _ in listed(cast, person, **given).context["rows"]}


def act(cast: Cast, by: Person, case: Case, name: str, /, **data: Any) -> str:
    return sent(signed_in(by), reverse(name, args=[case.uid]), data)


@pytest.mark.clause("ACR-18")
def test_the_list_and_its_count_hold_only_what_the_reader_sees(cast: Cast) -> None:
    mine, child, about_head = a_case(cast), a_case(cast, Kind.CHILD), a_case(cast, Kind.CONDUCT)
    name_person(about_head, blamed(cast.headteacher), by=cast.chair, at=cast.at)
    assert on_the_list(cast, cast.headteacher) == {mine.reference, child.reference}
    assert "2 cases" in text(listed(cast, cast.headteacher))
    assert on_the_list(cast, cast.dsl) == {child.reference}
    assert on_the_list(cast, cast.chair) == {about_head.reference}
    assert listed(cast, cast.teacher).status_code == 404
    assert listed(cast, cast.administrator).status_code == 404
    assert listed(cast, cast.other_headteacher).status_code == 404


def test_the_list_is_narrowed_by_status_kind_and_who_leads(cast: Cast) -> None:
    taken, waits, press = in_hand(cast), a_case(cast), a_case(cast, Kind.PRESS)
    chosen = {
        "received": {"status": "received"},
        "in hand": {"status": "in_hand"},
        "press": {"kind": "press"},
        "mine": {"lead": "me"},
        "nobody's": {"lead": "nobody"},
        "the head's": {"lead": str(cast.headteacher.uid)},
        "by reference": {"reference": f"case {waits.reference}"},
        "no such": {"reference": "1999-0001"},
        "not one": {"reference": "Smith"},
        "nonsense": {"status": "lost", "kind": "x", "lead": "y"},
    }
    found = {name: on_the_list(cast, cast.headteacher, **given) for name, given in chosen.items()}
    assert found == {
        "received": {waits.reference, press.reference},
        "in hand": {taken.reference},
        "press": {press.reference},
        "mine": {taken.reference},
        "nobody's": {waits.reference, press.reference},
        "the head's": {taken.reference},
        "by reference": {waits.reference},
        "no such": set(),
        "not one": set(),
        "nonsense": {taken.reference, waits.reference, press.reference},
    }


def test_the_list_says_what_is_due_next_and_nothing_of_what_happened(cast: Cast) -> None:
    case = a_case(cast, named=[affected(cast.line_manager)])
    page = text(listed(cast, cast.headteacher))
    assert "Speak with the person affected" in page
    assert f"{case.reference} About a member of staff Received Nobody yet" in page
    for words in (SAW, cast.line_manager.name, cast.teacher.name):
        assert words not in page


def test_a_trusts_officer_lists_what_came_to_the_trust(cast: Cast) -> None:
    a_case(cast)
    case = a_case(cast, Kind.CONDUCT, named=[blamed(cast.headteacher), blamed(cast.chair)])
    page = signed_in(cast.trust_officer).get(reverse("case-list", args=[cast.trust.slug]))
    assert [row[0] for row in page.context["rows"]] == [case]
    assert cast.school.said in text(page)


def many(cast: Cast, count: int) -> None:
    number = Case.objects.count()
    made = [
        Case(school=cast.school, number=number + n, kind=Kind.PRESS, route="headteacher", opened_at=cast.at)
        for n in range(1, count + 1)
    ]
    for case in made[::2]:
        case.status, case.lead, case.taken_at = Case.Status.IN_HAND, cast.headteacher, cast.at
    Case.objects.bulk_create(made)


def test_a_thousand_cases_are_listed_with_as_many_queries_as_ten(cast: Cast) -> None:
    client, url = signed_in(cast.headteacher), reverse("case-list", args=[cast.school.slug])
    counts = []
    for number in (10, 990):
        many(cast, number)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url, {"page": "2", "status": "all"})
        counts.append(len(asked))
    assert "1000 cases" in text(page)
    assert counts[0] >= counts[1]
    assert counts[1] <= 20, [query["sql"] for query in asked]


def test_a_long_case_takes_as_many_queries_as_a_short_one(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.line_manager)])
    client, url = signed_in(cast.headteacher), reverse("case", args=[case.uid])
    counts = []
    for entries, pieces in ((21, 2), (479, 98)):
        about = {"school": cast.school, "case": case, "by": cast.headteacher, "by_name": "H", "at": cast.at}
        Entry.objects.bulk_create(
            Entry(what="note", words="Said.", happened_at=cast.at, **about) for _ in range(entries)
        )
        first = case.evidence.count() + 1
        Evidence.objects.bulk_create(
            Evidence(number=first + n, what="text", text="Seen.", sha256="0" * 64, **about) for n in range(pieces)
        )
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], [query["sql"] for query in asked]
    page = client.get(url, {"page": "26"})
    assert "A report was received." in text(page)


@pytest.mark.clause("ACR-18")
def test_who_is_complained_of_is_told_that_there_is_no_such_page(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    url = reverse("case", args=[case.uid])
    assert signed_in(cast.headteacher).get(url).status_code == 200
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    client = signed_in(cast.headteacher)
    nowhere = reverse("case", args=[cast.school.uid])
    assert text(client.get(url)) == text(client.get(nowhere))
    for name in ("case-take", "case-judge", "case-write", "case-close", "case-let-in", "case-looks", "case-join"):
        assert client.post(reverse(name, args=[case.uid])).status_code in (404, 405)
    assert case.reference not in client.get("/").content.decode()


def test_the_page_shows_what_was_reported_and_by_whom_and_keeps_that_it_was_opened(cast: Cast) -> None:
    case = a_case(cast, place="Chirper", link="https://chirper.example/1", who=Report.Who.PARENT)
    page = case_page(cast.headteacher, case)
    for words in (SAW, "Chirper", "https://chirper.example/1", cast.teacher.name, "Nobody has taken this on yet"):
        assert words in page
    case_page(cast.headteacher, case)
    looks = Look.objects.filter(about_uid=case.uid)
    assert [(look.by_uid, look.how) for look in looks] == [(cast.headteacher.uid, "opened")] * 2
    client = signed_in(cast.headteacher)
    assert text(client.get(reverse("case-looks", args=[case.uid]))).count("The case: opened") == 2


def test_whoever_is_let_in_reads_the_case_without_who_reported_it_or_who_looked(cast: Cast) -> None:
    case = in_hand(cast)
    let_in(case, cast.line_manager, until=cast.today, why="She knows the class.", by=cast.headteacher, at=cast.at)
    page = case_page(cast.line_manager, case)
    assert SAW in page
    assert "Somebody on the roll" in page
    assert "Who reported it" in page
    assert cast.teacher.name not in page
    assert "Who looked" not in page
    for button in (
        "Take it on",
        "Hand it on",
        "Close the case",
        "Add to the timeline",
        "Let somebody in",
        "Add somebody",
    ):
        assert button not in page
    client = signed_in(cast.line_manager)
    assert client.get(reverse("case-looks", args=[case.uid])).status_code == 404
    assert client.get(reverse("case-write", args=[case.uid])).status_code == 404


def test_a_case_is_taken_on_once(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    client, where = signed_in(cast.dsl), reverse("case-take", args=[case.uid])
    assert "You have it now" in text(client.post(where, follow=True))
    case.refresh_from_db()
    assert (case.lead, case.status) == (cast.dsl, Case.Status.IN_HAND)
    assert "can no longer be done" in text(signed_in(cast.headteacher).post(where, follow=True))
    case.refresh_from_db()
    assert case.lead == cast.dsl


def test_a_case_is_handed_on_to_somebody_who_decides_on_it(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    where = reverse("case-hand-on", args=[case.uid])
    offered = signed_in(cast.dsl).get(where).context["form"].fields["person"].queryset
    assert list(offered) == [cast.headteacher]
    assert "Handed on" in act(cast, cast.dsl, case, "case-hand-on", person=str(cast.headteacher.uid))
    case.refresh_from_db()
    assert case.lead == cast.headteacher
    assert Notice.objects.get(kind="incidents.handed_on").recipient == cast.headteacher


def test_where_nobody_else_decides_on_a_case_no_list_without_names_is_offered(cast: Cast) -> None:
    case = in_hand(cast)
    where, head = reverse("case-hand-on", args=[case.uid]), signed_in(cast.headteacher)
    page = head.get(where)
    assert "Nobody else decides on this case today." in text(page)
    assert "Who leads from now on?" not in text(page)
    head.post(where, {"person": str(cast.dsl.uid)})
    case.refresh_from_db()
    assert case.lead == cast.headteacher


@pytest.mark.clause("HAY-05")
@pytest.mark.parametrize(
    ("kind", "who", "named", "proposed"),
    [
        (Kind.OTHER, Report.Who.PUPIL, [], Procedure.BEHAVIOUR),
        (Kind.CONDUCT, Report.Who.STAFF, [], Procedure.CODE_OF_CONDUCT),
        (Kind.ABOUT_SCHOOL, Report.Who.PARENT, [], Procedure.COMPLAINTS),
        (Kind.EXTREMISM, Report.Who.UNKNOWN, [], Procedure.PREVENT),
        (Kind.PICTURE, Report.Who.PARENT, [], Procedure.DATA_BREACH),
        (Kind.PRESS, Report.Who.OTHER, [], Procedure.PRESS),
        (Kind.CHILD, Report.Who.OTHER, [], Procedure.SAFEGUARDING),
        (Kind.OTHER, Report.Who.UNKNOWN, [Named(Relation.AUTHOR, words="7B-04", is_pupil=True)], Procedure.BEHAVIOUR),
        (Kind.OTHER, Report.Who.UNKNOWN, [], Procedure.NONE),
    ],
)
def test_which_procedure_follows_is_proposed_by_who_is_involved(
    cast: Cast, kind: str, who: str, named: list[Named], proposed: str
) -> None:
    scale(cast)
    lead = cast.dsl if kind in (Kind.CHILD, Kind.EXTREMISM, Kind.PICTURE) else cast.headteacher
    case = in_hand(cast, kind, lead=lead, who=who, named=named)
    form = signed_in(lead).get(reverse("case-judge", args=[case.uid])).context["form"]
    assert form.initial["procedure"] == proposed


@pytest.mark.clause("COR-05", "ACR-16")
def test_what_a_case_is_stands_on_its_page_and_in_its_timeline(cast: Cast) -> None:
    _, high = scale(cast)
    case = in_hand(cast)
    answers = {
        "summary": "Insults about a teacher",
        "category": Category.BULLYING,
        "severity": str(high.uid),
        "procedure": Procedure.CODE_OF_CONDUCT,
    }
    page = act(cast, cast.headteacher, case, "case-judge", **answers)
    for words in ("Insults about a teacher", "Bullying or harassment", "Serious", "Code of conduct"):
        assert words in page
    assert case.entries.filter(what=Entry.What.DECISION).get().words.endswith("Insults about a teacher")
    missing = act(cast, cast.headteacher, case, "case-judge", **{**answers, "severity": "", "summary": ""})
    assert "There is a problem" in missing
    stale = text(signed_in(cast.headteacher).post(reverse("case-judge", args=[case.uid]), {**answers, "seen": "old"}))
    assert "This changed while you had it open" in stale


@pytest.mark.clause("QEI-23")
def test_a_case_is_made_one_of_safeguarding_and_then_points_at_the_file_elsewhere(cast: Cast) -> None:
    case = in_hand(cast)
    assert signed_in(cast.dsl).get(reverse("case", args=[case.uid])).status_code == 404
    act(cast, cast.headteacher, case, "case-safeguarding", why="A pupil is named in it.")
    assert "Safeguarding" in case_page(cast.dsl, case)
    page = act(cast, cast.dsl, case, "case-elsewhere", system="Safe Records", reference="SR-77")
    assert "The file is kept in Safe Records , reference SR-77" in page
    assert "Add to the timeline" not in page
    assert "Write what is needed to know who has it" in page
    assert "Write there what happened" in text(signed_in(cast.dsl).get(reverse("case-write", args=[case.uid])))


def test_an_entry_says_what_was_done_and_when(cast: Cast) -> None:
    case = in_hand(cast)
    answers = {"what": "contact", "words": "Spoke with the author.", "happened_time": "09:05"}
    day = cast.today - timedelta(days=1)
    page = act(cast, cast.headteacher, case, "case-write", **answers, **typed("happened_on", day))
    assert "9:05am · Spoken or written Spoke with the author." in page
    entry = case.entries.get(what="contact")
    assert entry.at > entry.happened_at
    ahead = typed("happened_on", cast.today + timedelta(days=1))
    assert "in the future" in act(cast, cast.headteacher, case, "case-write", **{**answers, **ahead})
    assert "Write the time such as 14:30" in act(
        cast, cast.headteacher, case, "case-write", **{**answers, "happened_time": "soon"}, **typed("happened_on", day)
    )
    only_day = act(
        cast,
        cast.headteacher,
        case,
        "case-write",
        **{**answers, "words": "That day.", "happened_time": ""},
        **typed("happened_on", day),
    )
    assert f"{day:%B %Y} · Spoken or written That day." in only_day


def test_a_line_by_nobody_on_the_roll_begins_with_a_capital(cast: Cast) -> None:
    told = Said(Kind.STAFF_MENTION, SAW)
    report, _ = receive_from_outside(cast.school, told, name="", contact="", at=cast.at)
    assert "A report was received. A report from outside the school" in case_page(cast.headteacher, report.case)


def test_a_correction_stands_beside_the_entry_which_stays(cast: Cast) -> None:
    case = in_hand(cast)
    entry = write_entry(case, "note", "It was Monday.", happened_at=cast.at, by=cast.headteacher, at=cast.at)
    client = signed_in(cast.headteacher)
    page = sent(client, reverse("entry-correct", args=[entry.uid]), {"words": "It was Tuesday."})
    assert "It was Monday. Corrected: It was Tuesday." in page
    correction = entry.corrections.get()
    assert "this is a correction" in sent(client, reverse("entry-correct", args=[correction.uid]), {"words": "No."})
    assert signed_in(cast.teacher).get(reverse("entry-correct", args=[entry.uid])).status_code == 404


@pytest.mark.clause("QEI-23")
def test_the_reference_of_a_file_kept_elsewhere_stands_encrypted(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    record_elsewhere(case, system="The quokka system", reference="CP-zebra-77", by=cast.dsl, at=cast.at)
    for words in ("CP-zebra-77", "The quokka system"):
        assert words in case_page(cast.dsl, case)
        assert not holds(words)


def test_who_is_merely_let_in_reads_the_timeline_and_corrects_nothing(cast: Cast) -> None:
    case = in_hand(cast)
    entry = write_entry(case, "note", "It was Monday.", happened_at=cast.at, by=cast.headteacher, at=cast.at)
    let_in(case, cast.teacher, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    client, where = signed_in(cast.teacher), reverse("entry-correct", args=[entry.uid])
    page = client.get(reverse("case", args=[case.uid])).content.decode()
    assert "It was Monday." in page
    assert where not in page
    assert where in signed_in(cast.headteacher).get(reverse("case", args=[case.uid])).content.decode()
    assert client.get(where).status_code == 404
    assert client.post(where, {"words": "It was Tuesday."}).status_code == 404
    assert not entry.corrections.exists()


def test_a_report_joins_a_case_that_is_in_hand_by_its_reference(cast: Cast) -> None:
    case, other = a_case(cast), in_hand(cast)
    page = act(cast, cast.headteacher, case, "case-join", reference=f"Case {other.reference}")
    assert "Joined" in page
    case.refresh_from_db()
    assert (case.status, case.reports.count(), other.reports.count()) == (Case.Status.CLOSED, 0, 2)
    third = a_case(cast)
    for typo in ("2026-9999", "nonsense", case.reference, third.reference):
        assert "no other open case" in act(cast, cast.headteacher, third, "case-join", reference=typo)


def test_a_case_that_the_reader_does_not_run_cannot_be_found_by_joining(cast: Cast) -> None:
    a_role(cast.senior_leader, RoleKind.HEADTEACHER)
    case = a_case(cast)
    secret = a_case(cast, Kind.CONDUCT, named=[blamed(cast.headteacher)])
    assert "no other open case" in act(cast, cast.headteacher, case, "case-join", reference=secret.reference)


def test_the_desk_says_what_waits_and_what_is_due_without_a_word_of_it(cast: Cast) -> None:
    case = a_case(cast, named=[affected(cast.line_manager)])
    desk = text(signed_in(cast.headteacher).get("/"))
    assert f"Case {case.reference}: nobody has it yet" in desk
    take_case(case, by=cast.headteacher, at=cast.at)
    Promise.objects.create(
        school=cast.school,
        case=case,
        affected=the_affected(case),
        due_on=cast.today - timedelta(days=1),
        made_by=cast.headteacher,
        made_at=cast.at,
    )
    desk = text(signed_in(cast.headteacher).get("/"))
    assert f"Case {case.reference}: Word promised to the person affected" in desk
    for words in (SAW, cast.line_manager.name):
        assert words not in desk
    assert case.reference not in text(signed_in(cast.teacher).get("/"))


def test_the_menu_leads_there_for_whom_cases_come_to_and_the_desk_for_who_is_let_in(cast: Cast) -> None:
    url = reverse("case-list", args=[cast.school.slug])
    leads_there = {
        name: url in signed_in(getattr(cast, name)).get("/").content.decode()
        for name in ("headteacher", "dsl", "chair", "senior_leader", "teacher", "administrator", "clerk", "governor")
    }
    assert {name for name, leads in leads_there.items() if leads} == {"headteacher", "dsl", "chair", "senior_leader"}
    let_in(in_hand(cast), cast.teacher, until=cast.today, why="Helps.", by=cast.headteacher, at=cast.at)
    assert "you can read it" in text(signed_in(cast.teacher).get("/"))
    assert signed_in(cast.teacher).get(url).status_code == 200


def test_who_stands_in_for_somebody_absent_has_their_cases_on_the_desk(cast: Cast) -> None:
    case, url = in_hand(cast), reverse("case-list", args=[cast.school.slug])
    days = {"starts_on": cast.today, "ends_on": cast.today + timedelta(days=5)}
    name_deputy(cast.headteacher, cast.line_manager, **days, by=cast.headteacher, at=cast.at)
    assert url not in signed_in(cast.line_manager).get("/").content.decode()
    away = {"kind": Absence.Kind.SICKNESS, "starts_on": cast.today, "entered_by": cast.clerk, "entered_at": cast.at}
    Absence.objects.create(school=cast.school, person=cast.headteacher, **away)
    assert url in signed_in(cast.line_manager).get("/").content.decode()
    assert on_the_list(cast, cast.line_manager) == {case.reference}


def test_pages_of_a_case_are_called_by_its_reference_alone(cast: Cast) -> None:
    scale(cast)
    case = record_elsewhere(in_hand(cast), system="Records", reference="7", by=cast.headteacher, at=cast.at)
    client = signed_in(cast.headteacher)
    for name in ("case", "case-judge", "case-write", "case-close", "case-let-in", "case-person-add", "case-looks"):
        page = client.get(reverse(name, args=[case.uid]))
        title = page.content.decode().partition("<title>")[2].partition("</title>")[0]
        assert case.reference in title
        assert SAW not in title
        assert page["Cache-Control"] == "no-store, private"
