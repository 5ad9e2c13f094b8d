"""Who is in a case, who is let in, and the emergency, through the pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.notices.models import Notice
from foundation.schools.models import Person
from incidents.models import Case, CaseGrant, CasePerson, EmergencyAccess, Kind, Relation
from incidents.transitions.letting_in import ask_emergency, let_in
from incidents.transitions.people import name_person
from tests.cast import Cast, signed_in
from tests.incidents.pages import case_page, sent, text, typed
from tests.incidents.reported import SAW, a_case, affected, blamed, in_hand

pytestmark = pytest.mark.django_db
WHY = "The police are here and nobody answers."


def add(cast: Cast, by: Person, case: Case, **data: Any) -> str:
    return sent(signed_in(by), reverse("case-person-add", args=[case.uid]), data)


def test_somebody_is_added_from_the_roll_by_a_pupils_reference_or_in_words(cast: Cast) -> None:
    case = in_hand(cast)
    on_roll = {"relation": "affected", "who": "roll", "person": str(cast.line_manager.uid), "words": "left over"}
    assert "Lena Line-Manager" in add(cast, cast.headteacher, case, **on_roll)
    assert "7B-04 (pupil)" in add(cast, cast.headteacher, case, relation="author", who="pupil", pupil="7B-04")
    add(cast, cast.headteacher, case, relation="witness", who="outside", words="A parent of year 4")
    rows = {(row.relation, row.named, row.is_pupil) for row in case.people.all()}
    assert rows == {
        ("affected", "Lena Line-Manager", False),
        ("author", "7B-04", True),
        ("witness", "A parent of year 4", False),
    }
    assert "in this case already" in add(cast, cast.headteacher, case, **on_roll)
    for who, sentence in (("roll", "Choose who it is"), ("pupil", "Write the reference"), ("outside", "Say who it is")):
        assert sentence in add(cast, cast.headteacher, case, relation="witness", who=who)


@pytest.mark.clause("ACR-18")
def test_naming_somebody_as_complained_of_says_what_it_does_and_shuts_them_out_at_once(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    client, url = signed_in(cast.headteacher), reverse("case", args=[case.uid])
    assert client.get(url).status_code == 200
    form = text(signed_in(cast.dsl).get(reverse("case-person-add", args=[case.uid])))
    assert "they see nothing of this case by any way" in form
    add(cast, cast.dsl, case, relation="complained_of", who="roll", person=str(cast.headteacher.uid))
    assert client.get(url).status_code == 404
    assert "nobody leads a case about themselves" in add(
        cast, cast.dsl, case, relation="complained_of", who="roll", person=str(cast.dsl.uid)
    )


def test_whoever_was_named_by_mistake_is_taken_out_with_the_reason(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    row = name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    url = reverse("case-person-out", args=[row.uid])
    assert signed_in(cast.headteacher).get(url).status_code == 404
    page = sent(signed_in(cast.dsl), url, {"why": "It was another school."})
    assert "Taken out" in page
    assert "It was another school." in page
    assert signed_in(cast.headteacher).get(reverse("case", args=[case.uid])).status_code == 200
    assert "taken out already" in sent(signed_in(cast.dsl), url, {"why": "Again."})


def test_the_person_affected_cannot_take_themselves_or_anybody_out(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.line_manager)])
    url = reverse("case-person-out", args=[case.people.get().uid])
    assert signed_in(cast.line_manager).get(url).status_code == 404
    assert signed_in(cast.teacher).get(url).status_code == 404


def test_somebody_is_let_in_by_name_until_a_day_and_out_again(cast: Cast) -> None:
    case = in_hand(cast)
    where = reverse("case-let-in", args=[case.uid])
    answers = {"person": str(cast.line_manager.uid), "why": "She knows the class."}
    client = signed_in(cast.headteacher)
    late = sent(client, where, {**answers, **typed("until", cast.today + timedelta(days=91))})
    assert "within 90 days" in late
    page = sent(client, where, {**answers, **typed("until", cast.today + timedelta(days=3))})
    assert "Lena Line-Manager until" in page
    assert SAW in case_page(cast.line_manager, case)
    assert "can read it already" in sent(client, where, {**answers, **typed("until", cast.today)})
    grant = CaseGrant.objects.get()
    out = reverse("case-let-out", args=[grant.uid])
    assert signed_in(cast.line_manager).post(out).status_code == 404
    assert "They no longer see this case" in text(client.post(out, follow=True))
    assert signed_in(cast.line_manager).get(reverse("case", args=[case.uid])).status_code == 404
    assert "ended already" in text(client.post(out, follow=True))


@pytest.mark.clause("ACR-18")
def test_who_is_complained_of_is_not_offered_to_be_let_in(cast: Cast) -> None:
    case = in_hand(cast, named=[blamed(cast.line_manager)])
    where = reverse("case-let-in", args=[case.uid])
    form = signed_in(cast.headteacher).get(where).context["form"]
    assert cast.line_manager not in form.fields["person"].queryset
    assert cast.teacher in form.fields["person"].queryset


def ask(cast: Cast, by: Person, reference: str) -> str:
    where = reverse("emergency-ask", args=[cast.school.slug])
    page = signed_in(by).post(where, {"reference": reference, "why": WHY}, follow=True).content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"|nonce="[^"]*"|id="id_token"', "", page)


@pytest.mark.clause("ACR-18")
def test_the_answer_to_who_asks_in_an_emergency_is_the_same_whether_there_is_a_case_or_not(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    about_them = a_case(cast, Kind.CHILD, named=[blamed(cast.senior_leader)])
    asked = [ask(cast, cast.senior_leader, ref) for ref in (case.reference, about_them.reference, "2019-4711")]
    asked.append(ask(cast, cast.senior_leader, case.reference))
    strip = [re.sub(r"[0-9a-f]{32}|[A-Za-z0-9]{64}", "", page) for page in asked]
    assert strip[0] == strip[1] == strip[2] == strip[3]
    assert "If there is such a case" in asked[0]
    assert [row.case for row in EmergencyAccess.objects.all()] == [case]
    assert signed_in(cast.teacher).get(reverse("emergency-ask", args=[cast.school.slug])).status_code == 404


def test_a_second_person_agrees_to_an_hour_and_the_safeguarding_lead_is_told(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    row = ask_emergency(case, why=WHY, by=cast.senior_leader, at=timezone.now())
    url = reverse("emergency", args=[row.uid])
    assert f"Emergency access to case {case.reference}" in text(signed_in(cast.chair).get("/"))
    assert WHY not in text(signed_in(cast.chair).get("/"))
    assert signed_in(cast.senior_leader).get(url).status_code == 404
    assert signed_in(cast.teacher).get(url).status_code == 404
    page = text(signed_in(cast.trust_officer).get(url))
    assert WHY in page
    assert SAW not in page
    assert "They can read it for an hour" in text(
        signed_in(cast.trust_officer).post(reverse("emergency-agree", args=[row.uid]), follow=True)
    )
    assert SAW in case_page(cast.senior_leader, case)
    assert "you can read it" in text(signed_in(cast.senior_leader).get("/"))
    told = set(Notice.objects.filter(kind="incidents.emergency").values_list("recipient", flat=True))
    assert cast.dsl.pk in told
    assert "answered already" in text(
        signed_in(cast.chair).post(reverse("emergency-refuse", args=[row.uid]), follow=True)
    )
    EmergencyAccess.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert signed_in(cast.senior_leader).get(reverse("case", args=[case.uid])).status_code == 404


def test_a_second_person_can_refuse_and_what_is_a_day_old_can_no_longer_be_agreed(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    row = ask_emergency(case, why=WHY, by=cast.senior_leader, at=timezone.now())
    assert "Refused" in text(signed_in(cast.chair).post(reverse("emergency-refuse", args=[row.uid]), follow=True))
    assert signed_in(cast.senior_leader).get(reverse("case", args=[case.uid])).status_code == 404
    old = ask_emergency(case, why=WHY, by=cast.senior_leader, at=timezone.now() - timedelta(days=2))
    assert "more than a day ago" in text(signed_in(cast.chair).get(reverse("emergency", args=[old.uid])))
    agreed = signed_in(cast.chair).post(reverse("emergency-agree", args=[old.uid]), follow=True)
    assert "can no longer be agreed" in text(agreed)
    assert "Emergency access" not in text(signed_in(cast.chair).get("/"))


@pytest.mark.clause("ACR-18")
def test_who_is_complained_of_neither_hears_of_an_emergency_nor_agrees_to_it(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD, named=[blamed(cast.chair)])
    row = ask_emergency(case, why=WHY, by=cast.senior_leader, at=timezone.now())
    assert signed_in(cast.chair).get(reverse("emergency", args=[row.uid])).status_code == 404
    assert case.reference not in text(signed_in(cast.chair).get("/"))
    assert not Notice.objects.filter(recipient=cast.chair).exists()


def test_whoever_can_read_it_already_needs_no_emergency(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    ask(cast, cast.dsl, case.reference)
    assert not EmergencyAccess.objects.exists()


def test_people_are_shown_without_who_named_them(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.line_manager)])
    let_in(case, cast.governor, until=cast.today, why="Panel.", by=cast.headteacher, at=cast.at)
    page = case_page(cast.governor, case)
    assert CasePerson.objects.get(relation=Relation.AFFECTED).added_by_name == cast.teacher.name
    assert cast.line_manager.name in page
    assert cast.teacher.name not in page
