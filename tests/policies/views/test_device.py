"""A shared device, from its code to a receipt: what it shows to whom, and that nothing of one person stays."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.schools.models import DeviceSession, SchoolRules, SharedDevice
from foundation.schools.pins import set_up_code
from policies.models import Acknowledgement, Means, Version
from policies.outstanding import owed
from tests.cast import Cast, a_person, a_school, signed_in
from tests.devices import PIN, a_browser, a_device, finish, give, with_pin
from tests.policies.shelf import OTHER_TEXT, a_policy, in_force
from tests.policies.views.shown import boxes, document, hidden, said

READING = "/device/reading/"


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast, a_policy(cast, wants_signature=True))


@pytest.fixture
def tablet(cast: Cast) -> Client:
    with_pin(cast, cast.midday_supervisor)
    return a_browser(cast, a_device(cast))


def page_of(version: Version) -> str:
    return reverse("device-version", args=[version.uid])


def confirm(client: Client, version: Version, page: Any = None, **typed: str) -> Any:
    page = page or client.get(page_of(version))
    return client.post(page_of(version), hidden(page) | dict.fromkeys(boxes(page), "on") | typed)


def test_the_clerk_names_a_device_and_the_tablet_becomes_it_with_the_code_once(cast: Cast) -> None:
    clerk, add = signed_in(cast.clerk), reverse("device-add", args=[cast.school.slug])
    made = {"name": "Kitchen tablet", "groups": [str(cast.midday.pk)]}
    assert "Kitchen tablet is named." in said(clerk.post(add, hidden(clerk.get(add)) | made, follow=True))
    device = SharedDevice.objects.get()
    shown = said(clerk.get(reverse("device-page", args=[device.uid])))
    assert set_up_code(device) in shown
    tablet, page = Client(), reverse("device-set-up")
    wrong = tablet.post(page, hidden(tablet.get(page)) | {"password": "AAAAA-AAAAA"})
    assert "This code is not good, or not any more." in said(wrong)
    answer = tablet.post(page, hidden(tablet.get(page)) | {"password": set_up_code(device).lower()})
    assert answer.headers["Location"] == reverse("device")
    cookie = answer.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    device.refresh_from_db()
    assert cookie.value not in (device.key_hash, "")
    assert "Mina Midday-Supervisor" in said(tablet.get(reverse("device")))
    second = Client()
    again = second.post(page, hidden(second.get(page)) | {"password": set_up_code(device)})
    assert "This code is not good" in said(again)
    assert set_up_code(device) not in said(clerk.get(reverse("device-page", args=[device.uid])))


def test_only_clerk_and_administrator_look_after_devices_and_pins(cast: Cast) -> None:
    device = a_device(cast)
    pages = [
        *(reverse(name, args=[cast.school.slug]) for name in ("device-list", "device-add", "pin-list", "pin-slips")),
        *(
            reverse(name, args=[device.uid])
            for name in ("device-page", "device-change", "device-code", "device-revoke")
        ),
        reverse("pin-set", args=[cast.teacher.uid]),
    ]
    for who in ("clerk", "administrator"):
        assert {signed_in(getattr(cast, who)).get(page).status_code for page in pages} == {200}, who
    for who in ("headteacher", "business_manager", "teacher", "line_manager", "other_clerk"):
        assert {signed_in(getattr(cast, who)).get(page).status_code for page in pages} == {404}, who


def test_a_browser_that_is_no_device_is_asked_for_a_code(cast: Cast, version: Version) -> None:
    for page in ("/device/", READING, page_of(version), reverse("device-person", args=[cast.midday_supervisor.uid])):
        assert Client().get(page).headers["Location"] == reverse("device-set-up"), page


def test_only_names_of_the_devices_groups_on_the_roll_are_shown_and_can_be_searched(cast: Cast, tablet: Client) -> None:
    a_person(cast.school, "Gone Away", has_email=False, groups=(cast.midday,), leaves_on=cast.today - timedelta(days=1))
    for number in range(14):
        a_person(cast.school, f"Kim Kitchen {number}", has_email=False, groups=(cast.midday,))
    names = said(tablet.get("/device/"))
    assert "Mina Midday-Supervisor" in names
    assert "Kim Kitchen 13" in names
    for other in ("Tessa Teacher", "Gone Away", "Clara Clerk"):
        assert other not in names
    found = said(tablet.get("/device/?text=mina"))
    assert "Mina" in found
    assert "Kim Kitchen" not in found
    assert "No name here fits" in said(tablet.get("/device/?text=zzz"))
    for person in (cast.teacher, cast.other_teacher, cast.leaver):
        assert tablet.get(reverse("device-person", args=[person.uid])).status_code == 404
        assert tablet.post(reverse("device-person", args=[person.uid]), {"password": PIN}).status_code == 404


@pytest.mark.clause("ACR-05", "HAY-02")
def test_somebody_without_e_mail_reads_signs_and_gets_a_receipt(cast: Cast, tablet: Client, version: Version) -> None:
    assert give(tablet, cast.midday_supervisor).headers["Location"] == READING
    assert "Keys and visitors" in said(tablet.get(READING))
    page = tablet.get(page_of(version))
    assert "Tell the office the same day." in said(page)
    assert "This policy is signed with your name" in said(confirm(tablet, version, page))
    answer = confirm(tablet, version, page, signature="mina midday supervisor")
    shown = said(tablet.get(answer.headers["Location"]))
    assert "You have confirmed this policy" in shown
    kept = Acknowledgement.objects.get()
    device = SharedDevice.objects.get()
    assert (kept.person, kept.recorded_by, kept.device, kept.means) == (
        *(cast.midday_supervisor, cast.midday_supervisor, device, Means.SHARED_DEVICE),
    )
    entry = Entry.objects.get(verb="acknowledged", about_uid=kept.uid)
    assert json.loads(entry.payload)["device"] == str(device.uid)
    receipt = said(signed_in(cast.clerk).get(reverse("receipt", args=[kept.uid])))
    assert "On a shared device, with their own PIN: Kitchen tablet" in receipt
    assert "Signed as mina midday supervisor" in receipt
    assert not list(owed(type(kept.person).objects.filter(pk=kept.person.pk)))
    assert "On a shared device" in said(
        signed_in(cast.clerk).get(reverse("outstanding-person", args=[kept.person.uid]))
    )


def test_a_wrong_pin_is_told_beside_the_box_and_says_no_more(cast: Cast, tablet: Client) -> None:
    without = a_person(cast.school, "Nell No-Pin", has_email=False, groups=(cast.midday,))
    for person in (cast.midday_supervisor, without):
        answer = said(give(tablet, person, "9999"))
        assert "Your PIN: That is not the PIN for this name." in answer.replace("Error: ", "")
    assert "9999" not in give(tablet, cast.midday_supervisor, "9999").content.decode()
    assert tablet.get(READING).status_code == 302


def test_i_have_finished_ends_it_and_no_page_is_kept_or_shown_again(
    cast: Cast, tablet: Client, version: Version
) -> None:
    give(tablet, cast.midday_supervisor)
    pages = ["/device/", reverse("device-person", args=[cast.midday_supervisor.uid]), READING, page_of(version)]
    for page in pages:
        assert tablet.get(page)["Cache-Control"] == "no-store, private", page
    before = dict(tablet.cookies)
    assert finish(tablet).headers["Location"] == reverse("device")
    assert not DeviceSession.objects.exists()
    for page in (READING, page_of(version)):
        assert tablet.get(page).headers["Location"] == reverse("device-set-up")
    tablet.cookies.update(before)
    assert tablet.get(READING).status_code == 302, "nor with a cookie that was kept"
    assert "Mina" not in said(tablet.get("/device/")).replace("Mina Midday-Supervisor", "", 1), (
        "her name in the list only"
    )


def test_the_next_person_sees_nothing_of_the_one_before(cast: Cast, tablet: Client, version: Version) -> None:
    other = a_person(cast.school, "Kim Kitchen", has_email=False, groups=(cast.midday,))
    with_pin(cast, other)
    give(tablet, cast.midday_supervisor)
    receipt = confirm(tablet, version, signature="Mina Midday-Supervisor").headers["Location"]
    give(tablet, other)
    assert "Hello Kim Kitchen" in said(tablet.get(READING))
    assert "Confirmed just now" not in said(tablet.get(READING))
    assert tablet.get(receipt).status_code == 404
    for page in (READING, page_of(version)):
        assert "Mina" not in said(tablet.get(page))


def test_a_page_left_open_by_one_person_confirms_nothing_as_the_next(cast: Cast, tablet: Client) -> None:
    version = in_force(cast)
    other = a_person(cast.school, "Kim Kitchen", has_email=False, groups=(cast.midday,))
    with_pin(cast, other)
    give(tablet, cast.midday_supervisor)
    left_open = tablet.get(page_of(version))
    give(tablet, other)
    answer = confirm(tablet, version, left_open)
    assert answer.status_code == 200
    assert "changed while you had it open" in said(answer)
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(("minutes", "left"), [(10, 9), (10, 11), (3, 2), (3, 4)])
def test_a_tablet_left_alone_is_handed_over_by_itself(cast: Cast, minutes: int, left: int) -> None:
    """After the minutes of the school's own rule; each page asked for starts them anew."""
    SchoolRules.objects.filter(school=cast.school).update(device_minutes=minutes)
    with_pin(cast, cast.midday_supervisor)
    tablet = a_browser(cast, a_device(cast))
    with time_machine.travel(cast.at, tick=False):
        give(tablet, cast.midday_supervisor)
    with time_machine.travel(cast.at + timedelta(minutes=1), tick=False):
        page = tablet.get(READING)
        assert f'content="{60 * minutes}' in page.content.decode(), "also without scripts"
    with time_machine.travel(cast.at + timedelta(minutes=1 + left), tick=False):
        answer = tablet.get(READING)
        assert answer.status_code == (200 if left < minutes else 302)
        if left > minutes:
            assert "Choose your name" in said(tablet.get("/device/"))


