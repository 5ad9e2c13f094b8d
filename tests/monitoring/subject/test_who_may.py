"""Subject access is no side door: what a case or a check holds is looked over by whoever may see it there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import Request
from foundation.core.change import change
from foundation.core.rules import SEES
from foundation.core.states import NotAllowed
from foundation.jobs.models import Job
from foundation.notices.kinds import kinds
from foundation.notices.models import Notice, Reminder
from foundation.schools.models import Person, RoleKind
from incidents.models import Case
from incidents.models import Entry as CaseEntry
from incidents.transitions.cases import write
from incidents.transitions.letting_in import let_in
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest
from monitoring.notices_subject import REVIEW
from monitoring.panels.subject import items_to_look_over, people_held, requests_kept, rows_held
from monitoring.subject.content import Words, content
from monitoring.subject.finding import models_searched
from monitoring.subject.guards import OPEN_TO_KEEPERS, WHOLES, way_of
from monitoring.transitions.checks import give_log
from monitoring.transitions.subject import Asked, receive, withdraw
from monitoring.transitions.subject_items import ask_gather
from tests.cast import Cast, a_person, a_role, signed_in
from tests.incidents.reported import affected, blamed, in_hand
from tests.monitoring.checked import a_line, a_log, confirmed, covert, ended, network_manager, told, under_way
from tests.monitoring.subject.asking import asked, data_protection_lead, gathered, item_of, worked

pytestmark = pytest.mark.django_db


def may(person: Person, row: SubjectItem | SubjectRequest, perm: str) -> bool:
    assert person.user is not None
    return person.user.has_perm(perm, row)


def looks_over(person: Person, item: SubjectItem) -> bool:
    return may(person, item, "monitoring.review_subject_item")


def lines(person: Person, today: date) -> str:
    return " ".join(line.what for line in (*requests_kept(person.user, today), *items_to_look_over(person.user, today)))


def test_what_belongs_to_a_case_is_looked_over_by_whoever_sees_the_case_and_not_by_the_keeper(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.teacher)])
    with change():
        line = write(case, CaseEntry.What.NOTE, "Tessa Teacher wept.", by=cast.headteacher, at=cast.at)
    item = item_of(gathered(cast), line)
    assert looks_over(cast.headteacher, item)
    for other in (data_protection_lead(cast), cast.clerk, cast.administrator, cast.governor, cast.teacher):
        assert not looks_over(other, item), other


def test_whoever_is_let_into_a_case_by_name_decides_nothing_of_it_here(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.teacher)])
    with change():
        line = write(case, CaseEntry.What.NOTE, "Tessa Teacher wept.", by=cast.headteacher, at=cast.at)
    let_in(case, cast.governor, until=cast.today, why="A panel.", by=cast.headteacher, at=cast.at)
    item = item_of(gathered(cast), line)
    assert may_see_case(cast.governor, case)
    assert not looks_over(cast.governor, item)
    assert lines(cast.governor, cast.today) == ""


def may_see_case(person: Person, case: Case) -> bool:
    assert person.user is not None
    return person.user.has_perm("incidents.see_case", case)


def test_a_covert_check_is_looked_over_by_who_reads_its_log_and_stays_unknown_to_who_is_checked(cast: Cast) -> None:
    check = covert(cast)
    request = gathered(cast)
    item = item_of(request, check)
    assert looks_over(cast.headteacher, item)
    assert looks_over(network_manager(cast), item)
    assert looks_over(cast.business_manager, item)  # who asked for it
    for other in (data_protection_lead(cast), cast.teacher, cast.dsl, cast.administrator, cast.senior_leader):
        assert not looks_over(other, item), other
    assert not may(cast.teacher, request, "monitoring.know_subject_request")


def test_the_log_of_a_check_is_looked_over_only_by_who_carries_it_out_and_who_authorised_it(cast: Cast) -> None:
    check = under_way(cast)
    extract = confirmed(cast, check, a_log([a_line(cast.at - timedelta(days=2))]))
    worked()
    item = item_of(gathered(cast), extract)
    assert looks_over(network_manager(cast), item)
    assert looks_over(cast.headteacher, item)
    for other in (data_protection_lead(cast), cast.business_manager, cast.chair, cast.teacher):
        assert not looks_over(other, item), other


def test_where_both_have_left_whoever_is_given_the_log_looks_it_over(cast: Cast) -> None:
    check = under_way(cast)
    extract = confirmed(cast, check, a_log([a_line(cast.at - timedelta(days=2))]))
    worked()
    check = ended(cast, check)
    item = item_of(gathered(cast), extract)
    left = [network_manager(cast), cast.headteacher]
    Person.objects.filter(pk__in=[one.pk for one in left]).update(leaves_on=cast.today - timedelta(days=1))
    assert not any(looks_over(one, item) for one in (*left, cast.business_manager, cast.dsl))
    with pytest.raises(NotAllowed, match="person checked"):
        give_log(check, cast.teacher, by=cast.business_manager, at=cast.at)
    give_log(check, cast.dsl, by=cast.business_manager, at=cast.at)
    assert looks_over(cast.dsl, item)
    assert "for you to look over" in lines(cast.dsl, cast.today)
    page = signed_in(data_protection_lead(cast)).get(reverse("subject-request", args=[item.request.uid]))
    assert "gives its log to somebody else" in page.text


def test_what_they_are_still_writing_goes_to_them_unread(cast: Cast) -> None:
    draft = Request.objects.create(
        school=cast.school,
        kind="participation",
        number=1,
        requester=cast.teacher,
        requester_name=cast.teacher.name,
        started_at=cast.at,
        answers={"why": "Not ready yet"},
    )
    item = item_of(gathered(cast), draft)
    assert (item.status, item.decided_by) == (ItemStatus.INCLUDED, None)
    by_another = item_of(gathered(cast, person=cast.line_manager), cast.line_manager)
    assert by_another.status == ItemStatus.TO_REVIEW


def test_a_key_to_something_confidential_says_only_what_kind_it_is(cast: Cast) -> None:
    in_hand(cast, named=[affected(cast.teacher)])
    notice = Notice.objects.first()
    assert notice is not None
    reminder = Reminder(
        school=cast.school, person=cast.teacher, about_uid=cast.school.uid, nth=1, on=cast.today, notice=notice
    )
    assert Words("Notice", "Mail") in content(reminder)


def test_whoever_was_told_of_their_own_check_does_not_look_over_what_else_it_says(cast: Cast) -> None:
    check = told(cast)
    request = gathered(cast, person=cast.line_manager)
    item = SubjectItem.objects.create(
        school=cast.school,
        request=request,
        about_label="monitoring.Check",
        about_pk=check.pk,
        about_uid=check.uid,
        found="possible",
        guard_label="monitoring.Check",
        guard_uid=check.uid,
    )
    assert not looks_over(cast.teacher, item)
    assert looks_over(cast.headteacher, item)


def test_whoever_is_complained_of_is_shut_out_here_too(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.teacher), blamed(cast.senior_leader)])
    a_role(cast.senior_leader, RoleKind.DSL)
    a_role(cast.senior_leader, RoleKind.DATA_PROTECTION_LEAD)
    request = gathered(cast)
    of_case = request.items.filter(guard_label="incidents.Case", guard_uid=case.uid)
    assert of_case.exists()
    assert not any(looks_over(cast.senior_leader, item) for item in of_case)


def test_nobody_keeps_or_looks_over_their_own_request(cast: Cast) -> None:
    lead = data_protection_lead(cast)
    with pytest.raises(NotAllowed, match="about yourself"):
        asked(cast, lead, by=lead)
    request = asked(cast, lead, by=cast.headteacher)
    assert may(cast.headteacher, request, "monitoring.keep_subject_request")
    assert not may(lead, request, "monitoring.keep_subject_request")
    assert not may(lead, request, "monitoring.know_subject_request")
    assert request.reference not in lines(lead, cast.today)
    with pytest.raises(NotAllowed, match="about yourself"):
        withdraw(request, why="No", by=lead, at=cast.at)
    elsewhere = a_person(cast.other_school, "Dora Again", user=lead.user)
    a_role(elsewhere, RoleKind.HEADTEACHER, cast.school)
    assert not may(elsewhere, request, "monitoring.know_subject_request")


def test_where_only_the_one_who_asked_could_look_another_with_that_role_may_and_the_page_says_so(cast: Cast) -> None:
    in_hand(cast, named=[affected(cast.teacher)])
    request = gathered(cast, person=cast.headteacher)
    of_case = request.items.filter(guard_label="incidents.Case")
    assert of_case.exists()
    there = Person.objects.filter(school=cast.school, user__isnull=False)
    assert not [person for person in there for item in of_case if looks_over(person, item)]
    page = signed_in(data_protection_lead(cast)).get(reverse("subject-request", args=[request.uid]))
    assert "Nobody can look at some of these?" in page.text
    a_role(cast.senior_leader, RoleKind.HEADTEACHER)
    assert all(looks_over(cast.senior_leader, item) for item in of_case)
    assert "for you to look over" in lines(cast.senior_leader, cast.today)


def test_what_the_roll_says_is_looked_over_by_who_keeps_the_request(cast: Cast) -> None:
    item = item_of(gathered(cast), cast.teacher)
    assert looks_over(data_protection_lead(cast), item)
    assert looks_over(cast.headteacher, item)
    for other in (cast.clerk, cast.teacher, cast.line_manager, cast.administrator, cast.other_headteacher):
        assert not looks_over(other, item), other


def test_the_desk_tells_each_what_waits_for_them_and_the_days_left(cast: Cast) -> None:
    in_hand(cast, named=[affected(cast.teacher)])
    request = gathered(cast)
    assert f"{request.reference}: to be looked through" in lines(data_protection_lead(cast), cast.today)
    assert "for you to look over" not in lines(data_protection_lead(cast), cast.today)
    assert "for you to look over" in lines(cast.headteacher, cast.today)
    for other in (cast.teacher, cast.clerk, cast.governor, cast.administrator):
        assert lines(other, cast.today) == ""


def test_every_model_with_a_rule_of_who_sees_it_is_guarded_by_it_unless_the_office_keeps_it(cast: Cast) -> None:
    open_anyway = {model._meta.label for model in models_searched() if model in SEES and way_of(model) is None}
    assert open_anyway <= OPEN_TO_KEEPERS
    assert not {label for label in OPEN_TO_KEEPERS if label.startswith(("incidents.", "monitoring."))}
    for model in models_searched():
        if model._meta.app_label == "incidents" and any(key.name == "case" for key in model._meta.fields):
            assert way_of(model) is not None, model
    assert set(WHOLES.values()) == {"incidents.run_case", "monitoring.read_check", "approvals.see_request"}


def test_confidential_mail_to_them_goes_to_them_unread(cast: Cast) -> None:
    in_hand(cast, named=[affected(cast.teacher)])
    request = gathered(cast, person=cast.headteacher)
    mails = request.items.filter(about_label="notices.Notice", where__contains="recipient")
    assert mails.exists()
    for item in mails:
        assert (item.status, item.guard_label, item.decided_by) == (ItemStatus.INCLUDED, "", None)


def test_what_an_open_request_names_is_held_and_no_longer_when_it_is_withdrawn(cast: Cast) -> None:
    request = gathered(cast)
    assert set(people_held(cast.school, cast.today)) == {cast.teacher.pk}
    named = {"schools.Person": [cast.teacher.uid]}
    assert set(rows_held(cast.school, cast.today, named)) == {cast.teacher.uid}
    withdraw(request, why="Not any more.", by=data_protection_lead(cast), at=timezone.now())
    assert people_held(cast.school, cast.today) == {}
    assert rows_held(cast.school, cast.today, named) == {}


def test_a_request_names_somebody_of_this_school_or_somebody_in_words_on_a_day_that_was(cast: Cast) -> None:
    lead = data_protection_lead(cast)
    for wrong in (
        Asked(received_on=cast.today, received_how="email"),
        Asked(received_on=cast.today, received_how="email", person=cast.other_teacher),
        Asked(received_on=date(2999, 1, 1), received_how="email", person=cast.teacher),
    ):
        with pytest.raises(NotAllowed):
            receive(cast.school, wrong, by=lead, at=cast.at)
    numbers = [asked(cast).number, asked(cast, who="Walter Without-A-Role").number]
    assert numbers == [1, 2]


def test_who_may_look_over_what_is_guarded_is_told_by_a_mail_that_says_only_that(cast: Cast) -> None:
    check = covert(cast)
    case = in_hand(cast, named=[affected(cast.teacher)])
    request = gathered(cast)
    mails = Notice.objects.filter(kind=REVIEW)
    told = set(mails.values_list("recipient__name", flat=True))
    assert {cast.headteacher.name, network_manager(cast).name, cast.business_manager.name} <= told
    assert not {cast.teacher.name, cast.administrator.name, cast.clerk.name, cast.line_manager.name} & told
    kind = kinds.entries[REVIEW]
    assert kind.is_private
    for mail in mails:
        assert kind.may_know(mail)
        made = kind.render(mail)
        assert made.subject == f"Something waits for you to look over at {cast.school.said}"
        for secret in (cast.teacher.name, check.reference, case.reference, request.reference):
            assert secret not in f"{made.subject} {made.context}"
    request.items.exclude(guard_label="").update(guard_label="", guard_uid=None)
    assert not any(kind.may_know(mail) for mail in mails if mail.recipient != cast.headteacher)


def test_a_search_that_was_given_up_can_be_asked_for_again_and_one_under_way_cannot(cast: Cast) -> None:
    request, keeper = asked(cast), data_protection_lead(cast)
    ask_gather(request, by=keeper, at=cast.at)
    with pytest.raises(NotAllowed, match="being gathered"):
        ask_gather(request, by=keeper, at=cast.at)
    Job.objects.update(status="parked", finished_at=cast.at)
    page = signed_in(keeper).get(reverse("subject-request", args=[request.uid])).content.decode()
    assert "Gather again" in page
    assert gathered(cast, request).status == SubjectRequest.Status.REVIEW
