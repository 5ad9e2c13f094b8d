"""The sheet of letters that stamps are set in: a font of this machine, cut down to them by the printer."""

from functools import cache

from django.utils.html import escape

from foundation.documents.printing import print_pdf

LETTERS = [chr(sign) for sign in (*range(33, 127), *range(0xA1, 0xAD), *range(0xAE, 0x100), 0x2013, 0x2019)]
STYLE = "html { font: 8pt 'Liberation Sans', 'DejaVu Sans', sans-serif; font-variant-ligatures: none }"


@cache
def sheet_of_letters() -> bytes:
    """Printed once and kept as long as this process lives: the same for every pack. Raises PrintError."""
    words = escape(" ".join(LETTERS))
    html = f"<html lang=en-GB><head><title>Letters</title></head><body><p>{words}</p></body></html>"
    return print_pdf(html, styles=[STYLE])