def test_nobody_stays_longer_than_an_hour(cast: Cast, tablet: Client) -> None:
    start = cast.at
    with time_machine.travel(start, tick=False):
        give(tablet, cast.midday_supervisor)
    for minutes in range(5, 61, 5):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert tablet.get(READING).status_code == 200
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert tablet.get(READING).status_code == 302


def test_a_log_in_left_open_in_the_browser_is_closed_before_anybody_begins(cast: Cast, tablet: Client) -> None:
    assert cast.clerk.user is not None
    tablet.force_login(cast.clerk.user)
    give(tablet, cast.midday_supervisor)
    assert tablet.get("/").headers["Location"].startswith("/account/login/")


def test_what_was_to_be_said_to_one_person_is_not_said_to_the_next(cast: Cast, tablet: Client) -> None:
    version = in_force(cast)
    other = a_person(cast.school, "Kim Kitchen", has_email=False, groups=(cast.midday,))
    with_pin(cast, other)
    give(tablet, cast.midday_supervisor)
    page = reverse("device-problem", args=[version.uid])
    tablet.post(page, hidden(tablet.get(page)) | {"words": "There is no key book."})
    give(tablet, other)
    assert "is told, and answers here" not in said(tablet.get(READING))


def test_a_device_that_is_taken_away_is_nobody_from_that_moment(cast: Cast, tablet: Client) -> None:
    give(tablet, cast.midday_supervisor)
    clerk, page = signed_in(cast.clerk), reverse("device-revoke", args=[SharedDevice.objects.get().uid])
    assert "shows nothing any more" in said(clerk.post(page, hidden(clerk.get(page)), follow=True))
    for there in ("/device/", READING):
        assert tablet.get(there).headers["Location"] == reverse("device-set-up")
    assert not DeviceSession.objects.exists()
    again = clerk.post(page, hidden(clerk.get(page)))
    assert "was taken away" in said(again)


