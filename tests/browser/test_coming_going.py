"""A contractor with a phone and a link; the pages of starters, leavers and panels can be used by all."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.axe import problems, sideways
from tests.browser.site import Site
from tests.browser.test_acknowledge import is_readable

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.clause("QEI-06")
def test_a_contractor_confirms_and_tells_the_school_with_a_link_on_a_phone(site: Site, phone: Page) -> None:
    scene = site.make("contractor")
    phone.goto(f"{site.url}/by-link/contractor/{scene['word']}/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome, Rita Roofer")
    expect(phone.get_by_text("No telephone where children are.")).to_be_visible()
    is_readable(phone)
    phone.get_by_role("link", name="Read and confirm Keys on site").click()
    expect(phone.get_by_text("Never lend a key.")).to_be_visible()
    phone.get_by_role("button", name="Confirm and sign").click()
    expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_readable(phone)
    phone.get_by_label("I know where the key book is.").check()
    phone.get_by_label("I have read this policy").check()
    phone.get_by_role("button", name="Confirm and sign").click()
    expect(phone.get_by_role("heading", name="You have confirmed this policy")).to_be_visible()
    is_readable(phone)
    phone.get_by_role("main").get_by_role("link", name="Back to your page").click()
    expect(phone.get_by_text("Nothing left to confirm")).to_be_visible()
    tells(phone)
    is_seen(site, scene, phone)


def tells(phone: Page) -> None:
    """Two minutes: what, when, whom to ring. What is left out is said in its place, and nothing typed is lost."""
    phone.get_by_role("link", name="Tell the school of something wrong").click()
    phone.get_by_label("What happened?").fill("A colleague took photographs in the playground.")
    phone.get_by_role("button", name="Tell the school now").click()
    expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(phone.get_by_label("What happened?")).to_have_value("A colleague took photographs in the playground.")
    is_readable(phone)
    phone.get_by_label("Whom can the school ring?").fill("Rita, 01632 960123")
    phone.get_by_role("button", name="Tell the school now").click()
    expect(phone.get_by_text("The school has your report.")).to_be_visible()
    expect(phone.get_by_text("Nobody has answered yet.")).to_be_visible()
    is_readable(phone)


def is_seen(site: Site, scene: dict[str, Any], phone: Page) -> None:
    """The clerk reads it, and the contractor reads that she did."""
    context = phone.context.browser.new_context() if phone.context.browser else phone.context
    page = context.new_page()
    site.sign_in(page, scene["clerk"])
    page.get_by_role("link", name="Read it A contractor reported something").click()
    expect(page.get_by_text("A colleague took photographs in the playground.")).to_be_visible()
    assert problems(page) == []
    page.get_by_label("A word to the contractor").fill("We ring you before noon.")
    page.get_by_role("button", name="Say that it was seen").click()
    expect(page.get_by_text("Seen", exact=True).first).to_be_visible()
    context.close()
    phone.reload()
    expect(phone.get_by_text("We ring you before noon.")).to_be_visible()


def test_pages_of_people_who_come_and_go_can_be_used_by_all(site: Site, page: Page) -> None:
    scene = site.make("coming_going")
    school, panel, told = scene["school"], scene["recruitment"], scene["relationship"]
    walks = {
        "starter": ("/", f"/starting/{school}/"),
        "teacher": (
            *("/", "/catch-up/", "/relationships/", f"/{school}/relationships/declare/", f"/relationship/{told}/"),
            f"/recruitment/{panel}/declare/",
        ),
        "clerk": (
            *(f"/{school}/{name}/" for name in ("starters", "leavers", "contractors", "recruitments")),
            *(f"/{school}/contractors/add/", f"/{school}/recruitments/add/", f"/recruitment/{panel}/"),
            f"/{school}/settings/rules/people/",
        ),
        "headteacher": (f"/{school}/relationships/",),
    }
    for who, addresses in walks.items():
        site.sign_in(page, scene[who])
        for address in addresses:
            answer = page.goto(site.url + address)
            assert answer is not None
            assert answer.status == 200, address
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 844})
                assert sideways(page) == 0, f"{address} at {width}"
            assert problems(page) == [], address
        page.get_by_role("button", name="Sign out").click()
