"""Leavers: what is confirmed on leaving, by whom it was not, and the proof afterwards (QEI-05)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import Person
from foundation.schools.transitions.people import enter_leaving, undo_leaving
from policies.models import Leaving, PeopleRules
from policies.transitions.leaving import confirm_leaving, make_leaving_link
from tests.access.database import holds
from tests.cast import Cast, signed_in
from tests.policies.views.shown import boxes, hidden, said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.clause("QEI-05")
SENTENCE = "I will not be in contact with pupils by personal social media."


@pytest.fixture(autouse=True)
def _no_misses_yet() -> None:
    cache.clear()


@pytest.fixture
def rules(cast: Cast) -> PeopleRules:
    return PeopleRules.objects.create(school=cast.school, leaver_statements=SENTENCE, leaver_link_days=10)


def leave(cast: Cast, days: int) -> Leaving:
    """Enter the teacher's last day, so many days from now."""
    enter_leaving(cast.teacher, on=cast.today + timedelta(days), by=cast.clerk, at=cast.at)
    cast.teacher.refresh_from_db()
    return Leaving.objects.get(person=cast.teacher)


def fill(client: Client, address: str) -> Any:
    page = client.get(address)
    return client.post(address, hidden(page) | dict.fromkeys(boxes(page), "on"), follow=True)


def test_a_leaver_is_asked_when_the_last_day_is_entered_and_confirms(cast: Cast, rules: PeopleRules) -> None:
    leaving = leave(cast, 30)
    notice = Notice.objects.select_related("recipient", "school").get(kind="policies.leaving")
    notice.recipient.refresh_from_db()
    letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at).decode()
    assert reverse("leaving-confirm", args=[leaving.uid]) in letter
    assert "contact with pupils" not in letter
    client = signed_in(cast.teacher)
    assert "Before you leave Beacon Hill Primary School" in said(client.get("/"))
    address = reverse("leaving-confirm", args=[leaving.uid])
    assert "Tick this box if it is true" in said(client.post(address, hidden(client.get(address))))
    assert "Confirmed" in said(fill(client, address))
    leaving.refresh_from_db()
    assert [row["text"] for row in leaving.statements] == [SENTENCE]
    assert leaving.means == "browser"
    assert Entry.objects.filter(verb="leaving_confirmed", by_uid=cast.teacher.uid).exists()
    with pytest.raises(NoLongerOwed):
        kinds.entries[notice.kind].render(notice)


def test_what_was_confirmed_is_provable_long_after_by_leaver_and_office(cast: Cast, rules: PeopleRules) -> None:
    leaving = leave(cast, 0)
    confirm_leaving(leaving, statements=[SENTENCE], means="browser", at=cast.at)
    PeopleRules.objects.update(leaver_statements="Something else by now.")
    Person.objects.filter(pk=cast.teacher.pk).update(leaves_on=cast.today - timedelta(100))
    address = reverse("leaving", args=[leaving.uid])
    for who in (cast.teacher, cast.clerk, cast.headteacher):
        page = said(signed_in(who).get(address))
        assert SENTENCE in page
        assert "Something else" not in page
    for other in (cast.line_manager, cast.other_clerk, cast.governor):
        assert signed_in(other).get(address).status_code == 404


def test_after_the_last_day_a_log_in_confirms_nothing_and_a_link_does_for_some_days(
    cast: Cast, rules: PeopleRules
) -> None:
    leaving = leave(cast, -3)
    client = signed_in(cast.teacher)
    assert client.get(reverse("leaving-confirm", args=[leaving.uid])).status_code == 404
    with pytest.raises(NotAllowed, match="time for confirming this is over"):
        confirm_leaving(leaving, statements=[SENTENCE], means="browser", at=cast.at)
    page = send(signed_in(cast.clerk), reverse("leaving-link", args=[leaving.uid]))
    assert "The link is on its way to tessa.teacher" in said(page)
    found = re.search(r"(/by-link/leaving/([\w-]{40,})/)", str(mail.outbox[-1].body))
    assert found is not None
    assert not holds(found[2])
    assert SENTENCE in said(Client().get(found[1]))
    assert "You have confirmed this" in said(fill(Client(), found[1]))
    leaving.refresh_from_db()
    assert leaving.means == "link"
    fill_again = Client().get(found[1])
    assert "You have confirmed this" in said(fill_again)


