"""The HTML that govuk-frontend itself expects, from the package that the styles come from."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.html import Element, parse_html

COMPONENTS = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"

# What Django or we name otherwise, and the few things that we add: they do not count as a difference.
OUR_NAMES: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"_helptext\b"), "-hint"),
    (re.compile(r"_error\b"), "-error"),
    (re.compile(r"\b([\w-]+)_0_hint\b"), r"\1-item-hint"),
    (re.compile(r"\b([\w-]+)_1_hint\b"), r"\1-2-item-hint"),
    (
        re.compile(r"\b([\w-]+)_([0-9])_reveal\b"),
        lambda m: f"conditional-{m[1]}{'' if m[2] == '0' else f'-{int(m[2]) + 1}'}",
    ),
    (re.compile(r"\b([\w-]+)_0\b"), r"\1"),
    (re.compile(r"\b([\w-]+)_([1-9])\b"), lambda m: f"{m[1]}-{int(m[2]) + 1}"),
    (re.compile(r'name="[\w-]+_(day|month|year)"'), r'name="\1"'),
    (re.compile(r"\b([\w-]+)_(day|month|year)\b"), r"\1-\2"),
    (re.compile(r' (?:required|aria-invalid="true"|autocomplete="off")(?=[ >])'), ""),
]


@cache
def fixtures(component: str) -> dict[str, dict[str, Any]]:
    read = json.loads((COMPONENTS / component / "fixtures.json").read_text(encoding="utf-8"))
    return {fixture["name"]: fixture for fixture in read["fixtures"]}


def expected(component: str, name: str, **changed: str) -> Element:
    """The HTML of a fixture, parsed, with some words put in place of others."""
    html: str = fixtures(component)[name]["html"]
    for theirs, ours in changed.items():
        html = html.replace(theirs, ours)
    return parse_html(html)


def normalised(html: str) -> Element:
    for pattern, word in OUR_NAMES:
        html = pattern.sub(word, html)
    return parse_html(html.strip())
