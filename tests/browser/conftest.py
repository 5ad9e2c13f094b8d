"""Chromium as Debian packages it, quiet and without a screen, and a running site for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site, running

expect.set_options(timeout=30_000)  # as long as a click waits: the machine may be busy


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site on its embedded default, empty at first, one for all tests of the run."""
    with running(tmp_path_factory.mktemp("site")) as started:
        yield started


@pytest.fixture(scope="session")
def schools(site: Site) -> dict[str, Any]:
    """The five schools of the demo with their people, without policies: one scene for all tests of the run."""
    return site.make("five_schools")


@pytest.fixture
def opened(site: Site, browser: Browser) -> Any:
    """Signs somebody in, at a width; everything is closed at the end."""
    contexts = []

    def sign_in(email: str, width: int) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 844}))
        page = contexts[-1].new_page()
        site.sign_in(page, email)
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name their server's address themselves. (The plugin's own fixture warns, and warnings are errors.)"""
