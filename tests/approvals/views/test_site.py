"""The page of a site: who does what, what is kept of it, going live, closing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals.house_rules import rules_of
from approvals.models import Site, SiteConfirmation, SitePerson
from approvals.transitions import sites
from foundation.audit.models import Entry
from foundation.notices.kinds import kinds
from foundation.notices.models import Notice
from foundation.schools.dates import months_after
from foundation.schools.models import Person
from tests.approvals.sites import ADDRESS, approved, confirm, live, ready, rules
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
Duty = SitePerson.Duty
Occasion = SiteConfirmation.Occasion


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def page_of(site: Site, by: Person) -> str:
    return signed_in(by).get(reverse("site", args=[site.uid])).content.decode()


def send(by: Person, url: str, **data: Any) -> Any:
    """Fill in the form of a page as it is shown, with these answers, and send it."""
    client = signed_in(by)
    shown = client.get(url).context
    form = shown["form"]
    now = {name: form[name].value() for name in form.fields if name not in ("token", "seen")}
    filled: dict[str, Any] = {}
    for name, value in now.items():
        if isinstance(value, date):
            filled |= day(name, value)
        elif value not in (None, False, ""):
            filled[name] = value
    hidden = {"seen": form["seen"].value()} if "seen" in form.fields else {}
    return client.post(url, {**filled, **hidden, **data, "token": ""})


def change(site: Site, section: str, by: Person, **data: Any) -> Any:
    return send(by, reverse("site-change", args=[site.uid, section]), **data)


def day(name: str, on: Any) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def press(by: Person, name: str, *given: Any) -> Any:
    return signed_in(by).post(reverse(name, args=given), {"token": ""}, follow=True)


@pytest.mark.clause("QEI-09")
def test_a_vacancy_is_shown_and_never_counts(cast: Cast) -> None:
    site = approved(cast)
    SitePerson.objects.filter(site=site, duty=Duty.ADMINISTRATOR, person=cast.line_manager).update(
        person=None, words="Vacancy: parent governor"
    )
    page = page_of(site, cast.clerk)
    assert "Vacancy: parent governor" in page
    assert "not on the roll: does not count" in page
    assert "Administrator: 1 of at least 2 today." in page
    assert "There is only 1 of 2 administrators." in page


def test_the_clerk_gives_and_ends_a_duty_and_the_trail_says_so(cast: Cast) -> None:
    site = live(cast)
    url = reverse("duty-give", args=[site.uid])
    until = cast.today + timedelta(30)
    answer = send(cast.clerk, url, person=str(cast.governor.uid), duty="poster", **day("until", until))
    assert answer.status_code == 302, answer.context["form"].errors
    row = SitePerson.objects.get(site=site, duty="poster")
    assert (row.person, row.ends_on, row.given_by) == (cast.governor, until, cast.clerk)
    press(cast.clerk, "duty-end", site.uid, row.uid)
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate()
    assert Entry.objects.filter(verb="duty_ended").exists()


@pytest.mark.clause("ACR-09")
def test_who_may_post_is_appointed_with_dates_by_who_may_appoint(cast: Cast) -> None:
    site = live(cast)
    url = reverse("duty-give", args=[site.uid])
    assert signed_in(cast.teacher).get(url).status_code == 404
    since, until = cast.today + timedelta(2), cast.today + timedelta(9)
    send(
        cast.headteacher,
        url,
        person=str(cast.governor.uid),
        duty="poster",
        **day("since", since),
        **day("until", until),
    )
    row = SitePerson.objects.get(site=site, duty="poster")
    assert (row.starts_on, row.ends_on) == (since, until)
    page = page_of(site, cast.clerk)
    assert "May post" in page
    assert "Who is not named here passes a post on, or asks for it." in page
    again = send(cast.headteacher, url, person=str(cast.governor.uid), duty="poster", **day("since", since))
    assert "has this duty already" in again.content.decode()


def test_the_owner_changes_and_both_are_in_the_trail(cast: Cast) -> None:
    site = live(cast)
    url = reverse("owner-change", args=[site.uid])
    send(cast.clerk, url, person=str(cast.senior_leader.uid), duty="owner")
    rows = SitePerson.objects.filter(site=site, duty="owner").order_by("pk")
    assert [(row.person, row.ends_on) for row in rows] == [
        (cast.teacher, timezone.localdate()),
        (cast.senior_leader, None),
    ]
    again = send(cast.clerk, url, person=str(cast.senior_leader.uid), duty="owner")
    assert "is that already" in again.content.decode()


@pytest.mark.clause("STM-08")
def test_only_an_address_of_the_school_stands_behind_an_account(cast: Cast) -> None:
    site = approved(cast)
    refused = change(site, "address", cast.teacher, address=ADDRESS, account_email="tessa@mail.example")
    assert f"ending in @{cast.school.email_domain}" in refused.content.decode()
    assert change(site, "address", cast.teacher, address=ADDRESS).status_code == 302
    site.refresh_from_db()
    assert site.address == ADDRESS
    cast.school.email_domain = ""
    cast.school.save()
    assert any("do not say yet" in reason for reason in sites.not_ready(Site.objects.get(pk=site.pk), cast.today))


@pytest.mark.clause("STM-08")
def test_the_senior_leaders_are_told_before_it_can_go_live_and_anew_when_its_address_changes(cast: Cast) -> None:
    site = approved(cast, address=ADDRESS, terms="Be kind.")
    confirm(cast, site, Occasion.GOING_LIVE)
    refused = press(cast.teacher, "site-go-live", site.uid).content.decode()
    assert "The senior leaders have not been told its address and name." in refused
    press(cast.teacher, "leaders-tell", site.uid)
    told = Notice.objects.filter(kind="approvals.site_told")
    assert {notice.recipient for notice in told} == {cast.senior_leader, cast.headteacher}
    letter = kinds.entries["approvals.site_told"].render(told[0])
    assert ADDRESS not in str(letter)
    assert set(letter.context) == {"school_name", "url"}
    change(site, "address", cast.teacher, address="https://social.example/other")
    site.refresh_from_db()
    assert site.leaders_told_at is None
    press(cast.teacher, "leaders-tell", site.uid)
    assert "is live" in press(cast.teacher, "site-go-live", site.uid).content.decode()
    change(site, "address", cast.teacher, address="https://social.example/third")
    assert told.all().count() == 6


def test_another_address_within_the_same_second_is_told_too(cast: Cast) -> None:
    site, at = approved(cast, address=ADDRESS), timezone.now().replace(microsecond=0)
    for moment in (at, at + timedelta(milliseconds=1)):
        sites.tell_leaders(site, by=cast.teacher, at=moment)
    assert Notice.objects.filter(kind="approvals.site_told", recipient=cast.headteacher).count() == 2


@pytest.mark.clause("QEI-17")
def test_a_site_without_terms_cannot_go_live_and_the_schools_usual_ones_are_offered(cast: Cast) -> None:
    rules(cast, usual_terms="You are 13 or over.")
    site = ready(cast, terms="")
    refused = press(cast.teacher, "site-go-live", site.uid).content.decode()
    assert "It has no terms of use and house rules yet." in refused
    assert change(site, "terms", cast.teacher).status_code == 302
    site.refresh_from_db()
    assert site.terms == "You are 13 or over."
    assert "is live" in press(cast.teacher, "site-go-live", site.uid).content.decode()
    public = Client().get(reverse("public-accounts", args=[cast.school.slug])).content.decode()
    assert "You are 13 or over." in public
    assert "Close it, or write others" in change(site, "terms", cast.teacher, terms="").content.decode()


@pytest.mark.clause("QEI-18")
def test_each_point_is_confirmed_by_a_named_person_before_it_goes_live(cast: Cast) -> None:
    site = ready(cast, "brand", "link_back", "who", "contact", uses_brand=True)
    url = reverse("site-checklist", args=[site.uid, "going_live"])
    shown = signed_in(cast.teacher).get(url).content.decode()
    for words in ("logo is shown", "links back to the school", "who they are and what their position is"):
        assert words in shown
    assert "Confirmed by Hannah Headteacher" in shown
    refused = press(cast.teacher, "site-go-live", site.uid).content.decode()
    assert "Confirmed by nobody: No personal contact details and no personal opinions stand on it." in refused
    assert press(cast.governor, "point-confirm", site.uid, "going_live", "who").status_code == 404
    for name in ("brand", "link_back", "who", "contact"):
        press(cast.teacher, "point-confirm", site.uid, "going_live", name)
    row = SiteConfirmation.objects.get(site=site, point="contact")
    assert (row.by, row.by_name) == (cast.teacher, cast.teacher.name)
    assert "is live" in press(cast.teacher, "site-go-live", site.uid).content.decode()


@pytest.mark.clause("QEI-28")
def test_where_pupils_contribute_two_named_people_confirm_the_strongest_privacy(cast: Cast) -> None:
    site = ready(cast, "privacy", pupils="supervised", youngest=5)
    press(cast.teacher, "point-confirm", site.uid, "going_live", "privacy")
    twice = press(cast.teacher, "point-confirm", site.uid, "going_live", "privacy").content.decode()
    assert "You have confirmed this already" in twice
    refused = press(cast.teacher, "site-go-live", site.uid).content.decode()
    assert "Confirmed by only 1 of 2 people: The strongest privacy settings are on" in refused
    press(cast.senior_leader, "point-confirm", site.uid, "going_live", "privacy")
    assert "is live" in press(cast.teacher, "site-go-live", site.uid).content.decode()
    page = page_of(site, cast.clerk)
    assert cast.senior_leader.name in page[page.index("The strongest settings, confirmed by") :][:200]
    again = signed_in(cast.teacher).get(reverse("site-checklist", args=[site.uid, "review"])).content.decode()
    assert "2 of 2 people still to confirm it." in again


@pytest.mark.clause("QEI-22")
def test_the_consent_list_has_a_holder_and_a_day_and_names_no_pupil(cast: Cast) -> None:
    site = ready(cast, pupils="supervised", youngest=5, consent_holder="")
    refused = press(cast.teacher, "site-go-live", site.uid).content.decode()
    assert "Nobody is named who holds the list of pupils without consent." in refused
    ahead = day("consent_checked_on", cast.today + timedelta(400))
    assert "still to come" in change(site, "consent", cast.teacher, consent_holder="Office", **ahead).content.decode()
    checked = day("consent_checked_on", cast.today)
    assert change(site, "consent", cast.teacher, consent_holder="The office", **checked).status_code == 302
    page = page_of(site, cast.clerk)
    assert "Held by The office, last checked on" in page
    form = signed_in(cast.teacher).get(reverse("site-change", args=[site.uid, "consent"])).context["form"]
    assert set(form.base_fields) == {"consent_holder", "consent_checked_on"}


@pytest.mark.clause("QEI-16")
def test_nobody_lets_a_site_go_live_that_gives_accounts_to_pupils_who_are_too_young(cast: Cast) -> None:
    site = ready(cast, pupils="own", youngest=12)
    refused = press(cast.headteacher, "site-go-live", site.uid).content.decode()
    assert "Facebook gives accounts from 13: nobody can allow younger ones." in refused
    site.refresh_from_db()
    assert site.status == "approved"
    platform = reverse("platform-change", args=[site.platform.uid])
    assert send(cast.clerk, platform, minimum_age="12").status_code == 302
    assert "is live" in press(cast.headteacher, "site-go-live", site.uid).content.decode()


def test_the_first_review_is_counted_from_the_day_it_goes_live_not_from_the_one_proposed(
    cast: Cast,
) -> None:
    site = live(cast, live_on=cast.today + timedelta(days=90))
    assert site.live_on == cast.today
    assert site.review_due_on == months_after(cast.today, rules_of(cast.school).review_months)


@pytest.mark.clause("ACR-10")
def test_the_house_rule_says_whether_a_person_or_the_school_speaks(cast: Cast) -> None:
    site = approved(cast)
    url = reverse("site-checklist", args=[site.uid, "going_live"])
    person, school = (
        "Whoever writes there says who they are",
        "labelled as the school&#x27;s, and is tied to no individual",
    )
    shown = signed_in(cast.teacher).get(url).content.decode()
    assert person in shown
    assert school not in shown
    rules(cast, speaks_as="school")
    shown = signed_in(cast.teacher).get(url).content.decode()
    assert school in shown
    assert person not in shown
    refused = press(cast.teacher, "point-confirm", site.uid, "going_live", "who").content.decode()
    assert "This point does not count for this site." in refused


@pytest.mark.clause("STM-11")
def test_a_site_is_as_strict_as_the_school_or_stricter(cast: Cast) -> None:
    rules(cast, faces="staff", shows_names=False)
    site = approved(cast, faces="staff", shows_names=False)
    words = "The school&#x27;s rule for all its accounts is"
    refused = change(site, "showing", cast.teacher, faces="consent", shows_names="on").content.decode()
    assert f"{words}: No children&#x27;s faces; staff who have agreed." in refused
    assert f"{words}: no full names." in refused
    client, url = signed_in(cast.teacher), reverse("site-change", args=[site.uid, "showing"])
    seen = client.get(url).context["form"]["seen"].value()
    assert client.post(url, {"faces": "nobody", "seen": seen, "token": ""}).status_code == 302
    shown = client.get(reverse("site-checklist", args=[site.uid, "going_live"])).content.decode()
    for point in ("No faces are shown.", "No full names are given.", "Nothing says where somebody is."):
        assert point in shown
    assert "Not confirmed" in shown


@pytest.mark.clause("STM-09")
def test_what_holds_for_everything_published_there_is_confirmed_and_shown(cast: Cast) -> None:
    site = ready(cast, "photographs", "links", "messages", "contact")
    refused = press(cast.teacher, "site-go-live", site.uid).content.decode()
    page = page_of(site, cast.clerk)
    for words in (
        "Photographs only with written consent, and never with a name.",
        "Every link was opened, and leads where it should.",
        "There are no private messages with pupils or parents.",
        "No personal contact details and no personal opinions stand on it.",
    ):
        assert f"Confirmed by nobody: {words}" in refused
        assert words in page


def test_where_a_platform_has_no_private_messages_nobody_confirms_there_are_none(cast: Cast) -> None:
    site = approved(cast)
    url = reverse("site-checklist", args=[site.uid, "going_live"])
    assert "no private messages" in signed_in(cast.teacher).get(url).content.decode()
    type(site.platform).objects.update(has_messages=False)
    assert "no private messages" not in signed_in(cast.teacher).get(url).content.decode()


@pytest.mark.clause("QEI-15")
def test_a_site_closes_by_its_checklist_and_stays_in_the_register(cast: Cast) -> None:
    site = live(cast)
    closes = timezone.localdate() + timedelta(10)
    past = day("closes_on", timezone.localdate() - timedelta(10))
    assert (
        "That day is past" in send(cast.teacher, reverse("site-closing-day", args=[site.uid]), **past).content.decode()
    )
    send(cast.teacher, reverse("site-closing-day", args=[site.uid]), **day("closes_on", closes))
    site.refresh_from_db()
    assert site.closes_on == closes
    refused = press(cast.teacher, "site-close", site.uid).content.decode()
    assert "Still to be confirmed: What has to be kept was copied." in refused
    for name in ("kept", "told", "removed", "access"):
        press(cast.line_manager, "point-confirm", site.uid, "closing", name)
    assert "is closed" in press(cast.teacher, "site-close", site.uid).content.decode()
    register = signed_in(cast.clerk).get(reverse("site-list", args=[cast.school.slug])).content.decode()
    assert site.identity in register
    public = Client().get(reverse("public-accounts", args=[cast.school.slug])).content.decode()
    assert ADDRESS not in public
    assert "closed now" in change_refused(site, cast)


def change_refused(site: Site, cast: Cast) -> str:
    content: bytes = change(site, "cover", cast.teacher, cover="Nobody.").content
    return content.decode()


def test_an_approved_site_that_is_never_made_is_given_up(cast: Cast) -> None:
    site = approved(cast)
    asked = signed_in(cast.teacher).get(reverse("site-give-up", args=[site.uid])).content.decode()
    assert "This cannot be undone" in asked
    press(cast.teacher, "site-give-up", site.uid)
    site.refresh_from_db()
    assert site.status == "given_up"
    assert "never went live" in page_of(site, cast.clerk)


def test_two_who_change_the_same_form_both_keep_what_they_typed(cast: Cast) -> None:
    site = approved(cast)
    url = reverse("site-change", args=[site.uid, "cover"])
    client = signed_in(cast.clerk)
    seen = client.get(url).context["form"]["seen"].value()
    change(site, "cover", cast.teacher, cover="Sam.")
    answer = client.post(url, {"cover": "Lena.", "seen": seen, "token": ""})
    assert "This changed while you had it open" in answer.content.decode()
    assert "Lena." in answer.content.decode()


def test_those_not_concerned_and_other_schools_see_no_site(cast: Cast) -> None:
    site = live(cast)
    seen = {"teacher": 200, "line_manager": 200, "clerk": 200, "headteacher": 200, "senior_leader": 200, "dsl": 200}
    seen |= {"governor": 404, "chair": 404, "administrator": 404, "business_manager": 404, "other_clerk": 404}
    url = reverse("site", args=[site.uid])
    assert {name: signed_in(getattr(cast, name)).get(url).status_code for name in seen} == seen
