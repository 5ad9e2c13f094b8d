"""PDF files written byte by byte, so that anything in them can be wrong."""

import zlib
from collections.abc import Sequence

WORDS = "Everyone keeps to what is set out here and asks when something is not clear."
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
BOLD = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"


def said(*lines: str, font: str = "F1", size: float = 11, top: float = 760, left: float = 72) -> bytes:
    """Lines of text drawn under one another."""
    shown = "".join(f"({line}) Tj 0 {-1.4 * size:.1f} Td " for line in lines)
    return f"BT /{font} {size} Tf {left} {top} Td {shown}ET\n".encode("latin-1")


USUAL = said("Lunch Policy", font="F2", size=18) + said("1. Aims", font="F2", top=720) + said(WORDS, top=700)
USUAL += said("2. Review", font="F2", top=660) + said(WORDS, top=640)


def stream(data: bytes, entries: str = "", *, packed: bool = False) -> bytes:
    """A stream with its dictionary."""
    held = zlib.compress(data) if packed else data
    filters = "/Filter /FlateDecode " if packed else ""
    return f"<< /Length {len(held)} {filters}{entries} >>\nstream\n".encode() + held + b"\nendstream"


def pdf(
    *pages: bytes,
    catalog: str = "",
    page: str = "",
    resources: str = "",
    more: Sequence[bytes] = (),
    trailer: str = "",
    packed: bool = False,
) -> bytes:
    """A true PDF of pages with this content. Objects in `more` are numbered from 10; pages come after them."""
    contents = pages or (USUAL,)
    first = 10 + len(more)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(contents)))
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>".encode(),
        3: HELVETICA,
        4: BOLD,
    } | {10 + at: part for at, part in enumerate(more)}
    for at, content in enumerate(contents):
        objects[first + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * at + 1} 0 R {page}"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> {resources} >> >>"
        ).encode()
        objects[first + 2 * at + 1] = stream(content, packed=packed)
    return written(objects, trailer)


def written(objects: dict[int, bytes], trailer: str = "") -> bytes:
    """The objects with the table of where they stand."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += f"{places[number]:010} 00000 n \n".encode() if number in places else b"0000000000 00000 f \n"
    out += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


PICTURE = stream(
    bytes(range(64)) * 3, "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceRGB /BitsPerComponent 8"
)
SHOW_PICTURE = b"q 595 0 0 842 0 0 cm /Im1 Do Q\n"
