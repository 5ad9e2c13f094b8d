"""What every journey through the pages does at each of them: look at it, fill it in, give a day."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.axe import problems, sideways

PHONE, DESK = 390, 1280
LONDON = "{timeZone: 'Europe/London'}"
PICTURES = os.environ.get("PICTURES", "")  # a folder, for looking at every step


def is_readable(page: Page, name: str) -> None:
    """Axe finds nothing and nothing is cut off, on a telephone and at a desk."""
    width = page.viewport_size["width"] if page.viewport_size else DESK
    for one in (PHONE, DESK):
        page.set_viewport_size({"width": one, "height": 844})
        assert sideways(page) == 0, page.url
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{one}.png"), full_page=True)
    page.set_viewport_size({"width": width, "height": 844})
    assert problems(page) == [], page.url


def dated(page: Page, name: str, day: int, month: int, year: int) -> None:
    for place, part in enumerate((day, month, year)):
        page.locator(f"[name={name}_{place}], [name={name}_{('day', 'month', 'year')[place]}]").first.fill(str(part))


def today(page: Page, ago: int = 0) -> tuple[int, int, int]:
    """Day, month and year where the school is, so many days ago."""
    words = page.evaluate(f"new Date(Date.now() - {ago} * 864e5).toLocaleDateString('en-GB', {LONDON})")
    day, month, year = map(int, words.split("/"))
    return day, month, year


def fill(page: Page, **answers: str) -> None:
    for name, words in answers.items():
        page.locator(f"[name={name}]").fill(words)