def test_a_link_runs_out_after_the_days_that_the_school_allows(cast: Cast, rules: PeopleRules) -> None:
    leaving = leave(cast, -10)
    word = make_leaving_link(leaving, by=cast.clerk, at=cast.at)
    address = reverse("leaving-by-link", args=[word])
    assert Client().get(address).status_code == 200
    PeopleRules.objects.update(leaver_link_days=9)
    assert Client().get(address).status_code == 410
    with pytest.raises(NotAllowed, match="over"):
        confirm_leaving(leaving, statements=[SENTENCE], means="link", at=cast.at)


def test_a_school_that_takes_no_links_makes_none(cast: Cast, rules: PeopleRules) -> None:
    leaving = leave(cast, 5)
    PeopleRules.objects.update(leaver_link_days=0)
    with pytest.raises(NotAllowed, match="takes no confirmation by a link"):
        make_leaving_link(leaving, by=cast.clerk, at=cast.at)
    assert "Make a link" not in said(signed_in(cast.clerk).get(reverse("leaving", args=[leaving.uid])))


def test_a_school_that_asks_leavers_nothing_opens_nothing(cast: Cast, rules: PeopleRules) -> None:
    enter_leaving(cast.other_teacher, on=cast.today, by=cast.other_clerk, at=cast.at)
    assert not Leaving.objects.filter(person=cast.other_teacher).exists()
    page = said(signed_in(cast.other_headteacher).get(reverse("leaver-list", args=[cast.other_school.slug])))
    assert "ask leavers nothing" in page
    assert "Not asked" in page


def test_a_last_day_that_moves_moves_along_and_one_taken_back_asks_nothing(cast: Cast, rules: PeopleRules) -> None:
    first = leave(cast, 30)
    moved = leave(cast, 40)
    assert moved == first
    assert moved.last_day == cast.today + timedelta(40)
    undo_leaving(cast.teacher, by=cast.clerk, at=cast.at)
    cast.teacher.refresh_from_db()
    assert signed_in(cast.teacher).get(reverse("leaving-confirm", args=[first.uid])).status_code == 404
    with pytest.raises(NotAllowed, match="is staying"):
        confirm_leaving(first, statements=[SENTENCE], means="browser", at=cast.at)


def test_who_confirmed_is_not_asked_again_when_the_day_moves(cast: Cast, rules: PeopleRules) -> None:
    confirm_leaving(leave(cast, 30), statements=[SENTENCE], means="browser", at=cast.at)
    leave(cast, 35)
    assert Leaving.objects.filter(person=cast.teacher).count() == 1


def test_a_sentence_that_changed_is_refused(cast: Cast, rules: PeopleRules) -> None:
    with pytest.raises(NotAllowed, match="changed what leavers confirm"):
        confirm_leaving(leave(cast, 3), statements=["Another."], means="browser", at=cast.at)


def test_the_office_sees_who_left_without(cast: Cast, rules: PeopleRules) -> None:
    leave(cast, -2)
    page = said(signed_in(cast.business_manager).get(reverse("leaver-list", args=[cast.school.slug])))
    assert "Left without" in page
    assert "Tessa Teacher left and has not confirmed" in said(signed_in(cast.clerk).get("/"))
    assert signed_in(cast.teacher).get(reverse("leaver-list", args=[cast.school.slug])).status_code == 404
    assert "has not confirmed" not in said(signed_in(cast.line_manager).get("/"))


def test_a_leavers_link_is_made_by_the_office_and_by_nobody_for_themselves(cast: Cast, rules: PeopleRules) -> None:
    enter_leaving(cast.business_manager, on=cast.today + timedelta(9), by=cast.clerk, at=cast.at)
    own = Leaving.objects.get(person=cast.business_manager)
    address = reverse("leaving-link", args=[own.uid])
    assert signed_in(cast.business_manager).get(address).status_code == 404
    assert signed_in(cast.headteacher).get(address).status_code == 200
