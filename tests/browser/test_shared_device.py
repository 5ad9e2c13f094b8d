"""A kitchen assistant confirms on the shared tablet and hands it over; who comes next finds nothing of hers."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from tests.browser.axe import problems, sideways
from tests.browser.kitchen import OTHERS_PIN
from tests.browser.site import Site

TABLET: ViewportSize = {"width": 768, "height": 1024}
WIDTHS = (390, 768)


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("kitchen")


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=TABLET, has_touch=True)
    yield context.new_page()
    context.close()


def is_readable(page: Page, heading: str) -> None:
    """The page of this heading, at both widths: nothing runs off the side; axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1024})
        assert sideways(page) == 0, f"{page.url} at {width}"
        assert problems(page) == [], f"{page.url} at {width}"
    page.set_viewport_size(TABLET)


def names_the_tablet(site: Site, scene: dict[str, Any], page: Page) -> tuple[str, str]:
    """As the clerk: the set-up code of a new device, and the code on Kim's slip."""
    site.sign_in(page, scene["clerk"])
    page.goto(f"{site.url}/{scene['school']}/people/")
    page.get_by_role("link", name="Shared devices and PINs").click()
    page.get_by_role("link", name="Name a device").click()
    page.get_by_label("What is it called?").fill("Kitchen tablet")
    page.get_by_label("Kitchen", exact=True).check()
    is_readable(page, "Name a shared device")
    page.get_by_role("button", name="Save").click()
    is_readable(page, "Kitchen tablet")
    set_up = page.locator("code").inner_text()
    page.get_by_role("link", name="Shared devices", exact=True).click()
    is_readable(page, "Shared devices")
    page.get_by_role("link", name="PINs and slips").click()
    is_readable(page, "PINs")
    page.get_by_role("link", name="Make slips for all without a PIN").click()
    page.get_by_role("button", name="Make the slips").click()
    is_readable(page, "Slips to print")
    return set_up, page.get_by_role("listitem").filter(has_text="Kim Kitchen").locator("code").inner_text()


def has_kept_nothing(page: Page, *texts: str) -> None:
    """Going back page by page shows nothing of what was there: each is asked for anew, and answered as to anybody."""
    for _ in range(4):
        with suppress(Error):  # the answer to a form was not kept, and is not sent again by itself
            page.go_back()
        page.wait_for_load_state()
        for text in texts:
            expect(page.get_by_text(text)).to_have_count(0)


def closes_by_itself(page: Page) -> None:
    """Left alone, a policy gives way to the list; the server, whose clock is not turned, leads back to what is owed."""
    page.clock.install()
    page.get_by_role("link", name="Read and confirm Hot surfaces").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hot surfaces")
    page.clock.run_for("09:00")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hot surfaces")
    page.clock.run_for("01:05")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Noor Next")


@pytest.mark.clause("ACR-05", "HAY-02")
def test_a_kitchen_assistant_signs_on_the_tablet_and_hands_it_over(
    site: Site, scene: dict[str, Any], page: Page, tablet: Page
) -> None:
    set_up, slip = names_the_tablet(site, scene, page)
    tablet.goto(f"{site.url}/device/")
    is_readable(tablet, "Set up a shared device")
    tablet.get_by_label("Set-up code").fill(set_up)
    tablet.get_by_role("button", name="Make this a shared device").click()
    is_readable(tablet, "Choose your name")
    tablet.get_by_role("link", name="Kim Kitchen").click()
    is_readable(tablet, "Kim Kitchen")
    tablet.get_by_role("link", name="I have a slip").click()
    tablet.get_by_label("The code on your slip").fill(slip)
    tablet.get_by_label("New PIN").fill("1234")
    tablet.get_by_label("The same PIN again").fill("1234")
    tablet.get_by_role("button", name="Choose this PIN").click()
    expect(tablet.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_readable(tablet, "Choose your PIN")
    tablet.get_by_label("New PIN").fill("482951")
    tablet.get_by_label("The same PIN again").fill("482951")
    tablet.get_by_role("button", name="Choose this PIN").click()
    is_readable(tablet, "Hello Kim Kitchen")
    tablet.get_by_role("link", name="Read and confirm Keys and visitors").click()
    is_readable(tablet, "Keys and visitors")
    text = tablet.url
    tablet.get_by_label("I know where the key book is.").check()
    tablet.get_by_label("I have read this policy").check()
    tablet.get_by_label("Type your name to sign").fill("kim kitchen")
    tablet.get_by_role("button", name="Confirm and sign").click()
    expect(tablet.get_by_role("heading", name="You have confirmed this policy")).to_be_visible()
    expect(tablet.get_by_text("kim kitchen", exact=True)).to_be_visible()
    is_readable(tablet, "Keys and visitors")
    tablet.locator("main").get_by_role("button", name="I have finished").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Choose your name")
    has_kept_nothing(tablet, "Hello Kim", "Tell the office the same day.", "You have confirmed")
    tablet.goto(text)
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Choose your name")
    tablet.get_by_role("link", name="Noor Next").click()
    tablet.get_by_label("Your PIN").fill("482951")
    tablet.get_by_role("button", name="Go on").click()
    expect(tablet.locator("#id_password-error, .govuk-error-message")).to_contain_text(
        "That is not the PIN for this name."
    )
    is_readable(tablet, "Noor Next")
    tablet.get_by_label("Your PIN").fill(OTHERS_PIN)
    tablet.get_by_role("button", name="Go on").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Hello Noor Next")
    expect(tablet.get_by_text("Kim")).to_have_count(0)
    closes_by_itself(tablet)
    expect(tablet.get_by_role("link", name="Read and confirm Keys and visitors")).to_be_visible()
