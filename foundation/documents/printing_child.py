"""Runs in the child process: a page, its words, styles and pictures become one PDF/UA-1 file."""

import base64
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import lxml.html
import pydyf  # type: ignore[import-untyped]
from lxml.html import HtmlElement

from foundation.documents import printable
from foundation.documents.printer import weasyprint
from foundation.documents.printing import SIZES, Given, with_report
from foundation.documents.tagging import settle_tags
from foundation.jobs.child import ChildRefused

SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}(?=:)", re.IGNORECASE)
OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_identifier": True, "presentational_hints": False}
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<svg": "image/svg+xml"}


class AppFetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Knows the pictures it was given, by `app:name`, and refuses everything else, files and networks alike."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.assets = assets
        self.refused: Counter[str] = Counter()

    def fetch(self, url: str, headers: object = None) -> Any:
        name = url.removeprefix("app:")
        if url.startswith("app:") and name in self.assets:
            body = self.assets[name]
            kind = next(
                (kind for start, kind in PICTURES.items() if body.startswith(start)), "application/octet-stream"
            )
            return weasyprint.urls.URLFetcherResponse(url, body, {"Content-Type": kind or "application/octet-stream"})
        scheme = SCHEME.match(url)
        self.refused[scheme[0].lower() if scheme else "relative"] += 1
        raise ValueError("Refused")


@dataclass(frozen=True)
class Laid:
    """On how many pages a page of ours lies, and on which of them, from 1, each of its named places is."""

    pages: int
    places: dict[str, int]


@dataclass(frozen=True)
class Printed:
    """A printed page of ours, and how it is laid out."""

    pdf: bytes
    laid: Laid


def render(payload: bytes) -> bytes:
    """The report of what was refused, then the PDF. Raises ChildRefused with a sentence for the user."""
    refused: Counter[str] = Counter()
    pdf = printed(json.loads(payload), refused).pdf
    return with_report(refused, pdf)


def render_all(payload: bytes) -> bytes:
    """The report, the length of each document, then the documents. Raises ChildRefused for the first that cannot be."""
    refused: Counter[str] = Counter()
    made = [printed(given, refused).pdf for given in json.loads(payload)]
    return with_report(refused, b"".join([*(SIZES.pack(len(pdf)) for pdf in made), *made]))


def printed(given: Given, refused: Counter[str], tell: Callable[[Laid], None] = lambda _: None) -> Printed:
    """One page of ours as PDF; what it asked for from outside is counted in `refused`.

    `tell` learns how it is laid out before it is written, and again should it be laid out anew. Raises ChildRefused.
    """
    fetcher = AppFetcher({name: base64.b64decode(data) for name, data in given["assets"].items()})
    page = printable.page(given["html"], given["words"], set(fetcher.assets))
    made, missing = _pdf(page, given["styles"], fetcher, tell)
    if missing:
        printable.replace_signs(page, missing)
        made, _ = _pdf(page, given["styles"], fetcher, tell)
    refused.update(fetcher.refused)
    return made


def _pdf(
    page: HtmlElement, styles: list[str], fetcher: AppFetcher, tell: Callable[[Laid], None]
) -> tuple[Printed, set[str]]:
    """What is printed, and the signs in it that no font of this machine has."""
    missing: set[str] = set()
    places = [place for place in page.iter() if place.get("id")]
    labels = {place.get("id", ""): " ".join(str(place.text_content()).split()) for place in places}

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        missing.update(chr(sign) for font in document.fonts.values() for sign in font.missing)
        settle_tags(pdf, labels)

    try:
        source = weasyprint.HTML(string=lxml.html.tostring(page, encoding="unicode"), url_fetcher=fetcher)
        sheets = [_sheet(style) for style in styles]
        for _, asked in sheets:
            fetcher.refused.update(asked)
        options = weasyprint.DEFAULT_OPTIONS | OPTIONS
        document = source.render(**{**options, "stylesheets": [sheet for sheet, _ in sheets]})
        laid = _laid(document.pages)
        tell(laid)
        made = document.write_pdf(finisher=finish, **options)
    except RecursionError as error:
        raise ChildRefused(printable.TOO_DEEP) from error
    return Printed(bytes(made), laid), missing


@cache
def _sheet(style: str) -> tuple[Any, Counter[str]]:
    """A style sheet of ours, read once, and what it asked for from outside and was refused."""
    fetcher = AppFetcher({})
    return weasyprint.CSS(string=style, url_fetcher=fetcher), fetcher.refused


def _laid(pages: list[Any]) -> Laid:
    return Laid(len(pages), {name: number for number in range(len(pages), 0, -1) for name in pages[number - 1].anchors})
