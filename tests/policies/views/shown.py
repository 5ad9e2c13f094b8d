"""Pages as a browser would have them, for the tests."""

from typing import Any

from lxml import html


def document(page: Any) -> Any:
    """The page of an answer, or of its text, as a tree."""
    return html.fromstring(page if isinstance(page, str) else page.content.decode())


def said(page: Any) -> str:
    """All its words with single blanks."""
    return " ".join(" ".join(document(page).xpath("//body//text()[not(ancestor::script)]")).split())


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of the form on a page, as a browser sends them back."""
    form = document(page).xpath("//main//form[@method='post']")[0]
    return {box.get("name"): box.get("value", "") for box in form.xpath(".//input[@type='hidden']")}


def boxes(page: Any) -> list[str]:
    """The names of the boxes to tick."""
    return [str(name) for name in document(page).xpath("//main//input[@type='checkbox']/@name")]
