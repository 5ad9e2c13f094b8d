"""A governor makes a pack of the policies in force and opens it, in three clicks from the shelf."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site
from tests.browser.test_new_version import is_usable, signed_in


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("packing")


@pytest.mark.clause("QEI-26", "STM-17")
def test_a_governor_makes_and_opens_a_pack_in_three_clicks(site: Site, scene: dict[str, Any], browser: Browser) -> None:
    page = signed_in(site, browser, scene["governor"])
    page.goto(f"{site.url}/{scene['school']}/policies/")
    page.get_by_role("link", name="Packs for governors").click()
    is_usable(page)
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", name="Policies in force")).to_be_visible()
    is_usable(page)
    opening = page.get_by_role("link", name="Open the pack")
    expect(opening).to_be_visible(timeout=60_000)
    with page.expect_download() as kept:
        opening.click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF-1.7")
    assert kept.value.suggested_filename.startswith("Policies in force, Orchard Road Primary School")
    is_usable(page)
    page.get_by_role("link", name="Packs", exact=True).click()
    expect(page.get_by_role("link", name="Open Policies in force")).to_be_visible()
    is_usable(page)
