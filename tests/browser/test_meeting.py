"""A clerk records a chair's action, plans a meeting, and enters its outcome for two policies; a governor reads it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site
from tests.browser.test_new_version import PHONE, is_usable, signed_in


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("meeting")


def write_date(page: Page, name: str, day: date) -> None:
    boxes = page.get_by_role("group", name=name)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(part).fill(str(value))


@pytest.mark.clause("COR-07", "QEI-26", "STM-17")
def test_a_meeting_is_planned_and_its_outcome_entered_once_for_two_policies(
    site: Site, scene: dict[str, Any], browser: Browser
) -> None:
    clerk = signed_in(site, browser, scene["clerk"])
    records_the_chairs_action(site, scene, clerk)
    plans_the_meeting(clerk)
    reads_the_agenda(signed_in(site, browser, scene["governor"], PHONE))
    enters_the_outcome(site, clerk)
    clerk.context.close()


def records_the_chairs_action(site: Site, scene: dict[str, Any], page: Page) -> None:
    page.goto(f"{site.url}/policy/{scene['snow']}/workbench/")
    page.get_by_role("link", name="Record the result").click()
    is_usable(page)
    page.get_by_role("link", name="Written resolution").click()
    expect(page.get_by_text("each by a button")).to_be_visible()
    is_usable(page)
    page.get_by_role("link", name="Chair's action").click()
    page.get_by_label("Who acted?").select_option(label="Charlie Chair")
    write_date(page, "Day on which the chair acted", timezone.localdate() - timedelta(days=2))
    page.get_by_label("Why would delay").fill("Ice on every path to the school.")
    page.get_by_label("Approved", exact=True).check()
    page.get_by_role("button", name="Record the chair's action").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_usable(page)
    page.get_by_label("Why could no quorate meeting").fill("It froze overnight.")
    page.get_by_role("button", name="Record the chair's action").click()
    expect(page.get_by_text("by chair's action of Charlie Chair")).to_be_visible()


def plans_the_meeting(page: Page) -> None:
    page.get_by_role("link", name="Meetings", exact=True).click()
    expect(page.get_by_text("To report to a meeting: 1")).to_be_visible()
    is_usable(page)
    page.get_by_role("link", name="To report to a meeting").click()
    expect(page.get_by_text("Ice on every path to the school.")).to_be_visible()
    is_usable(page)
    page.go_back()
    page.get_by_role("link", name="Plan a meeting").click()
    is_usable(page)
    page.get_by_label("Which body meets?").select_option(label="Governing body")
    write_date(page, "Date", timezone.localdate())
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.get_by_label("Bicycles, version 1.0")).to_be_checked()
    expect(page.get_by_label("Snow days, version 1.0")).to_be_checked()
    is_usable(page)
    page.get_by_role("button", name="Set the agenda").click()
    expect(page.get_by_role("link", name="Print the agenda")).to_be_visible()
    is_usable(page)


def reads_the_agenda(page: Page) -> None:
    page.get_by_role("link", name="Menu").or_(page.get_by_role("button", name="Menu")).first.click()
    page.get_by_role("link", name="Meetings", exact=True).click()
    page.get_by_role("link", name="Governing body, ").click()
    expect(page.get_by_text("Chair's action of Charlie Chair")).to_be_visible()
    expect(page.get_by_role("link", name="Enter the outcome")).to_have_count(0)
    is_usable(page)
    page.context.close()


def enters_the_outcome(site: Site, page: Page) -> None:
    page.goto(site.url)
    page.get_by_role("link", name="Enter the outcome").click()
    is_usable(page)
    page.get_by_label("Charlie Chair, chair").first.check()
    page.get_by_label("Minute reference").fill("GB 12/26")
    first = page.get_by_role("group", name="1. Bicycles, version 1.0")
    first.get_by_label("Approved", exact=True).check()
    first.get_by_label("Somebody withdrew, or votes were counted").check()
    first.get_by_label("For", exact=True).fill("2")
    page.get_by_role("group", name="2. Snow days, version 1.0").get_by_label("Reported and noted").check()
    page.get_by_role("button", name="Enter the outcome").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_usable(page)
    first.get_by_label("Against").fill("0")
    first.get_by_label("Abstained").fill("0")
    page.get_by_role("button", name="Enter the outcome").click()
    expect(page.get_by_text("The meeting was not quorate")).to_be_visible()
    page.get_by_label("Gwen Governor, member").first.check()
    page.get_by_role("button", name="Enter the outcome").click()
    expect(page.get_by_text("The outcome of 2 items is entered.")).to_be_visible()
    expect(page.get_by_text("2 for, 0 against, 0 abstained")).to_be_visible()
    expect(page.get_by_text("Reported and noted")).to_be_visible()
    is_usable(page)
    page.get_by_role("link", name="Meetings", exact=True).first.click()
    expect(page.get_by_text("To report to a meeting: nothing")).to_be_visible()
