"""A new version goes through panel, governing body and two signatures in the browser, and asks its readers again."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import problems, sideways
from tests.browser.site import Site

PHONE, DESK = 390, 1280


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("governing")


def signed_in(site: Site, browser: Browser, email: str, width: int = DESK) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
    site.sign_in(page, email)
    return page


def is_usable(page: Page) -> None:
    """Nothing runs off the side at any width; axe finds nothing, on a phone nor on a desk."""
    size = page.viewport_size
    assert size is not None
    for width in (320, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        assert sideways(page) == 0, f"{page.url} at {width}"
        if width != 320:
            assert problems(page) == [], f"{page.url} at {width}"
    page.set_viewport_size(size)


def date(page: Page, name: str, day: int, month: int, year: int) -> None:
    boxes = page.get_by_role("group", name=name)
    for part, value in (("Day", day), ("Month", month), ("Year", year)):
        boxes.get_by_label(part).fill(str(value))


@pytest.mark.clause("ACR-02", "ACR-03", "ACR-06", "ALL-01", "STM-01")
def test_a_new_version_is_written_decided_signed_and_asked_for_again(
    site: Site, scene: dict[str, Any], browser: Browser
) -> None:
    clerk = signed_in(site, browser, scene["clerk"])
    writes_the_next_version(site, scene, clerk)
    consults_and_decides(clerk)
    an_edit_would_void_it(clerk)
    signs(signed_in(site, browser, scene["chair"], PHONE), "Chair of governors", "Cuthbert Chair")
    signs(signed_in(site, browser, scene["head"], PHONE), "Headteacher", "Harriet Head")
    puts_in_force(site, clerk)
    is_asked_again(signed_in(site, browser, scene["teacher"], PHONE))


def writes_the_next_version(site: Site, scene: dict[str, Any], page: Page) -> None:
    page.get_by_role("link", name="Policies", exact=True).click()
    page.get_by_role("link", name="Keys and visitors", exact=True).click()
    page.get_by_role("link", name="Workbench").click()
    is_usable(page)
    page.get_by_role("button", name="Start the next version").click()
    page.get_by_role("link", name="Text", exact=True).click()
    is_usable(page)
    page.get_by_role("link", name="Edit 2 Lost keys").click()
    page.get_by_label("Text").fill("Tell the office **within the hour**.\n\n- Never lend a key.")
    is_usable(page)
    page.get_by_role("button", name="Save this clause").click()
    expect(page.get_by_text("Tell the office within the hour.")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Cover and review date").click()
    page.get_by_label("Review date").fill("Summer term 2031")
    is_usable(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="New edition or correction").click()
    page.get_by_label("What changed?").fill("Lost keys are told within the hour.")
    is_usable(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="See what changes from version 1.0").click()
    expect(page.locator("main ins").first).to_be_visible()
    is_usable(page)
    page.go_back()
    page.get_by_role("button", name="Send it on its way").click()
    expect(page.get_by_text("Next: Consultation: School staff panel")).to_be_visible()


def consults_and_decides(page: Page) -> None:
    page.get_by_role("link", name="Record the result").click()
    is_usable(page)
    page.get_by_role("button", name="Record the consultation").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_usable(page)
    date(page, "First day", 5, 1, 2026)
    date(page, "Last day", 12, 1, 2026)
    page.get_by_label("Agreed", exact=True).check()
    page.get_by_label("What they said").fill("They asked for plainer words.")
    page.get_by_role("button", name="Record the consultation").click()
    expect(page.get_by_text("Next: Decision: Governing body")).to_be_visible()
    page.get_by_role("link", name="Record the result").click()
    date(page, "Date of the meeting", 20, 1, 2026)
    present = page.get_by_role("group", name="Members present")
    present.get_by_label("Cuthbert Chair").check()
    page.get_by_label("Minute reference").fill("GB 7.2")
    page.get_by_label("Approved", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The meeting was not quorate")).to_be_visible()
    expect(page.get_by_label("Minute reference")).to_have_value("GB 7.2")
    is_usable(page)
    present.get_by_label("Godfrey Governor").check()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Waiting for Chair of governors")).to_be_visible()
    is_usable(page)


def an_edit_would_void_it(page: Page) -> None:
    page.get_by_role("link", name="Text", exact=True).click()
    expect(page.get_by_text("This will be void: consultation (School staff panel), decision")).to_be_visible()
    page.get_by_role("link", name="Back").click()


def signs(page: Page, role: str, name: str) -> None:
    page.get_by_role("link", name="Sign Keys and visitors").click()
    expect(page.get_by_role("heading", level=1, name=f"Sign as {role}")).to_be_visible()
    expect(page.get_by_text("Tell the office within the hour.")).to_be_visible()
    is_usable(page)
    page.get_by_label("Type your name to sign").fill("Somebody Else")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_usable(page)
    page.get_by_label("Type your name to sign").fill(name.lower())
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text(f"Recorded: Signature: {role}.")).to_be_visible()
    is_usable(page)
    page.context.close()


def puts_in_force(site: Site, page: Page) -> None:
    page.goto(site.url)
    is_usable(page)
    page.get_by_role("link", name="Put it in force").click()
    expect(page.get_by_text("Version 2.0 is in force from now")).to_be_visible()
    is_usable(page)
    page.get_by_role("button", name="Put it in force").click()
    expect(page.get_by_text("Keys and visitors, version 2.0, is in force.")).to_be_visible()
    is_usable(page)


def is_asked_again(page: Page) -> None:
    page.get_by_role("link", name="Read and confirm Keys and visitors").click()
    expect(page.get_by_text("Lost keys are told within the hour.")).to_be_visible()
    page.get_by_role("link", name="What changed since the version you confirmed").click()
    expect(page.locator("main ins").first).to_be_visible()
    is_usable(page)
    page.get_by_role("link", name="Read and confirm version 2.0").click()
    expect(page.get_by_role("button", name="Confirm and sign")).to_be_visible()
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Confirm and sign").click()
    expect(page.get_by_role("heading", name="You have confirmed this policy")).to_be_visible()
    is_usable(page)
    page.context.close()


# What a page leads to but is no page, or is walked elsewhere.
NOT_PAGES = {"as-at-csv", "as-at-pdf", "outstanding-csv", "law-register-csv", "statutory-list-csv", "meeting-pdf"}
NOT_PAGES |= {"version-pdf", "receipt-pdf", "public-policy-pdf", "public-part-pdf", "sheet-pdf", "feed-calendar"}
EXPECTED = {
    "clerk": {
        *("policy-list", "policy-add", "intake-add", "intake-list", "school-steps", "policy", "policy-workbench"),
        *("policy-change", "policy-steps", "policy-related", "policy-law", "policy-withdraw", "version"),
        *("outstanding", "outstanding-people", "outstanding-person", "outstanding-policy", "paper-record"),
        *("figures", "dashboard", "as-at", "feed"),
    },
    "head": {"policy-list", "policy-workbench", "outstanding", "outstanding-policy", "outstanding-person"},
    "bursar": {"policy-list", "outstanding", "outstanding-people", "outstanding-person", "paper-record"},
    "lead": {"policy-list", "policy", "outstanding", "outstanding-people", "outstanding-person"},
    "chair": {"policy-list", "policy", "figures"},
}


def walked(site: Site, page: Page) -> Iterator[str]:
    """Open one page of each URL name of policies that links lead to from the desk; gives the names."""
    known, ahead = set(NOT_PAGES), ["/"]
    while ahead:
        address = ahead.pop(0)
        match = resolve(urlsplit(address).path)
        name = str(match.url_name)
        if name in known or not (match.func.__module__.startswith("policies.") or name == "desk"):
            continue
        known.add(name)
        answer = page.goto(site.url + address)
        assert answer is not None
        assert answer.ok, address
        yield name
        ahead += page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")


@pytest.mark.parametrize("role", EXPECTED)
def test_every_page_of_policies_that_a_role_is_led_to_can_be_used_by_all(
    site: Site, scene: dict[str, Any], browser: Browser, role: str
) -> None:
    page = signed_in(site, browser, scene[role])
    seen = set()
    for name in walked(site, page):
        is_usable(page)
        seen.add(name)
    assert EXPECTED[role] <= seen
    page.context.close()
