"""Looking after a site on its pages: looks with copies, reviews, contacts, accounts that are not ours."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from approvals.checklists import points_of
from approvals.models import (
    Impostor,
    Kind,
    Mode,
    Request,
    Site,
    SiteCheckIn,
    SiteContact,
    SitePerson,
    SiteReview,
    Whose,
)
from approvals.panels.upkeep import impostors_to_report
from approvals.transitions import Wanted
from approvals.transitions.sites import give_duty
from foundation.documents.files import open_sealed
from foundation.documents.models import File
from foundation.schools.models import Person
from tests.approvals import asked
from tests.approvals.sites import Occasion, a_platform, confirm, live, rules
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
HEAD = Wanted(Mode.DECIDE, Whose.HEADTEACHER)


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def site(cast: Cast) -> Site:
    return live(cast, aims="Families know what we do.\nMore people come to our fairs.")


def sent(person: Person, name: str, site: Site, data: dict[str, Any]) -> Any:
    return signed_in(person).post(reverse(name, args=[site.uid]), {"token": "", **data})


def page(person: Person, name: str, site: Site) -> str:
    answer = signed_in(person).get(reverse(name, args=[site.uid]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def screenshot() -> SimpleUploadedFile:
    """A photograph of a screen, with where it was taken in it."""
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "At home in Elm Road"
    Image.new("RGB", (60, 40), "white").save(held, "JPEG", exif=exif)
    return SimpleUploadedFile("screen.jpg", held.getvalue(), "image/jpeg")


REMOVED = {"seen_there": "A rude answer.", "removing": "yes", "removed": "The answer: it insulted somebody."}


@pytest.mark.clause("STM-16b")
def test_a_moderator_says_what_was_seen_and_it_stands_on_the_page_of_the_site(cast: Cast, site: Site) -> None:
    answer = sent(cast.senior_leader, "site-look", site, {"seen_there": "Two kind answers.", "removing": "no"})
    assert answer.status_code == 302
    row = SiteCheckIn.objects.get(site=site)
    assert (row.seen, row.removed, row.by, row.copy_uid) == ("Two kind answers.", "", cast.senior_leader, None)
    assert "Two kind answers." in page(cast.clerk, "site", site)
    assert "Two kind answers." in page(cast.clerk, "site-looks", site)


@pytest.mark.clause("QEI-20")
def test_what_was_removed_comes_with_its_copy_sealed_for_those_who_look_after_the_site(cast: Cast, site: Site) -> None:
    assert sent(cast.senior_leader, "site-look", site, {**REMOVED, "copy": screenshot()}).status_code == 302
    row = SiteCheckIn.objects.get(site=site)
    file = File.objects.get(owner_uid=row.uid)
    assert (file.uid, file.retention_class) == (row.copy_uid, "site")
    assert b"Elm Road" not in open_sealed(file)
    give_duty(site, cast.governor, SitePerson.Duty.POSTER, by=cast.headteacher, at=cast.at)
    url = reverse("file-download", args=[file.uid])
    may = (cast.senior_leader, cast.line_manager, cast.clerk, cast.dsl)
    assert [signed_in(person).get(url).status_code for person in may] == [200] * 4
    others = (cast.governor, cast.administrator, cast.other_clerk, cast.business_manager)
    assert [signed_in(person).get(url).status_code for person in others] == [404] * 4
    assert url in page(cast.clerk, "site", site)
    for person in (cast.governor, cast.trust_officer):
        shown = page(person, "site", site)
        assert "insulted" not in shown, "who only posts, and the trust, see when it was looked at"
        assert "Last looked at on" in shown


@pytest.mark.clause("QEI-20")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (REMOVED, "Add the copy, or say below why there is none."),
        ({**REMOVED, "removed": "", "no_copy_why": "Gone."}, "Say what was removed, and why."),
        ({**REMOVED, "removing": "no"}, "You wrote or added something that was removed."),
        ({"seen_there": "Nothing new."}, "Choose one"),
    ],
)
def test_a_removal_without_its_copy_or_a_reason_is_not_taken_and_nothing_is_lost(
    cast: Cast, site: Site, data: dict[str, str], words: str
) -> None:
    shown = sent(cast.senior_leader, "site-look", site, data).content.decode()
    assert words in shown
    assert data["seen_there"] in shown
    assert not SiteCheckIn.objects.exists()


@pytest.mark.clause("QEI-20")
def test_a_reason_stands_where_there_is_no_copy(cast: Cast, site: Site) -> None:
    sent(cast.senior_leader, "site-look", site, {**REMOVED, "no_copy_why": "The platform had removed it already."})
    assert "The platform had removed it already." in page(cast.clerk, "site", site)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteCheckIn.objects.update(no_copy_why="")


def test_a_copy_that_is_no_picture_is_refused_with_a_sentence(cast: Cast, site: Site) -> None:
    copy = SimpleUploadedFile("screen.jpg", b"not a picture", "image/jpeg")
    shown = sent(cast.senior_leader, "site-look", site, {**REMOVED, "copy": copy}).content.decode()
    assert "is not a JPEG picture" in shown
    assert not File.objects.exists()


def test_only_who_looks_after_a_site_records_a_look(cast: Cast, site: Site) -> None:
    url = reverse("site-look", args=[site.uid])
    others = (cast.clerk, cast.headteacher, cast.dsl, cast.midday_supervisor, cast.other_headteacher)
    assert [signed_in(one).get(url).status_code for one in others if one.user] == [404] * 4
    assert cast.dsl.name in page(cast.senior_leader, "site-look", site), "who is told at once of something serious"


def review(**more: Any) -> dict[str, Any]:
    data = {"met_0": "yes", "words_0": "We asked.", "met_1": "no", "words_1": "Forty came, as before.", "seen": ""}
    return data | {"goes_on": "yes"} | more


def seen_by(person: Person, name: str, site: Site) -> str:
    shown = signed_in(person).get(reverse(name, args=[site.uid]))
    return str(shown.context["form"]["seen"].value())


@pytest.mark.clause("QEI-15")
def test_a_review_says_of_each_aim_whether_it_was_met_and_when_the_next_is(cast: Cast, site: Site) -> None:
    confirm(cast, site, Occasion.REVIEW)
    next_on = cast.today + timedelta(100)
    data = review(seen=seen_by(cast.teacher, "site-review", site), **day("next_on", next_on))
    assert sent(cast.teacher, "site-review", site, data).status_code == 302
    row = SiteReview.objects.get(site=site)
    assert [(one["aim"], one["met"]) for one in row.findings] == [
        ("Families know what we do.", "yes"),
        ("More people come to our fairs.", "no"),
    ]
    site.refresh_from_db()
    assert (row.next_on, site.review_due_on, site.closes_on) == (next_on, next_on, None)
    shown = page(cast.clerk, "site", site)
    assert "Forty came, as before." in shown
    assert "Not met." in shown


@pytest.mark.clause("QEI-15")
def test_a_site_that_does_not_go_on_gets_its_day_of_closing(cast: Cast, site: Site) -> None:
    confirm(cast, site, Occasion.REVIEW)
    closes_on = cast.today + timedelta(20)
    data = review(goes_on="no", seen=seen_by(cast.teacher, "site-review", site), **day("closes_on", closes_on))
    assert sent(cast.teacher, "site-review", site, data).status_code == 302
    site.refresh_from_db()
    assert (site.closes_on, SiteReview.objects.get().next_on) == (closes_on, None)


@pytest.mark.clause("QEI-28")
def test_privacy_is_confirmed_anew_by_two_before_each_review(cast: Cast) -> None:
    site = live(cast, pupils="supervised", youngest=7, aims="News.")
    data = {"met_0": "yes", "words_0": "Asked.", "goes_on": "yes", **day("next_on", cast.today + timedelta(100))}

    def tried() -> Any:
        return sent(cast.teacher, "site-review", site, data | {"seen": seen_by(cast.teacher, "site-review", site)})

    for _ in range(2):
        confirm(cast, site, Occasion.REVIEW, "privacy")
        shown = tried()
        assert "Still to be confirmed: The strongest privacy settings are on" in shown.content.decode()
        confirm(cast, site, Occasion.REVIEW, *_all_but_privacy(site), by=(cast.teacher,))
        assert tried().status_code == 200, "one of two is not enough"
        confirm(cast, site, Occasion.REVIEW, *_all_but_privacy(site), by=(cast.headteacher,))
        assert tried().status_code == 302


def _all_but_privacy(site: Site) -> list[str]:
    return [point.name for point in points_of(site, Occasion.REVIEW) if point.name != "privacy"]


@pytest.mark.clause("QEI-15")
@pytest.mark.parametrize(("months", "is_taken"), [(12, True), (3, False)])
def test_the_next_review_is_no_later_than_the_schools_own_rule_says(
    cast: Cast, site: Site, months: int, is_taken: bool
) -> None:
    rules(cast, review_months=months)
    confirm(cast, site, Occasion.REVIEW)
    data = review(seen=seen_by(cast.teacher, "site-review", site), **day("next_on", cast.today + timedelta(200)))
    answer = sent(cast.teacher, "site-review", site, data)
    assert (answer.status_code == 302) is is_taken
    assert is_taken or "By the school&#x27;s own rule" in answer.content.decode()


def met(**more: Any) -> dict[str, Any]:
    return {"what": "accepted", "ground": "records", "called": "Jo in Year 4", "words": ""} | more


@pytest.fixture
def vetted(cast: Cast, site: Site) -> Site:
    a_platform(cast, lets_vet=True)
    Site.objects.filter(pk=site.pk).update(is_vetted=True)
    return Site.objects.get(pk=site.pk)


@pytest.mark.clause("STM-12")
def test_a_follower_is_accepted_on_the_offices_records_and_no_address_is_kept(cast: Cast, vetted: Site) -> None:
    shown = sent(cast.senior_leader, "contact-add", vetted, met(called="Jo, jo.parent@mail.example"))
    assert "none is kept here" in shown.content.decode()
    assert "none is kept" in sent(cast.teacher, "contact-add", vetted, met(words="jo@mail.example")).content.decode()
    assert not SiteContact.objects.exists()
    assert sent(cast.senior_leader, "contact-add", vetted, met()).status_code == 302
    row = SiteContact.objects.get()
    assert (row.what, row.ground, row.called, row.by) == ("accepted", "records", "Jo in Year 4", cast.senior_leader)
    assert "in the office&#x27;s records" in page(cast.clerk, "contact-list", vetted)


@pytest.mark.clause("STM-12")
@pytest.mark.parametrize(
    ("what", "ground", "words"),
    [
        ("accepted", "unknown", "A follower is accepted only when"),
        ("accepted", "misbehaved", "A follower is accepted only when"),
        ("followed", "records", "The account follows established organisations only."),
        ("blocked", "records", "This ground does not fit what was done."),
    ],
)
def test_a_ground_that_does_not_carry_it_is_refused(
    cast: Cast, vetted: Site, what: str, ground: str, words: str
) -> None:
    assert words in sent(cast.teacher, "contact-add", vetted, met(what=what, ground=ground)).content.decode()
    assert not SiteContact.objects.exists()


def test_the_database_keeps_no_follower_without_a_ground(cast: Cast, vetted: Site) -> None:
    sent(cast.teacher, "contact-add", vetted, met())
    for fields in ({"ground": "unknown"}, {"what": "followed", "ground": "records"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SiteContact.objects.update(**fields)


@pytest.mark.clause("STM-12")
def test_where_everybody_can_follow_the_page_says_so_and_nobody_is_accepted(cast: Cast, site: Site) -> None:
    shown = page(cast.teacher, "contact-add", site)
    assert "lets everybody follow: vetting is not possible there" in shown
    assert "Accepted as follower" not in shown
    assert sent(cast.teacher, "contact-add", site, met()).status_code == 200
    for what in ("blocked", "reported"):
        data = met(what=what, ground="misbehaved", called="Loud", words="Insults.")
        assert sent(cast.teacher, "contact-add", site, data).status_code == 302
    log = page(cast.clerk, "site", site)
    assert "Loud: blocked" in log
    assert "Loud: reported to the platform" in log


def a_friend(cast: Cast, site: Site) -> Request:
    asked.set_chain(cast, HEAD, kind=Kind.FRIEND)
    words: dict[str, Any] = {
        "organisation": "County Library",
        "address": "https://library.example",
        "why": "News.",
        "checked": "Rang.",
    }
    request = asked.sent(cast, kind=Kind.FRIEND, site=str(site.uid), **words)
    asked.answer(cast, request, cast.headteacher)
    return Request.objects.get(pk=request.pk)


@pytest.mark.clause("QEI-19")
@pytest.mark.parametrize("what", ["accepted", "followed"])
def test_an_outside_organisation_becomes_a_friend_once_the_headteacher_approved_it(
    cast: Cast, vetted: Site, what: str
) -> None:
    data = met(what=what, ground="organisation", called="County Library")
    request = a_friend(cast, vetted)
    refused = sent(cast.teacher, "contact-add", vetted, data).content.decode()
    assert "Here an outside organisation is approved first." in refused
    assert sent(cast.teacher, "contact-add", vetted, {**data, "approval": str(request.uid)}).status_code == 302
    assert SiteContact.objects.get().approval == request


def test_an_approval_for_another_site_does_not_count(cast: Cast, vetted: Site) -> None:
    request = a_friend(cast, live(cast, identity="Another"))
    data = met(what="followed", ground="organisation", approval=str(request.uid))
    assert sent(cast.teacher, "contact-add", vetted, data).status_code == 200
    assert not SiteContact.objects.exists()


def test_a_school_that_has_no_such_requests_writes_down_that_it_was_looked_up(cast: Cast, vetted: Site) -> None:
    assert sent(cast.teacher, "contact-add", vetted, met(what="followed", ground="organisation")).status_code == 302


def impostor(cast: Cast, **more: Any) -> dict[str, Any]:
    data = {
        "platform": str(a_platform(cast).uid),
        "identity": "Beacon Hill Offical",
        "address": "https://fake.example/b",
    }
    return data | day("found_on", cast.today) | {"token": ""} | more


def test_an_account_that_is_not_ours_is_entered_reported_and_gone(cast: Cast, site: Site) -> None:
    client, add = signed_in(cast.teacher), reverse("impostor-add", args=[cast.school.slug])
    public = reverse("public-accounts", args=[cast.school.slug])
    assert client.post(add, impostor(cast)).status_code == 302
    row = Impostor.objects.get()
    assert row.identity in client.get(public).content.decode()
    assert [len(impostors_to_report(one.user, cast.today)) for one in (cast.teacher, cast.clerk)] == [1, 1]
    url = reverse("impostor-change", args=[row.uid])
    for name in ("reported_on", "gone_on"):
        known = client.get(url).context["form"]["seen"].value()
        kept = day("reported_on", cast.today) | day(name, cast.today)
        assert client.post(url, impostor(cast, seen=known, **kept)).status_code == 302
        assert impostors_to_report(cast.clerk.user, cast.today) == []
    row.refresh_from_db()
    assert (row.reported_on, row.gone_on) == (cast.today, cast.today)
    assert row.identity not in client.get(public).content.decode()
    assert "Gone since" in client.get(reverse("impostor-list", args=[cast.school.slug])).content.decode()


def test_what_cannot_be_so_of_an_account_is_said(cast: Cast, site: Site) -> None:
    client, add = signed_in(cast.clerk), reverse("impostor-add", args=[cast.school.slug])
    wrong: dict[str, dict[str, Any]] = {
        "This is the address of an account of the school itself.": {"address": site.address},
        "A day to come cannot be entered here.": day("found_on", cast.today + timedelta(1)),
        "It cannot have been reported or gone before it was found.": day("gone_on", cast.today - timedelta(1)),
    }
    for words, data in wrong.items():
        assert words in client.post(add, impostor(cast, **data)).content.decode()
    client.post(add, impostor(cast))
    assert "This account is entered already." in client.post(add, impostor(cast)).content.decode()
    assert Impostor.objects.count() == 1


def test_people_who_look_after_no_site_and_other_schools_find_no_impostors(cast: Cast, site: Site) -> None:
    url = reverse("impostor-list", args=[cast.school.slug])
    people = (cast.governor, cast.administrator, cast.other_headteacher, cast.trust_officer)
    assert [signed_in(one).get(url).status_code for one in people] == [404] * 4


def test_long_logs_take_as_many_queries_as_short_ones(cast: Cast, vetted: Site) -> None:
    client, counts = signed_in(cast.clerk), []
    for number in (1, 9):
        rows = {"school": cast.school, "site": vetted, "by": cast.teacher, "by_name": "T", "at": cast.at}
        SiteContact.objects.bulk_create(
            SiteContact(what="blocked", ground="misbehaved", called=str(one), **rows) for one in range(number)
        )
        SiteCheckIn.objects.bulk_create(SiteCheckIn(seen=str(one), **rows) for one in range(number))
        with CaptureQueriesContext(connection) as asked:
            for name in ("site-looks", "contact-list"):
                assert client.get(reverse(name, args=[vetted.uid])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
