"""Five schools bring in their real documents, each under its own rules, and a teacher confirms them on a phone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import problems, sideways
from tests.browser.site import Site
from tests.policies.test_bringing_in import DOCUMENT, SEEDS

SCHOOLS = ("acresfield", "haymerle", "st-marys", "qeii", "cornerstone")
TITLE = "Our social media policy"


def document(name: str, folder: Path) -> Path:
    """The school's real document where it is there, else one made here."""
    real = SEEDS / f"{name}.txt"
    if real.is_file():
        return real
    made = folder / f"{name}.txt"
    made.write_text(DOCUMENT)
    return made


def signed_in(site: Site, browser: Browser, email: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
    site.sign_in(page, email)
    return page


def is_readable(page: Page) -> None:
    assert problems(page) == [], page.url
    assert sideways(page) == 0, page.url


@pytest.mark.clause("ALL-03", "ACR-25", "ACR-26")
@pytest.mark.parametrize("name", SCHOOLS)
def test_a_school_brings_in_its_document_and_a_teacher_confirms_it(
    site: Site, browser: Browser, schools: dict[str, Any], tmp_path: Path, name: str
) -> None:
    clerk = signed_in(site, browser, schools[name]["clerk"], 1280)
    clerk.goto(f"{site.url}/{name}/policies/bring-in/")
    is_readable(clerk)
    clerk.locator("input[type=file]").set_input_files(document(name, tmp_path))
    clerk.get_by_role("button", name="Read these documents").click()
    is_readable(clerk)
    clerk.get_by_role("link", name=f"{name}.txt").click(timeout=60_000)  # the page looks again by itself
    expect(clerk.get_by_role("heading", name="What is known of it")).to_be_visible()
    is_readable(clerk)
    clerk.get_by_label("Title", exact=True).fill(TITLE)
    for group in clerk.locator("input[name=audience]").all():
        group.check()
    clerk.get_by_role("button", name="Take this policy in").click()
    expect(clerk.get_by_text("is in force here")).to_be_visible()
    is_readable(clerk)
    clerk.context.close()
    teacher = signed_in(site, browser, schools[name]["teacher"], 390)
    teacher.get_by_role("link", name=f"Read and confirm {TITLE}").click()
    expect(teacher.get_by_role("button", name="Confirm and sign")).to_be_visible()
    rules = tomllib.loads(Path(settings.BASE_DIR, "config", "profiles", f"{name}.toml").read_text())["policies"]
    for words in ("personal_use", "own_views"):
        if words in rules:
            expect(teacher.get_by_text(rules[words])).to_be_visible()
    is_readable(teacher)
    for box in teacher.locator("main input[type=checkbox]").all():
        box.check()
    if rules.get("wants_signature"):
        teacher.get_by_label("Type your name to sign").fill(teacher.locator(".app-person span").inner_text())
    teacher.get_by_role("button", name="Confirm and sign").click()
    expect(teacher.get_by_role("heading", name="You have confirmed this policy")).to_be_visible()
    is_readable(teacher)
    teacher.context.close()
