"""The pages of the office: a school is set up on them, everybody can use them, and typing outlives a session."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import problems, sideways
from tests.browser.site import Site

ROLES = ("administrator", "headteacher", "business_manager", "trust_officer", "teacher")
OFFICE = ("foundation.", "config.", "allauth.")
FILES = {"person-export", "roll-problems"}
ALWAYS = {"desk", "told", "trust", "settings", "person-list", "person-page", "account_change_password"}


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("office")


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def links(page: Page) -> list[str]:
    """The addresses on this site that the page leads to."""
    found: list[str] = page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
    return found


def walked(site: Site, page: Page, passed_by: set[str]) -> Iterator[str]:
    """Open one page of each URL name that links lead to from the desk; gives the names."""
    known, ahead = FILES | passed_by, ["/"]
    while ahead:
        address = ahead.pop(0)
        match = resolve(urlsplit(address).path)
        name = str(match.url_name)
        if name in known or not match.func.__module__.startswith(OFFICE):
            continue
        known.add(name)
        answer = page.goto(site.url + address)
        assert answer is not None
        assert answer.ok, address
        yield name
        ahead += links(page)


def is_usable(page: Page) -> None:
    """On a phone axe finds nothing, and nothing runs off the side of the smallest."""
    page.set_viewport_size({"width": 390, "height": 844})
    assert problems(page) == [], page.url
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) == 0, page.url


def test_an_administrator_sets_up_a_school(site: Site, scene: dict[str, Any], page: Page) -> None:
    site.sign_in(page, scene["administrator"])
    page.goto(f"{site.url}/{scene['school']}/settings/")
    page.get_by_role("link", name="Setting up").click()
    expect(page.get_by_role("listitem").filter(has_text="The school's details")).to_contain_text("To do")
    page.get_by_role("link", name="The school's details").click()
    page.get_by_label("Address").fill("1 Weir Row\nWaterford")
    page.get_by_label("School e-mail domain").fill("not a domain")
    page.get_by_role("button", name="Save the details").click()
    expect(page.get_by_label("Address")).to_have_value("1 Weir Row\nWaterford")
    expect(page.get_by_role("link", name="Write it like school.example")).to_be_visible()
    is_usable(page)
    page.get_by_label("School e-mail domain").fill("wilfrid.example")
    page.get_by_role("button", name="Save the details").click()
    page.get_by_role("link", name="Start from a profile").click()
    page.get_by_role("link", name="A usual school").click()
    expect(page.get_by_role("table", name="What would change")).to_contain_text("Steps of a policy")
    is_usable(page)
    page.get_by_role("button", name="Apply this profile").click()
    page.get_by_role("link", name="Steps of a policy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("teps")
    page.goto(f"{site.url}/{scene['school']}/bodies/")
    page.get_by_role("link", name="Add a body").click()
    page.get_by_label("Name").fill("Staff panel")
    page.get_by_label("Staff panel").check()
    page.get_by_label("Quorum").fill("3")
    page.get_by_role("button", name="Save the body").click()
    page.get_by_role("link", name="Staff panel").click()
    page.get_by_role("link", name="Give a seat").click()
    page.get_by_label("Who").select_option(label="Ethelbert Wolstenholme")
    page.get_by_role("button", name="Give the seat").click()
    expect(page.get_by_text("Ethelbert Wolstenholme").first).to_be_visible()
    gives_a_role(site, scene, page)
    page.goto(f"{site.url}/{scene['school']}/settings/set-up/")
    expect(page.get_by_role("listitem").filter(has_text="Bodies and their members")).to_contain_text("Done")
    expect(page.get_by_role("listitem").filter(has_text="Roles")).to_contain_text("Done")


def gives_a_role(site: Site, scene: dict[str, Any], page: Page) -> None:
    """A role with its first and last day; the form says what is missing, in its place."""
    page.goto(f"{site.url}/{scene['school']}/roles/give/")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_usable(page)
    page.get_by_label("Who").select_option(label="Ethelbert Wolstenholme")
    page.get_by_label("Role").select_option("Clerk to the governors")
    until = page.get_by_role("group", name="Until")
    for part, value in (("Day", "31"), ("Month", "August"), ("Year", "2090")):
        until.get_by_label(part).fill(value)
    page.get_by_role("button", name="Give the role").click()
    row = page.get_by_role("row").filter(has_text="Ethelbert Wolstenholme")
    expect(row).to_contain_text("31 August 2090")


def test_every_office_page_can_be_used_by_all(site: Site, scene: dict[str, Any], browser: Browser) -> None:
    """Each role walks what its pages lead to; forms that an earlier role has looked at are the same and passed by."""
    looked_at: set[str] = set()
    for role in ROLES:
        context = browser.new_context(viewport={"width": 320, "height": 700})
        page = context.new_page()
        site.sign_in(page, scene[role])
        expect(page.get_by_role("banner")).not_to_contain_text("@")
        seen = set()
        for name in walked(site, page, looked_at - ALWAYS):
            is_usable(page)
            seen.add(name)
        looked_at |= seen
        assert {"desk", "told", "account_change_password"} <= seen
        assert ("trust" in seen) is (role == "trust_officer")
        assert ("settings" in seen) is (role in {"administrator", "headteacher"})
        context.close()


def test_the_pages_for_signing_in_can_be_used_by_all(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/account/login/")
    is_usable(page)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    is_usable(page)
    page.get_by_role("link", name="I have forgotten").click()
    is_usable(page)
    page.get_by_label("E-mail").fill("nobody@wilfrid.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look in your e-mail")).to_be_visible()
    is_usable(page)


def test_a_clause_typed_into_a_session_that_ended_is_found_again(site: Site, without_scripts: Page) -> None:
    scene, page = site.make("writing"), without_scripts
    typed = "Boats are tied up before the bell. Bicycles are wheeled across the yard, never ridden. " * 40
    site.sign_in(page, scene["clerk"])
    page.goto(f"{site.url}/version/{scene['version']}/text/")
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Text").fill(typed)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save this clause").click()
    expect(page.get_by_text("Sign in, and the page you asked for opens.")).to_be_visible()
    page.locator("input[name=login]").fill(scene["clerk"])
    page.locator("input[name=password]").fill("a long enough pass phrase")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Carry on where you were")
    assert sideways(page) == 0
    page.get_by_role("button", name="Carry on").click()
    expect(page.get_by_text("You were signed out while typing.").first).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(typed)
    page.get_by_role("button", name="Save this clause").click()
    expect(page.get_by_role("main")).to_contain_text("wheeled across the yard")
