"""Asks axe what is wrong with a page for people who hear it, enlarge it or use no mouse."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# govuk-frontend's own script sets aria-expanded on a radio that reveals a field. The pattern is tested with people who
# use screen readers; the rule knows no radio that opens something. Exactly that attribute on exactly that node.
EXEMPT = ("aria-allowed-attr", "govuk-radios__input", "aria-controls=")


def problems(page: Page) -> list[str]:
    """What axe finds on the page as it now stands: rule, node and what would put it right. Empty when all is well."""
    page.wait_for_load_state()
    found: dict[str, Any] = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response
    return [
        f"{violation['id']}: {node['html']} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
        if not _is_exempt(violation["id"], node["html"])
    ]


def _is_exempt(rule: str, node: str) -> bool:
    name, kind, opens = EXEMPT
    return rule == name and kind in node and opens in node


def sideways(page: Page) -> int:
    """By how many CSS pixels the page is wider than the window: more than none means scrolling sideways."""
    page.wait_for_load_state()  # a click waits for the next page to begin, not to be there
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))
