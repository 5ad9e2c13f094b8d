"""What cases cost a desk: one query for whoever has nothing to do with any, and the lines of those who have."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.schools.models import Person, RoleKind
from incidents.models import Kind, Takedown
from incidents.panels import desk as panel
from incidents.transitions.letting_in import let_in
from incidents.transitions.reporting import receive
from tests.cast import Cast, a_person, a_role, signed_in
from tests.incidents.kept import an_address, step
from tests.incidents.pages import text
from tests.incidents.reported import a_case, affected, in_hand, said

pytestmark = pytest.mark.django_db


def desk_of(person: Person) -> tuple[str, int]:
    """The words of a desk, and how many of its queries ask for anything of cases."""
    client = signed_in(person)
    client.get(reverse("desk"))
    with CaptureQueriesContext(connection) as asked:
        page: Any = client.get(reverse("desk"))
    return text(page), sum('"incidents_' in query["sql"] for query in asked)


def test_whoever_has_nothing_to_do_with_cases_is_asked_of_with_one_query(cast: Cast) -> None:
    a_case(cast, Kind.CHILD)
    page, asked = desk_of(cast.clerk)
    assert "Case 20" not in page
    assert asked == 1


def test_whoever_is_let_in_or_affected_or_has_reported_finds_it_on_their_desk(cast: Cast) -> None:
    stranger = a_person(cast.school, "Lena Let-In")
    case = in_hand(cast, by=cast.teacher, named=[affected(cast.line_manager)])
    let_in(case, stranger, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    assert f"Case {case}: you can read it" in desk_of(stranger)[0]
    assert "What is being done for you" in desk_of(cast.line_manager)[0]
    assert "What you reported" in desk_of(cast.teacher)[0]
    assert f"Case {case}: Speak with the person affected" in desk_of(cast.headteacher)[0]


def test_an_address_to_look_at_again_stands_on_a_desk_once(cast: Cast) -> None:
    case = in_hand(cast, Kind.ON_OUR_ACCOUNT)
    step(cast, an_address(cast, case), "reported")
    Takedown.objects.update(due_at=timezone.now() + timedelta(days=2))
    assert f"Case {case}: Look at an address again" in desk_of(cast.headteacher)[0]
    Takedown.objects.update(due_at=timezone.now())
    page = desk_of(cast.headteacher)[0]
    assert f"Case {case}: look at an address again" in page
    assert f"Case {case}: Look at an address again" not in page
    assert f"Case {case}: you lead it" in page


def test_of_very_many_cases_the_most_urgent_stand_on_a_desk_and_one_line_leads_to_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "MOST", 2)
    first = [in_hand(cast) for _ in range(3)]
    due = in_hand(cast, named=[affected(cast.line_manager)])
    page = desk_of(cast.headteacher)[0]
    assert page.index(f"Case {due}: Speak with") < page.index(f"Case {first[2]}: you lead it")
    assert f"Case {first[0]}" not in page
    assert "2 more cases" in page
    for _ in range(3):
        a_case(cast)
    assert "1 more case " in desk_of(cast.headteacher)[0]


def test_the_others_are_counted_school_by_school_and_each_line_leads_to_the_list_of_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "MOST", 1)
    a_role(cast.headteacher, RoleKind.HEADTEACHER, cast.other_school)
    for _ in range(2):
        a_case(cast)
        receive(cast.other_school, said(), by=cast.other_teacher, at=cast.at)
    others = panel.nobody_has_taken_on(cast.headteacher.user, cast.today)[1:]
    assert {line.url: line.what for line in others} == {
        f"{reverse('case-list', args=[cast.school.slug])}?status=received": "1 more case",
        f"{reverse('case-list', args=[cast.other_school.slug])}?status=received": "2 more cases",
    }
