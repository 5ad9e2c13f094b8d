"""Staff towards a pupil, breaches of personal data, what is passed on, and the clause that was not kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.audit.models import Entry as Act
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from incidents.duties import left_by_procedures
from incidents.models import (
    Breached,
    Case,
    DataBreach,
    Entry,
    IncidentRules,
    Kind,
    Procedure,
    Referral,
    ResponseOption,
    Route,
    ThresholdDecision,
)
from incidents.policies_then import breached_clauses, found_then
from incidents.transitions.cases import take_case
from incidents.transitions.closing import still_missing
from incidents.transitions.data_breach import assess_breach, find_breach, tell_commissioner, tell_people
from incidents.transitions.procedures import (
    Advised,
    consult_lado,
    decide_threshold,
    make_allegation,
    record_subject_told,
)
from incidents.transitions.referrals import Sent, answer_referral, cite_breached, refer
from incidents.transitions.responses import consider
from policies.transitions import acknowledge
from tests.cast import Cast, a_person, a_role, signed_in
from tests.incidents.pages import text
from tests.incidents.reported import a_case, affected, blamed, in_hand, judged
from tests.policies.shelf import OTHER_TEXT, TEXT, a_policy, in_force

pytestmark = pytest.mark.django_db
Allegation, To, Risk = Case.Allegation, Referral.To, DataBreach.Risk
HOUR = timedelta(hours=1)
MARKER = "Quillon wrote to the pupil"


def advised(cast: Cast) -> Advised:
    return Advised("Lou of the authority", cast.at - HOUR, "Strategy meeting on Monday.")


def decided(cast: Cast, case: Case, what: str, told: Advised | None = None) -> ThresholdDecision:
    told = told if told is not None else Advised()
    return decide_threshold(case, what, why=MARKER, told=told, by=cast.headteacher, at=cast.at)


@pytest.fixture
def case(cast: Cast) -> Case:
    """A member of staff towards a pupil; nobody has decided yet."""
    return in_hand(cast, Kind.STAFF_CONTACT, named=[blamed(cast.senior_leader)])


@pytest.mark.clause("HAY-06")
def test_until_it_is_decided_nobody_tells_who_is_complained_of(cast: Cast, case: Case) -> None:
    row = case.people.get(person=cast.senior_leader)

    def record() -> object:
        return record_subject_told(row, words="All of it.", happened_at=cast.at, by=cast.headteacher, at=cast.at)

    with pytest.raises(NotAllowed, match="an investigation could be spoiled"):
        record()
    decided(cast, case, Allegation.LOW_LEVEL)
    record()
    row.refresh_from_db()
    assert row.told_at == cast.at
    with pytest.raises(NotAllowed, match="recorded already"):
        record()


@pytest.mark.clause("HAY-06")
def test_until_it_is_decided_no_response_that_reaches_the_author_or_the_subject_is_taken(
    cast: Cast, case: Case
) -> None:
    author = ResponseOption.objects.create(school=cast.school, position=1, name="The author is asked", waits=True)
    police = ResponseOption.objects.create(school=cast.school, position=2, name="The police are told")

    def said(option: ResponseOption, answer: str) -> object:
        return consider(case, option, answer=answer, why="It names a pupil.", by=cast.headteacher, at=cast.at)

    page, response = "case-respond", signed_in(cast.headteacher)
    assert "could be spoiled" in text(response.get(reverse(page, args=[case.uid, author.uid])))
    assert "could be spoiled" not in text(response.get(reverse(page, args=[case.uid, police.uid])))
    with pytest.raises(NotAllowed, match="an investigation could be spoiled"):
        said(author, "taken")
    assert not case.considered.exists()
    assert said(author, "not_pursued")
    assert said(police, "taken")
    decided(cast, case, Allegation.LOW_LEVEL)
    assert said(author, "taken")


@pytest.mark.clause("HAY-06")
def test_the_threshold_is_met_only_with_the_advice_of_the_lado_and_a_low_level_concern_without(
    cast: Cast, case: Case
) -> None:
    with pytest.raises(NotAllowed, match="Speak with the LADO first"):
        decided(cast, case, Allegation.THRESHOLD_MET)
    decided(cast, case, Allegation.LOW_LEVEL)
    case.refresh_from_db()
    assert (case.allegation, case.is_held_back) == (Allegation.LOW_LEVEL, False)
    made = decided(cast, case, Allegation.THRESHOLD_MET, advised(cast))
    case.refresh_from_db()
    assert (case.allegation, case.lado_at) == (Allegation.THRESHOLD_MET, cast.at - HOUR)
    assert (made.lado_name, made.advice) == ("Lou of the authority", "Strategy meeting on Monday.")
    assert case.threshold_decisions.count() == 2, "the first decision stays"
    assert not Act.objects.filter(payload__contains=MARKER).exists()


@pytest.mark.clause("HAY-06")
def test_the_case_manager_decides_and_nobody_else(cast: Cast, case: Case) -> None:
    with pytest.raises(NotAllowed, match="case manager decides"):
        decide_threshold(case, Allegation.NEITHER, why="No.", told=Advised(), by=cast.dsl, at=cast.at)
    about_head = a_case(cast, Kind.STAFF_CONTACT, named=[blamed(cast.headteacher)])
    assert about_head.route == Route.CHAIR
    with pytest.raises(NotAllowed, match="not there any more"):
        decide_threshold(about_head, Allegation.NEITHER, why="No.", told=Advised(), by=cast.headteacher, at=cast.at)
    decide_threshold(about_head, Allegation.NEITHER, why="No.", told=Advised(), by=cast.chair, at=cast.at)
    about_head.refresh_from_db()
    assert about_head.allegation == Allegation.NEITHER


@pytest.mark.clause("HAY-06")
def test_a_conversation_with_the_lado_stops_the_clock_and_is_entered_once(cast: Cast, case: Case) -> None:
    consult_lado(case, advised(cast), by=cast.dsl, at=cast.at)
    case.refresh_from_db()
    assert case.lado_at == cast.at - HOUR
    decided(cast, case, Allegation.THRESHOLD_MET, advised(cast))
    assert case.referrals.filter(to=To.LADO).count() == 1
    with pytest.raises(NotAllowed, match="in the future"):
        consult_lado(case, Advised("Lou", cast.at + HOUR), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="with whom you spoke"):
        consult_lado(case, Advised("", cast.at), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="Say first"):
        consult_lado(in_hand(cast), advised(cast), by=cast.headteacher, at=cast.at)


@pytest.mark.clause("COR-04", "HAY-06")
def test_a_question_becomes_an_allegation_goes_to_the_headteacher_and_the_safeguarding_lead_is_told(
    cast: Cast,
) -> None:
    IncidentRules.objects.create(school=cast.school, questions_to=Route.SENIOR_LEADER)
    question = take_case(a_case(cast, Kind.QUESTION), by=cast.senior_leader, at=cast.at)
    assert (question.route, question.is_safeguarding) == (Route.SENIOR_LEADER, False)
    Notice.objects.all().delete()
    made = make_allegation(question, why="It was at night.", by=cast.senior_leader, at=cast.at)
    assert (made.route, made.is_safeguarding, made.is_held_back) == (Route.HEADTEACHER, True, True)
    assert (made.lead, made.status) == (None, Case.Status.RECEIVED), "its case manager takes it on"
    came = Notice.objects.filter(kind="incidents.came").values_list("recipient__name", flat=True)
    assert set(came) == {"Hannah Headteacher", "Dana Safeguarding-Lead"}
    with pytest.raises(NotAllowed, match="already"):
        make_allegation(made, why="Again.", by=cast.headteacher, at=cast.at)


@pytest.mark.clause("HAY-06", "ACR-18")
def test_an_allegation_about_the_headteacher_goes_to_the_chair(cast: Cast) -> None:
    case = take_case(a_case(cast, Kind.CONDUCT, named=[blamed(cast.headteacher)]), by=cast.chair, at=cast.at)
    made = make_allegation(case, why="A pupil.", by=cast.chair, at=cast.at)
    assert (made.route, made.lead) == (Route.CHAIR, cast.chair)
    assert cast.headteacher.user is not None
    assert not cast.headteacher.user.has_perm("incidents.see_case", made)
    told = Notice.objects.filter(kind="incidents.came").values_list("recipient__name", flat=True)
    assert "Hannah Headteacher" not in told


def test_a_headteacher_who_stands_in_the_way_of_nobody_keeps_the_case_they_lead(cast: Cast) -> None:
    made = make_allegation(in_hand(cast), why="A pupil.", by=cast.headteacher, at=cast.at)
    assert (made.lead, made.status) == (cast.headteacher, Case.Status.IN_HAND)


@pytest.mark.clause("STM-19")
def test_a_breach_is_assessed_the_commissioner_told_in_time_and_the_people(cast: Cast) -> None:
    case = in_hand(cast, Kind.PICTURE, lead=cast.dsl)
    breach = find_breach(case, known_at=cast.at - 5 * HOUR, by=cast.dsl, at=cast.at)
    assert breach.due_at == cast.at + 67 * HOUR
    more = {"reference": "IC-1", "late_why": "", "by": cast.dsl, "at": cast.at}
    with pytest.raises(NotAllowed, match="Assess the risk first"):
        tell_commissioner(breach, told_at=cast.at, **more)  # type: ignore[arg-type]
    assess_breach(breach, Risk.HIGH, words="A class list.", by=cast.dsl, at=cast.at)
    assert left_by_procedures(case) == [
        "Assess the breach of personal data, or tell the commissioner.",
        "Tell the people whose data it is: the risk is high.",
    ]
    told = tell_commissioner(breach, told_at=cast.at, **more)  # type: ignore[arg-type]
    assert (told.is_done, told.late_why) == (True, "")
    tell_people(breach, told_at=cast.at, how="By letter.", by=cast.dsl, at=cast.at)
    assert left_by_procedures(case) == []
    with pytest.raises(NotAllowed, match="told of a risk"):
        assess_breach(breach, Risk.NONE, words="No.", by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="already"):
        find_breach(case, known_at=cast.at, by=cast.dsl, at=cast.at)


@pytest.mark.clause("STM-19")
def test_after_seventy_two_hours_the_commissioner_is_told_only_with_the_reason(cast: Cast) -> None:
    case = in_hand(cast)
    breach = find_breach(case, known_at=cast.at - 73 * HOUR, by=cast.headteacher, at=cast.at)
    assess_breach(breach, Risk.RISK, words="Names.", by=cast.headteacher, at=cast.at)

    def tell(told_at: object, why: str) -> DataBreach:
        return tell_commissioner(
            breach,
            told_at=told_at,  # type: ignore[arg-type]
            reference="IC-2",
            late_why=why,
            by=cast.headteacher,
            at=cast.at,
        )

    with pytest.raises(NotAllowed, match="after the 72 hours"):
        tell(cast.at, "")
    with pytest.raises(NotAllowed, match="after the school knew"):
        tell(cast.at - 80 * HOUR, "")
    assert tell(cast.at, "Half-term.").late_why == "Half-term."


@pytest.mark.clause("HAY-09")
def test_extremism_is_referred_to_prevent_with_a_reference_before_it_can_be_closed(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, Kind.EXTREMISM, lead=cast.dsl), is_low=True)
    Case.objects.filter(pk=case.pk).update(procedure=Procedure.PREVENT)
    case.refresh_from_db()
    assert "Make the Prevent referral, or choose another procedure." in still_missing(case)
    with pytest.raises(NotAllowed, match="to whom"):
        refer(case, Sent(To.PREVENT, cast.at), by=cast.dsl, at=cast.at)
    made = refer(case, Sent(To.PREVENT, cast.at, "Prevent desk", "P-7"), by=cast.dsl, at=cast.at)
    assert still_missing(case) == []
    answered = answer_referral(made, "No further action.", by=cast.dsl, at=cast.at)
    assert (answered.reference, answered.answer) == ("P-7", "No further action.")
    with pytest.raises(NotAllowed, match="recorded already"):
        answer_referral(made, "Again.", by=cast.dsl, at=cast.at)


@pytest.mark.clause("ACR-16")
def test_of_the_disciplinary_procedure_only_the_fact_is_kept(cast: Cast) -> None:
    case = in_hand(cast, Kind.CONDUCT)
    with pytest.raises(NotAllowed, match="keeps its own file"):
        refer(case, Sent(To.DISCIPLINARY, cast.at, "Final warning"), by=cast.headteacher, at=cast.at)
    made = refer(case, Sent(To.DISCIPLINARY, cast.at), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="keeps its own file"):
        answer_referral(made, "Dismissed.", by=cast.headteacher, at=cast.at)
    assert Entry.objects.filter(case=case).first().words == "Passed on: Disciplinary procedure."  # type: ignore[union-attr]


@pytest.mark.clause("QEI-21", "HAY-10")
def test_only_to_whom_the_press_goes_answers_it_and_a_complaint_goes_to_its_procedure(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, press_to=Route.SENIOR_LEADER)
    case = in_hand(cast, Kind.PRESS, lead=cast.senior_leader)
    with pytest.raises(NotAllowed, match="Only those to whom the press goes"):
        refer(case, Sent(To.PRESS, cast.at), by=cast.headteacher, at=cast.at)
    assert refer(case, Sent(To.PRESS, cast.at), by=cast.senior_leader, at=cast.at).to == To.PRESS
    passed = refer(case, Sent(To.COMPLAINTS, cast.at, "", "C-12"), by=cast.headteacher, at=cast.at)
    assert passed.reference == "C-12"


@pytest.mark.parametrize(
    ("to", "hours", "sentence"), [(To.POLICE, 1, "in the future"), (To.LADO, 0, "conversation with the LADO")]
)
def test_what_is_to_come_or_has_a_page_of_its_own_is_not_passed_on(
    cast: Cast, to: str, hours: int, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        refer(in_hand(cast), Sent(to, cast.at + hours * HOUR, "Somebody"), by=cast.headteacher, at=cast.at)


def test_the_clause_is_cited_as_it_stood_that_day_with_what_was_acknowledged_by_then(cast: Cast) -> None:
    policy = a_policy(cast)
    old = in_force(cast, policy, at=cast.at - timedelta(days=20))
    for person in (cast.teacher, cast.senior_leader):
        at = cast.at - timedelta(days=15 if person == cast.teacher else 2)
        acknowledge(old, words="Yes.", statements=TEXT.statements, seen=old.content_hash, by=person, at=at)
    new = in_force(cast, policy, OTHER_TEXT, at=cast.at - timedelta(days=1))
    day = cast.today - timedelta(days=10)
    hits = found_then(cast.headteacher.user, cast.school, "lend key", day)
    assert [(hit.version_uid, hit.anchor) for hit in hits] == [(old.uid, "2-lost-keys")]
    case = in_hand(cast, Kind.CONDUCT, by=cast.clerk, named=[blamed(cast.teacher), blamed(cast.senior_leader)])
    with pytest.raises(NotAllowed, match="not in force on that day"):
        cite_breached(case, new, "2-lost-keys", on=day, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="not in it"):
        cite_breached(case, old, "9-nothing", on=day, by=cast.headteacher, at=cast.at)
    cite_breached(case, old, "2-lost-keys", on=day, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="already"):
        cite_breached(case, old, "2-lost-keys", on=day, by=cast.headteacher, at=cast.at)
    (shown,) = breached_clauses(case)
    assert shown.place is not None
    assert "Never lend a key" in shown.place.clauses[0].html
    assert [(one.name, one.was_asked, one.given is not None) for one in shown.people] == [
        ("Tessa Teacher", True, True),
        ("Sam Senior-Leader", True, False),
    ]
    assert Breached.objects.get().on == day


def test_a_policy_of_another_school_is_not_cited(cast: Cast) -> None:
    head = a_person(cast.other_school, "Olive Other")
    a_role(head, "clerk")
    version = in_force(cast, at=cast.at - timedelta(days=20))
    case = in_hand(cast, named=[affected(cast.line_manager)])
    Case.objects.filter(pk=case.pk).update(school=cast.other_school)
    with pytest.raises(NotAllowed, match="not in force"):
        cite_breached(case, version, "2-lost-keys", on=cast.today, by=cast.headteacher, at=cast.at)
