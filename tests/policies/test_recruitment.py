"""Recruitment panels declare about searching for applicants, under either of two rules (ACR-07)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.notices.kinds import owed_by
from foundation.schools.models import Person
from foundation.schools.profiles import load
from policies.models import PanelDeclaration, PanelMember, PeopleRules, Recruitment
from policies.transitions.recruitment import (
    WORDS,
    Search,
    declare_on_panel,
    open_recruitment,
    put_on_panel,
    take_off_panel,
)
from tests.cast import Cast, signed_in
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import dated, send

pytestmark = pytest.mark.clause("ACR-07")
SEARCH = Search("The school office", "What is public and bears on children", "The recruitment's file")


def rule_of(cast: Cast, profile: str) -> None:
    """Have the school go by the rules of one of the five."""
    PeopleRules.objects.update_or_create(school=cast.school, defaults=load(profile).sections["people"])


def opened(cast: Cast, *panel: Person, post: str = "Class teacher, year 4") -> Recruitment:
    days = {"starts_on": cast.today + timedelta(7), "ends_on": cast.today + timedelta(28)}
    return open_recruitment(cast.school, post=post, panel=panel, by=cast.clerk, at=cast.at, **days)


def declare_of(row: Recruitment) -> str:
    return reverse("recruitment-declare", args=[row.uid])


def test_at_one_school_the_panel_declares_that_it_searches_for_nobody(cast: Cast) -> None:
    rule_of(cast, "acresfield")
    row = opened(cast, cast.teacher)
    client = signed_in(cast.teacher)
    assert "Declaration for the panel: Class teacher, year 4" in said(client.get("/"))
    page = said(client.get(declare_of(row)))
    assert "Since September 2022" in page
    assert "Keeping children safe in education" in page
    assert "Who searches?" not in page
    assert "Tick this if you agree" in said(send(client, declare_of(row)))
    assert "What you declared is kept." in said(send(client, declare_of(row), agreed="on"))
    kept = PanelDeclaration.objects.get()
    assert (kept.rule, kept.words, kept.searched_by) == ("no_searches", WORDS["no_searches"], "")  # type: ignore[index]
    assert "Declaration for the panel" not in said(client.get("/"))


def test_at_another_the_panel_says_who_searches_what_for_and_where_it_is_recorded(cast: Cast) -> None:
    rule_of(cast, "qeii")
    row = opened(cast, cast.teacher)
    client = signed_in(cast.teacher)
    page = said(client.get(declare_of(row)))
    assert "Since September 2022" not in page
    answer = said(send(client, declare_of(row), agreed="on", searched_by="The office", searched_for="What is public"))
    assert "Fill this in." in answer
    assert not PanelDeclaration.objects.exists()
    send(client, declare_of(row), agreed="on", **vars(SEARCH))
    kept = PanelDeclaration.objects.get()
    assert (kept.rule, kept.searched_by, kept.recorded_in) == (
        "as_guided",
        "The school office",
        "The recruitment's file",
    )
    page = said(signed_in(cast.headteacher).get(reverse("recruitment", args=[row.uid])))
    assert "What is public and bears on children" in page
    assert Entry.objects.filter(verb="panel_declared", about_uid=kept.uid).exists()


@pytest.mark.parametrize(
    ("profile", "search", "words"),
    [
        ("acresfield", SEARCH, "nobody is searched for"),
        ("qeii", Search(), "Say who searches"),
        ("qeii", Search("The office", "", "The file"), "Say who searches"),
    ],
)
def test_what_the_rule_does_not_allow_is_refused(cast: Cast, profile: str, search: Search, words: str) -> None:
    rule_of(cast, profile)
    row = opened(cast, cast.teacher)
    with pytest.raises(NotAllowed, match=words):
        declare_on_panel(row, search, rule=row.rule, by=cast.teacher, at=cast.at)


def test_a_recruitment_keeps_the_rule_it_was_opened_under(cast: Cast) -> None:
    rule_of(cast, "acresfield")
    row = opened(cast, cast.teacher)
    rule_of(cast, "qeii")
    assert "Who searches?" not in said(signed_in(cast.teacher).get(declare_of(row)))
    with pytest.raises(NotAllowed, match="goes by the other rule"):
        declare_on_panel(row, SEARCH, rule="as_guided", by=cast.teacher, at=cast.at)
    declare_on_panel(row, Search(), rule="no_searches", by=cast.teacher, at=cast.at)
    assert opened(cast, cast.teacher).rule == "as_guided"


def test_each_member_declares_for_each_recruitment_once(cast: Cast) -> None:
    first, second = opened(cast, cast.teacher), opened(cast, cast.teacher, post="Site manager")
    kept = declare_on_panel(first, SEARCH, rule=first.rule, by=cast.teacher, at=cast.at)
    assert declare_on_panel(first, SEARCH, rule=first.rule, by=cast.teacher, at=cast.at) == kept
    page = said(signed_in(cast.teacher).get("/"))
    assert "Declaration for the panel: Site manager" in page
    assert "Declaration for the panel: Class teacher" not in page
    owed = owed_by(cast.school, Person.objects.filter(pk=cast.teacher.pk), cast.today)[cast.teacher.pk]
    assert [(one.title, one.to) for one in owed] == [("Site manager", "to declare for")]
    assert second.members.count() == 1


def test_the_office_opens_a_recruitment_and_names_its_panel(cast: Cast) -> None:
    day = cast.today + timedelta(7)
    page = send(
        signed_in(cast.business_manager),
        reverse("recruitment-add", args=[cast.school.slug]),
        post="Cook",
        panel=[cast.teacher.pk, cast.headteacher.pk],
        **dated("starts_on", day.day, day.month, day.year),
        **dated("ends_on", day.day, day.month, day.year),
    )
    assert "The panel is asked to declare." in said(page)
    row = Recruitment.objects.get()
    client = signed_in(cast.clerk)
    send(client, reverse("recruitment-panel", args=[row.uid]), person=cast.governor.pk)
    assert "0 of 3" in said(client.get(reverse("recruitment-list", args=[cast.school.slug])))
    member = PanelMember.objects.get(person=cast.teacher)
    page = client.post(reverse("recruitment-take-off", args=[row.uid, member.uid]), follow=True)
    assert "Tessa Teacher is off the panel." in said(page)
    assert signed_in(cast.teacher).get(declare_of(row)).status_code == 404
    page = client.post(reverse("recruitment-take-off", args=[row.uid, member.uid]), follow=True)
    assert "is off the panel already" in said(page)


def test_dates_the_wrong_way_round_and_a_panel_of_nobody_are_refused_beside_their_boxes(cast: Cast) -> None:
    day = cast.today
    page = send(
        signed_in(cast.clerk),
        reverse("recruitment-add", args=[cast.school.slug]),
        post="Cook",
        **dated("starts_on", day.day, day.month, day.year),
        **dated("ends_on", day.day, day.month, day.year - 1),
    )
    assert "This is before shortlisting begins." in said(page)
    assert "Choose at least one." in said(page)
    with pytest.raises(NotAllowed, match="before the first"):
        open_recruitment(
            cast.school, post="Cook", starts_on=day, ends_on=day - timedelta(1), panel=(), by=cast.clerk, at=cast.at
        )


def test_who_is_not_on_the_panel_sees_and_declares_nothing(cast: Cast) -> None:
    row = opened(cast, cast.teacher)
    for who in ("line_manager", "governor", "dsl", "other_clerk", "starter"):
        client = signed_in(getattr(cast, who))
        assert client.get(reverse("recruitment", args=[row.uid])).status_code == 404
        assert client.get(declare_of(row)).status_code == 404
    with pytest.raises(NotAllowed, match="Only members"):
        declare_on_panel(row, SEARCH, rule=row.rule, by=cast.clerk, at=cast.at)
    for person, words in ((cast.other_teacher, "not on the roll"), (cast.teacher, "on the panel already")):
        with pytest.raises(NotAllowed, match=words):
            put_on_panel(row, person, by=cast.clerk, at=cast.at)


def test_what_somebody_declared_stays_when_they_are_taken_off(cast: Cast) -> None:
    row = opened(cast, cast.teacher)
    kept = declare_on_panel(row, SEARCH, rule=row.rule, by=cast.teacher, at=cast.at)
    take_off_panel(row.members.get(), by=cast.clerk, at=cast.at)
    kept.refresh_from_db()
    assert kept.person_name == "Tessa Teacher"


def test_the_list_asks_the_database_as_often_for_many_as_for_one(cast: Cast) -> None:
    client, address = signed_in(cast.clerk), reverse("recruitment-list", args=[cast.school.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    opened(cast, cast.teacher)
    queries()
    one = queries()
    for number in range(10):
        opened(cast, cast.teacher, post=f"Post {number}")
    assert queries() == one


def test_the_page_says_which_rule_holds_and_warns_of_the_older(cast: Cast) -> None:
    address: Any = reverse("recruitment-list", args=[cast.school.slug])
    assert "Since September 2022" not in said(signed_in(cast.clerk).get(address))
    rule_of(cast, "acresfield")
    assert "Since September 2022" in said(signed_in(cast.clerk).get(address))
