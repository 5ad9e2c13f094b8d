"""Inside the limited child only: loads what reads PDF pages and square codes."""

import base64
import io
import json
import math
import statistics
from collections.abc import Iterator
from typing import Any

import zxingcpp
from PIL import Image, ImageOps
from pypdfium2 import PdfDocument, PdfiumError

from foundation.documents.pictures import opened
from foundation.documents.scans import MOST_PAGES
from foundation.jobs.child import ChildRefused

DOTS = 200 / 72  # of a PDF page: 200 to the inch
MOST_POINTS = 9_000_000  # of one page in memory
LOOKED_AT = 1600  # points of the longer side of the picture that people see
MOST_SQUARES = 200  # on one page
LONGEST_SQUARE = 60
LOCKED = "This PDF has a password. Scan it again without one."
DAMAGED = "This file is damaged and cannot be read. Scan the sheets again."
TOO_LONG = f"This PDF has more than {MOST_PAGES} pages. Send the sheets in several files."


def read(payload: bytes) -> bytes:
    """Pages with their pictures and squares as JSON; the payload is a line of JSON, then the file."""
    head, _, data = payload.partition(b"\n")
    wanted = json.loads(head)
    total, pages = _pdf(data, wanted["first"], wanted["most"]) if b"%PDF-" in data[:1024] else (1, iter([opened(data)]))
    return json.dumps({"total": total, "pages": [_seen(page) for page in pages]}).encode()


def _seen(page: Image.Image) -> dict[str, Any]:
    """The page as it is looked at, turned so that its codes stand upright, and what they say from top to bottom."""
    grey = page.convert("L")
    found = _read(grey) or _read(ImageOps.autocontrast(grey, cutoff=2))
    turn = round(statistics.median(one.orientation for one in found) / 90) * 90 % 360 if found else 0
    down = {0: (0, 1), 90: (-1, 0), 180: (0, -1), 270: (1, 0)}[turn]
    ordered = sorted(found, key=lambda one: one.position.top_left.x * down[0] + one.position.top_left.y * down[1])
    texts = [one.text for one in ordered if len(one.text) <= LONGEST_SQUARE][:MOST_SQUARES]
    return {
        "picture": _picture(page.rotate(turn, expand=True) if turn else page),
        "squares": list(dict.fromkeys(texts)),
    }


def _pdf(data: bytes, first: int, most: int) -> tuple[int, Iterator[Image.Image]]:
    try:
        document = PdfDocument(data)
        total = len(document)
    except PdfiumError as error:
        raise ChildRefused(LOCKED if "password" in str(error).casefold() else DAMAGED) from error
    if total > MOST_PAGES:
        raise ChildRefused(TOO_LONG)
    return total, (_drawn(document, number) for number in range(first, min(first + most, total)))


def _drawn(document: PdfDocument, number: int) -> Image.Image:
    """A page as grey points, never more than are allowed."""
    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise ChildRefused(DAMAGED)
        scale = min(DOTS, math.sqrt(MOST_POINTS / (width * height)), 20_000 / max(width, height))
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    except PdfiumError as error:
        raise ChildRefused(DAMAGED) from error
    drawn: Image.Image = bitmap.to_pil()
    return drawn.convert("L")


def _picture(page: Image.Image) -> str:
    shown = page.convert("RGB") if page.mode not in ("L", "RGB") else page.copy()
    shown.thumbnail((LOOKED_AT, LOOKED_AT))
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=75)
    return base64.b64encode(written.getvalue()).decode()


def _read(grey: Image.Image) -> list[Any]:
    return list(zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)))
