"""The pages of the footprint: a look, a quiet week, what was found, a report in one click; nothing is taken down."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.models import Case, Kind, Report
from monitoring.models import FootprintLook, FootprintPlace, Mention
from monitoring.views.footprint import report_address
from tests.approvals.posting import a_site
from tests.cast import Cast, signed_in
from tests.incidents.pages import sent, text, typed
from tests.monitoring.watched import a_mention, a_place, here

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HAY-13")
def test_a_quiet_week_takes_one_form(cast: Cast) -> None:
    place, client = a_place(cast), signed_in(cast.senior_leader)
    said = {**typed("on", cast.today), "places": [str(place.uid)], "found": "quiet"}
    page = sent(client, here("footprint-look-add", cast.school), said)
    assert "Recorded: nothing was found." in page
    assert FootprintLook.objects.get().was_quiet is True
    assert "Nothing was found. The village group" in text(client.get(here("footprint-looks", cast.school)))


@pytest.mark.clause("HAY-13")
def test_what_was_found_is_written_down_next_and_answered(cast: Cast) -> None:
    place, client = a_place(cast), signed_in(cast.dsl)
    said = {**typed("on", cast.today), "places": [str(place.uid)], "found": "found"}
    client.post(here("footprint-look-add", cast.school), said)
    look = FootprintLook.objects.get()
    found = {**typed("on", cast.today), "place": str(place.uid), "what": "The play was lovely", "tone": "praise"}
    page = sent(client, reverse("footprint-look-mention", args=[look.uid]), found)
    assert "The play was lovely" in page
    mention = Mention.objects.get()
    assert (mention.look, mention.place, mention.tone) == (look, place, "praise")
    page = sent(client, reverse("mention", args=[mention.uid]), {"answer": "answered", "words": "Thank you!"})
    assert "Answered: Dana Safeguarding-Lead" in page
    assert "Thank you!" in page
    assert "Below" in text(client.get(reverse("footprint-look", args=[look.uid])))


def test_left_unanswered_needs_its_reason(cast: Cast) -> None:
    mention, client = a_mention(cast), signed_in(cast.dsl)
    where = reverse("mention", args=[mention.uid])
    assert "Write it in a sentence." in sent(client, where, {"answer": "left", "why": ""})
    assert "Left unanswered" in sent(client, where, {"answer": "left", "why": "A joke."})


def test_a_mention_elsewhere_says_where(cast: Cast) -> None:
    said = {**typed("on", cast.today), "place": "", "elsewhere": "", "what": "x", "tone": "neutral"}
    page = sent(signed_in(cast.dsl), here("mention-add", cast.school), said)
    assert "Say where it was said." in page
    assert not Mention.objects.exists()


@pytest.mark.clause("ACR-23")
def test_a_mention_of_staff_becomes_a_staff_mention_in_one_click_with_its_facts_filled_in(cast: Cast) -> None:
    mention = a_mention(cast, about_staff=True, what="She shouts", link="https://example.com/1")
    client = signed_in(cast.dsl)
    where = report_address(mention)
    assert Kind.STAFF_MENTION in where
    assert where in client.get(reverse("mention", args=[mention.uid])).content.decode()
    form = client.get(where).context["form"]
    assert form.initial == {
        "saw": "She shouts",
        "place": "A review",
        "link": "https://example.com/1",
        "happened_on": cast.today,
    }
    told: dict[str, Any] = {
        "saw": "She shouts",
        "place": "A review",
        "link": "",
        "who": "parent",
        "involves_child": "no",
    }
    told |= {**typed("happened_on", cast.today), "may_be_sexual": "no", "affected": ["school"], "blamed": []}
    client.post(where, told)
    report = Report.objects.get()
    assert (report.from_label, report.from_uid) == ("monitoring.Mention", mention.uid)
    case = Case.objects.get()
    assert f"Case {case}" in text(signed_in(cast.headteacher).get(reverse("mention", args=[mention.uid])))
    assert "in its footprint" in text(signed_in(cast.headteacher).get(reverse("case", args=[case.uid])))
    assert f"Case {case}" not in text(signed_in(cast.senior_leader).get(reverse("mention", args=[mention.uid])))


def test_the_form_of_a_report_is_filled_in_only_for_who_sees_the_mention(cast: Cast) -> None:
    mention = a_mention(cast, what="Marker words")
    for person in (cast.teacher, cast.administrator):
        assert b"Marker words" not in signed_in(person).get(report_address(mention)).content


@pytest.mark.clause("ACR-17")
@pytest.mark.parametrize("tone", Mention.Tone.values)
def test_nothing_is_ever_offered_to_be_taken_down(cast: Cast, tone: str) -> None:
    mention = a_mention(cast, tone=tone)
    page = signed_in(cast.headteacher).get(reverse("mention", args=[mention.uid]))
    words = text(page).lower()
    assert "remov" not in words
    assert "take it down" not in words
    assert "takedown" not in page.content.decode()


def test_a_mention_on_our_own_account_is_reported_as_one_there(cast: Cast) -> None:
    place = a_place(cast, site=a_site(cast))
    assert Kind.ON_OUR_ACCOUNT in report_address(a_mention(cast, place=place, elsewhere=""))
    assert Kind.ABOUT_SCHOOL in report_address(a_mention(cast))


def test_what_it_was_taken_for_is_put_right(cast: Cast) -> None:
    mention = a_mention(cast)
    page = sent(
        signed_in(cast.dsl), reverse("mention-judge", args=[mention.uid]), {"tone": "abuse", "about_staff": "on"}
    )
    assert "Abuse or threat, about somebody who works here" in page


@pytest.mark.clause("STM-16b")
def test_how_our_own_accounts_are_looked_after_is_counted_and_linked(cast: Cast) -> None:
    site = a_site(cast)
    client = signed_in(cast.headteacher)
    page = client.get(here("footprint", cast.school))
    assert "0 of 1 looked after" in text(page)
    assert here("site-list", cast.school) in page.content.decode()
    sent(client, here("footprint-sites-add", cast.school))
    place = FootprintPlace.objects.get()
    assert place.site == site
    assert reverse("site", args=[site.uid]) in client.get(here("footprint-places", cast.school)).content.decode()


def test_a_place_is_added_and_taken_out(cast: Cast) -> None:
    client = signed_in(cast.dsl)
    assert "Say first where you look" in text(client.get(here("footprint-look-add", cast.school)))
    sent(client, here("footprint-place-add", cast.school), {"name": "Reviews", "address": "reviews.example.com"})
    place = FootprintPlace.objects.get()
    assert place.address == "https://reviews.example.com"
    where = reverse("footprint-place-end", args=[place.uid])
    assert "Taken out of the list: Reviews." in text(client.post(where, follow=True))
    assert "was taken out of the list." in text(client.post(where, follow=True))


def test_the_list_narrows_and_goes_into_a_file_without_formulas(cast: Cast) -> None:
    a_mention(cast, what="=1+1", tone="praise")
    a_mention(cast, what="Too loud")
    client = signed_in(cast.dsl)
    page = text(client.get(here("footprint", cast.school) + "?tone=praise"))
    assert "1 mention" in page
    assert "Too loud" not in page
    told = client.get(here("footprint-csv", cast.school) + "?tone=praise").content.decode("utf-8-sig")
    assert '"\'=1+1"' in told
    assert "Too loud" not in told
    assert "2 mentions" in text(client.get(here("footprint", cast.school) + "?tone=nonsense"))


def test_only_those_who_look_read_it(cast: Cast) -> None:
    mention = a_mention(cast)
    for person in (cast.teacher, cast.governor, cast.administrator, cast.other_headteacher):
        client = signed_in(person)
        for where in (here("footprint", cast.school), reverse("mention", args=[mention.uid])):
            assert client.get(where).status_code == 404


def test_the_page_asks_as_much_of_many_mentions_as_of_one(cast: Cast) -> None:
    place, client, where = a_place(cast), signed_in(cast.headteacher), here("footprint", cast.school)

    def asked() -> int:
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        return len(queries)

    a_mention(cast, place=place, elsewhere="")
    few = asked()
    for _ in range(20):
        a_mention(cast, place=place, elsewhere="")
    assert asked() == few