def test_who_left_the_groups_or_the_roll_is_there_no_longer(cast: Cast, tablet: Client, version: Version) -> None:
    give(tablet, cast.midday_supervisor)
    assert tablet.get(page_of(version)).status_code == 200
    cast.midday_supervisor.leaves_on = cast.today - timedelta(days=1)
    cast.midday_supervisor.save()
    assert tablet.get(page_of(version)).status_code == 404
    assert tablet.get(reverse("device-person", args=[cast.midday_supervisor.uid])).status_code == 404


def test_what_is_not_addressed_to_somebody_or_not_in_force_is_not_found(cast: Cast, tablet: Client) -> None:
    give(tablet, cast.midday_supervisor)
    others = in_force(cast, a_policy(cast, "Teaching", audience=(cast.teachers,)))
    first = in_force(cast, a_policy(cast, "Keys"))
    newer = in_force(cast, first.policy, OTHER_TEXT)
    answers = {one: tablet.get(page_of(one)).status_code for one in (others, first, newer)}
    assert answers == {others: 404, first: 404, newer: 200}


def test_a_version_that_came_into_force_meanwhile_is_not_confirmed_unread(cast: Cast, tablet: Client) -> None:
    version = in_force(cast)
    give(tablet, cast.midday_supervisor)
    page = tablet.get(page_of(version))
    in_force(cast, version.policy, OTHER_TEXT)
    assert confirm(tablet, version, page).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_slips_are_printed_for_all_without_a_pin_and_go_when_used(cast: Cast) -> None:
    a_device(cast)
    clerk, make = signed_in(cast.clerk), reverse("pin-slips-make", args=[cast.school.slug])
    shown = clerk.post(make, hidden(clerk.get(make)), follow=True)
    assert "1 slip to print" in said(shown)
    code = str(document(shown).xpath("//li[contains(., 'Mina')]//code/text()")[0])
    device = SharedDevice.objects.get()
    tablet, page = a_browser(cast, device), reverse("device-slip", args=[cast.midday_supervisor.uid])
    pins = {"slip_password": code, "password": PIN, "password_again": PIN}
    easy = tablet.post(page, hidden(tablet.get(page)) | pins | {"password": "1234", "password_again": "1234"})
    assert "one of the first that people guess" in said(easy)
    other = tablet.post(page, hidden(tablet.get(page)) | pins | {"password_again": "7391"})
    assert "This is not the same PIN." in said(other)
    assert tablet.post(page, hidden(tablet.get(page)) | pins).headers["Location"] == READING
    assert "No slip is out" in said(clerk.get(reverse("pin-slips", args=[cast.school.slug])))
    assert "Since" in said(clerk.get(reverse("pin-list", args=[cast.school.slug])))


