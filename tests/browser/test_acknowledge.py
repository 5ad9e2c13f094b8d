"""A teacher with a phone reads what is new, confirms it and gets her receipt; every page is readable by all."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.axe import problems, sideways
from tests.browser.site import Site

PHONE: ViewportSize = {"width": 390, "height": 844}
WIDTHS = (320, 390, 1280)


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("reader")


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def is_readable(page: Page) -> None:
    """At every width: nothing runs off the side; axe finds nothing."""
    size = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert sideways(page) == 0, f"{page.url} at {width}"
        assert problems(page) == [], f"{page.url} at {width}"
    assert size is not None
    page.set_viewport_size(size)


@pytest.mark.clause("ACR-06", "HAY-03", "STM-06", "QEI-04", "ALL-01")
def test_a_teacher_confirms_a_changed_policy_on_a_phone(site: Site, scene: dict[str, Any], phone: Page) -> None:
    site.sign_in(phone, scene["teacher"])
    is_readable(phone)
    phone.get_by_role("link", name="Read and confirm Keys and visitors").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Keys and visitors")
    expect(phone.get_by_text("Own phones stay in the staff room.")).to_be_visible()
    is_readable(phone)
    phone.get_by_role("link", name="What changed since the version you confirmed").click()
    expect(phone.locator("section ins").first).to_have_text("within")
    is_readable(phone)
    phone.get_by_role("link", name="Read and confirm version 2.0").click()
    phone.get_by_label("I know where the key book is.").check()
    phone.get_by_role("button", name="Confirm and sign").click()
    expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(phone.get_by_label("I know where the key book is.")).to_be_checked()
    is_readable(phone)
    phone.get_by_label("I have read this policy").check()
    phone.get_by_role("button", name="Confirm and sign").click()
    expect(phone.get_by_role("heading", name="You have confirmed this policy")).to_be_visible()
    expect(phone.get_by_role("link", name="Lone working")).to_be_visible()
    is_readable(phone)
    phone.get_by_role("link", name="All your receipts").click()
    expect(phone.get_by_role("row")).to_have_count(3)
    is_readable(phone)


def test_contents_open_on_a_phone_and_stand_beside_the_text_on_a_desk(
    site: Site, scene: dict[str, Any], phone: Page
) -> None:
    site.sign_in(phone, scene["teacher"])
    phone.goto(f"{site.url}/policy/{scene['policy']}/")
    link = phone.get_by_role("navigation", name="Contents").get_by_role("link", name="2 Lost keys")
    expect(link).to_be_hidden()
    phone.get_by_text("Contents", exact=True).click()
    link.click()
    expect(phone).to_have_url(f"{site.url}/policy/{scene['policy']}/#2-lost-keys")
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"{site.url}/policy/{scene['policy']}/")
    expect(link).to_be_visible()
    text, beside = phone.locator("article").bounding_box(), link.bounding_box()
    assert text is not None
    assert beside is not None
    assert beside["x"] + beside["width"] <= text["x"]


def test_the_shelf_and_the_policy_are_readable_by_all(site: Site, scene: dict[str, Any], page: Page) -> None:
    for who in ("teacher", "clerk"):
        site.sign_in(page, scene[who])
        for address in ("/", f"/{scene['school']}/policies/", f"/policy/{scene['policy']}/"):
            page.goto(site.url + address)
            is_readable(page)
        page.get_by_role("button", name="Sign out").click()


@pytest.mark.clause("STM-02")
def test_anyone_reads_the_public_pages_without_signing_in(site: Site, scene: dict[str, Any], page: Page) -> None:
    page.goto(f"{site.url}/{scene['school']}/public-policies/")
    is_readable(page)
    page.get_by_role("link", name="Keys and visitors").click()
    expect(page.get_by_text("Tell the office within the hour.")).to_be_visible()
    is_readable(page)
