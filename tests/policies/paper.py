"""Sheets as they come back: printed by the product, drawn as a scanner or a telephone would see them."""

import io
from collections.abc import Sequence

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageFilter
from pypdfium2 import PdfDocument

from foundation.jobs.runner import run_next
from foundation.schools.models import Person
from policies.models import Sheet, Version
from policies.sheet_pdf import print_sheet
from policies.sheets import sheet_print
from policies.transitions.sheets import make_sheet
from tests.cast import Cast

WORDS = "I have read this policy, I understand it and I will follow it."


def a_sheet(cast: Cast, version: Version, *people: Person) -> Sheet:
    """A sheet with a line for each of these people (all who owe it when nobody is named)."""
    chosen = people or tuple(Person.objects.filter(school=cast.school).current(cast.today))
    return make_sheet(version, chosen, words=WORDS, by=cast.clerk, at=cast.at)


def printed(sheet: Sheet) -> bytes:
    """The sheet as PDF."""
    return print_sheet(sheet_print(sheet))


def seen(pdf: bytes, page: int = 0, dots: int = 150) -> Image.Image:
    """A page of it as a scanner sees it, in grey."""
    drawn: Image.Image = PdfDocument(pdf)[page].render(scale=dots / 72).to_pil()
    return drawn.convert("L")


def as_jpeg(picture: Image.Image) -> bytes:
    return _written(picture.convert("RGB"), "JPEG")


def as_heic(picture: Image.Image) -> bytes:
    """As a telephone keeps it."""
    made = io.BytesIO()
    pillow_heif.from_pillow(picture.convert("RGB")).save(made, quality=60)
    return made.getvalue()


def as_pdf(pictures: Sequence[Image.Image]) -> bytes:
    """As a copier sends it: pages that are pictures."""
    made = io.BytesIO()
    first, *others = (one.convert("RGB") for one in pictures)
    first.save(made, "PDF", save_all=True, append_images=others)
    return made.getvalue()


def _written(picture: Image.Image, kind: str) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind)
    return made.getvalue()


def by_telephone(picture: Image.Image) -> Image.Image:
    """Held at an angle over the table, in poor light, not quite sharp."""
    width, height = picture.size
    left, right = (-0.04 * width, -0.03 * height, 0.05 * width, 1.03 * height), (0.99 * width, 1.06 * height)
    corners = (*left, *right, 1.06 * width, 0.0)
    tilted = picture.transform((1800, 2400), Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=90)
    return tilted.filter(ImageFilter.GaussianBlur(1.2)).point(lambda value: int(value * 0.55 + 30))


def an_upload(data: bytes, name: str = "sheets.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def worked() -> None:
    """Every job that is owed is done."""
    while run_next(timezone.now):
        pass