def test_the_clerk_sets_a_pin_makes_a_slip_and_lifts_a_lock(cast: Cast, tablet: Client) -> None:
    clerk, person = signed_in(cast.clerk), cast.midday_supervisor
    page = reverse("pin-set", args=[person.uid])
    typed = {"password": "7391", "password_again": "7391"}
    form = "//form[.//input[@name='password']]//input[@type='hidden']"
    sent = {str(box.get("name")): box.get("value", "") for box in document(clerk.get(page)).xpath(form)}
    assert "has a PIN. Tell it to them" in said(clerk.post(page, sent | typed, follow=True))
    assert give(tablet, person, "7391").status_code == 302
    person.pin.refresh_from_db()
    person.pin.wrong, person.pin.wrong_at, person.pin.locked_at = 10, cast.at, cast.at
    person.pin.save()
    assert "locked out of the shared devices" in said(clerk.get("/"))
    assert "this name is locked" in said(give(tablet, person, "7391"))
    clerk.post(reverse("pin-lift", args=[person.uid]))
    assert give(tablet, person, "7391").status_code == 302
    assert clerk.post(reverse("pin-slip", args=[person.uid])).headers["Location"].endswith("/pins/slips/")


def test_another_schools_device_shows_nothing_of_this_one(cast: Cast) -> None:
    far = a_school("Distant Primary School")
    assert far.pk
    there = a_browser(cast, a_device(cast, name="Site office"))
    assert there.get(reverse("device-person", args=[cast.other_teacher.uid])).status_code == 404


def test_lists_take_the_same_number_of_queries_for_ten_times_as_many(
    cast: Cast, tablet: Client, django_assert_max_num_queries: Any
) -> None:
    clerk = signed_in(cast.clerk)
    pages = {
        reverse("pin-list", args=[cast.school.slug]): clerk,
        reverse("pin-slips", args=[cast.school.slug]): clerk,
        reverse("device-list", args=[cast.school.slug]): clerk,
        "/device/": tablet,
    }
    for page, client in pages.items():
        assert client.get(page).status_code == 200, page
        with django_assert_max_num_queries(20) as few:
            client.get(page)
        for number in range(10):
            person = a_person(cast.school, f"More {page} {number}", has_email=False, groups=(cast.midday,))
            with_pin(cast, person)
            a_device(cast, name=f"Device {page} {number}")
        with django_assert_max_num_queries(len(few)):
            client.get(page)
