"""The pages of restrictions: the list for those who keep it, and the page of the person whom one is about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.notices.kinds import kinds
from foundation.notices.models import Notice
from incidents.models import Case
from incidents.transitions.closing import close_case
from monitoring.models import Restriction
from monitoring.transitions.restrictions import Terms, block_site, withdraw_access
from tests.cast import Cast, signed_in
from tests.incidents.pages import sent, text, typed
from tests.incidents.reported import blamed, in_hand, judged
from tests.monitoring.checked import ended, under_way
from tests.monitoring.watched import DAY, here, network_manager

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ACR-22")]


def withdrawn(cast: Cast) -> Restriction:
    terms = Terms(cast.today, cast.today + 30 * DAY)
    return withdraw_access(
        cast.teacher, cast.school, what="Wireless", reason="Marker", terms=terms, by=cast.headteacher, at=cast.at
    )


def test_a_site_is_recorded_as_blocked(cast: Cast) -> None:
    said = {"host": "https://www.Bets.example/x", "for_whom": "Everybody", "reason": "Gambling"}
    client = signed_in(network_manager(cast.school))
    page = sent(client, here("site-block", cast.school), {**said, **typed("starts_on", cast.today)})
    assert "bets.example" in page
    assert "In force" in page
    wrong = sent(client, here("site-block", cast.school), {**said, "host": "my bank", **typed("starts_on", cast.today)})
    assert "Write the site as example.com." in wrong


def test_access_is_withdrawn_with_an_end_and_the_person_sees_their_own(cast: Cast) -> None:
    client, where = signed_in(cast.headteacher), here("access-withdraw", cast.school)
    said = {"person": cast.teacher.uid, "what": "Wireless", "reason": "Misuse.", **typed("starts_on", cast.today)}
    assert "Say until when, or when it is looked at again." in sent(client, where, said)
    sent(client, where, {**said, **typed("ends_on", cast.today + DAY)})
    row = Restriction.objects.get()
    own = text(signed_in(cast.teacher).get(reverse("restriction", args=[row.uid])))
    assert "My access" in own
    assert "Misuse." in own
    assert "Lift it" not in own
    assert signed_in(cast.teacher).get(here("restrictions", cast.school)).status_code == 404
    assert signed_in(cast.line_manager).get(reverse("restriction", args=[row.uid])).status_code == 404
    for name in ("restriction-review", "restriction-lift"):
        assert signed_in(cast.teacher).get(reverse(name, args=[row.uid])).status_code == 404


def test_nobody_is_offered_themselves(cast: Cast) -> None:
    form = signed_in(cast.headteacher).get(here("access-withdraw", cast.school)).context["form"]
    offered = set(form.fields["person"].queryset)
    assert cast.headteacher not in offered
    assert cast.teacher in offered


def test_it_is_looked_at_again_and_lifted(cast: Cast) -> None:
    row, client = withdrawn(cast), signed_in(cast.dsl)
    later = typed("ends_on", cast.today + 60 * DAY)
    page = sent(client, reverse("restriction-review", args=[row.uid]), {"why": "Not yet.", **later})
    assert "Not yet." in page
    page = sent(client, reverse("restriction-lift", args=[row.uid]), {"why": "It went well."})
    assert "Lifted" in page
    assert "Look at it again" not in page
    row.refresh_from_db()
    assert (row.lifted_by, row.lifted_why) == (cast.dsl, "It went well.")


def test_the_list_shows_what_is_not_over_and_the_file_has_no_formulas(cast: Cast) -> None:
    withdrawn(cast)
    over = Terms(cast.today - 9 * DAY, cast.today - DAY)
    block_site(cast.school, "old.example", for_whom="=Pupils", reason="x", terms=over, by=cast.dsl, at=cast.at)
    client = signed_in(cast.dsl)
    assert "old.example" not in text(client.get(here("restrictions", cast.school)))
    assert "Tessa Teacher" not in text(client.get(here("restrictions", cast.school) + "?kind=site&show=all"))
    told = client.get(here("restrictions-csv", cast.school) + "?show=all").content.decode("utf-8-sig")
    assert '"\'=Pupils"' in told
    assert "Tessa Teacher" in told


def test_the_mail_says_nothing_of_it(cast: Cast) -> None:
    withdrawn(cast)
    notice = Notice.objects.get(kind="monitoring.restriction")
    made = kinds.entries["monitoring.restriction"]
    assert made.may_know(notice)
    shown = made.render(notice)
    assert "Wireless" not in shown.subject + str(shown.context)
    assert made.is_private


def closed(cast: Cast) -> Case:
    case = judged(cast, in_hand(cast, by=cast.line_manager, named=[blamed(cast.teacher)]), is_low=True)
    return close_case(case, outcome="Recorded, and nothing more is needed", why="Seen", by=cast.headteacher, at=cast.at)


def test_from_a_closed_case_it_is_one_click_with_the_person_filled_in(cast: Cast) -> None:
    case = closed(cast)
    client = signed_in(cast.headteacher)
    where = f"{here('access-withdraw', cast.school)}?case={case.uid}"
    assert where in client.get(reverse("case", args=[case.uid])).content.decode()
    assert client.get(where).context["form"].initial["person"] == cast.teacher.uid
    said = {"person": cast.teacher.uid, "what": "Wireless", "reason": "Misuse.", **typed("starts_on", cast.today)}
    sent(client, where, {**said, **typed("ends_on", cast.today + DAY)})
    row = Restriction.objects.get()
    assert (row.from_label, row.from_uid) == ("incidents.Case", case.uid)
    assert str(case) not in text(signed_in(cast.teacher).get(reverse("restriction", args=[row.uid])))


def test_an_open_case_or_one_that_is_not_the_readers_fills_in_nothing(cast: Cast) -> None:
    case = in_hand(cast, by=cast.line_manager, named=[blamed(cast.teacher)])
    where = f"{here('access-withdraw', cast.school)}?case={case.uid}"
    assert "person" not in signed_in(cast.headteacher).get(where).context["form"].initial
    done = f"{here('access-withdraw', cast.school)}?case={closed(cast).uid}"
    assert "person" not in signed_in(network_manager(cast.school)).get(done).context["form"].initial


def test_from_a_check_that_ended_the_person_is_filled_in_and_not_from_one_under_way(cast: Cast) -> None:
    check = under_way(cast)
    where = f"{here('access-withdraw', cast.school)}?check={check.uid}"
    client = signed_in(cast.headteacher)
    assert "person" not in client.get(where).context["form"].initial
    assert where not in client.get(reverse("check", args=[check.uid])).content.decode()
    ended(cast, check)
    assert where in client.get(reverse("check", args=[check.uid])).content.decode()
    assert client.get(where).context["form"].initial["person"] == cast.teacher.uid


def test_the_list_asks_as_much_of_many_as_of_one(cast: Cast) -> None:
    client, where = signed_in(cast.headteacher), here("restrictions", cast.school)

    def asked() -> int:
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        return len(queries)

    withdrawn(cast)
    few = asked()
    for number in range(8):
        terms = Terms(cast.today)
        host = f"site{number}.example"
        block_site(cast.school, host, for_whom="Pupils", reason="x", terms=terms, by=cast.dsl, at=cast.at)
        withdrawn(cast)
    assert asked() == few
