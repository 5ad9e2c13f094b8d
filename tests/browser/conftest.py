"""Chromium as Debian packages it, quiet and without a screen."""

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name their server's address themselves. (The plugin's own fixture warns, and warnings are errors.)"""
