"""A page of a PDF taken off by PDFium: pieces of text with where they stand and how they look, and the ruled lines.

Nothing is drawn, run or fetched. All measures are points from the foot of the page, turned so that text runs to the
right. What is on the page but cannot be seen, or runs another way than the rest, is left out and told.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

SYMBOLS = re.compile(r"(?i)symbol|wingding|webding|dingbat|marlett")
HEAVY = re.compile(r"(?i)bold|black|heavy|demi(?!light)|[-,]bd\b")
GLYPHS, SHAPES, EDGES = 60_000, 4_000, 12_000
WIDE_GAP, WORD_GAP = 0.45, 0.16
INVISIBLE, STROKED = 3, 2
# The same function as in the library, giving the address as a number: it is asked for every letter.
_owner_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


@dataclass(frozen=True)
class Ink:
    """How the letters of one text object look."""

    size: float = 12.0
    bold: bool = False
    symbol: bool = False
    artifact: bool = False
    hidden: bool = False
    turned: int = 0


@dataclass
class Piece:
    """Letters that follow one another on one line without a wide gap."""

    text: str
    x0: float
    x1: float
    y: float
    ink: Ink


@dataclass
class Edge:
    """A ruled line along the page or down it: its place across, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass
class Page:
    """What stands on one page."""

    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    along: list[Edge] = field(default_factory=list)
    down: list[Edge] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    pictures: int = 0
    glyphs: int = 0
    unknown: int = 0
    hidden: int = 0


class TooMuch(Exception):
    """More on one page than a page of a policy has."""


def take_page(page: ctypes.c_void_p) -> Page:
    """Everything on the page. Raises TooMuch."""
    found = Page(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    text = pdfium.FPDFText_LoadPage(page)
    try:
        pieces = list(_pieces(text, found))
    finally:
        pdfium.FPDFText_ClosePage(text)
    turned = Counter[int]()
    for piece in pieces:
        turned[piece.ink.turned] += len(piece.text)
    main = turned.most_common(1)[0][0] if turned else 0
    visible = [piece for piece in pieces if not piece.ink.hidden]
    found.hidden = sum(len(piece.text) for piece in pieces) - sum(len(piece.text) for piece in visible)
    if not visible:  # a scan whose words were recognised lie unseen under the picture
        visible = pieces
    found.pieces = [piece for piece in visible if piece.ink.turned == main]
    if main:
        _turn_page(found, main)
    _take_shapes(page, found)
    return found


def _pieces(text: ctypes.c_void_p, found: Page) -> Iterator[Piece]:
    count = pdfium.FPDFText_CountChars(text)
    if count > GLYPHS:
        raise TooMuch
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    inks: dict[int | None, Ink] = {}
    same: dict[Ink, Ink] = {}
    piece: Piece | None = None
    space = False
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if code in (0x20, 0xA0, 0x09, 0x0A, 0x0D):
            space = True
            continue
        owner = _owner_of(text, at)
        ink = inks.get(owner)
        if ink is None:
            ink = _ink(ctypes.cast(owner, pdfium.FPDF_PAGEOBJECT)) if owner else Ink()
            ink = inks[owner] = same.setdefault(ink, ink)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        left, right, base = _turned(box, x.value, y.value, ink.turned)
        letter = _letter(code, ink)
        found.glyphs += 1
        found.unknown += letter == "\ufffd"
        gap = left - piece.x1 if piece else 0.0
        if (
            piece
            and piece.ink is ink
            and abs(base - piece.y) < 0.1 * ink.size
            and -0.6 * ink.size < gap < WIDE_GAP * ink.size
        ):
            piece.text += f" {letter}" if space or gap > WORD_GAP * ink.size else letter
            piece.x1 = max(piece.x1, right)
        else:
            if piece:
                yield piece
            piece = Piece(letter, left, right, base, ink)
        space = False
    if piece:
        yield piece


def _letter(code: int, ink: Ink) -> str:
    """The letter; ligatures taken apart, a hyphen at the end of a line as such, an unknown bullet as a bullet."""
    if code in (0x02, 0xFFFE):  # PDFium's marks for a hyphen that divides a word
        return "-"
    if ink.symbol or 0xE000 <= code <= 0xF8FF:
        return "•" if not chr(code).isdigit() else chr(code)
    if not code or code == 0xFFFD or code < 0x20 or code > 0x10FFFF:
        return "\ufffd"
    letter = chr(code)
    return unicodedata.normalize("NFKC", letter) if 0xFB00 <= code <= 0xFB06 else letter


def _ink(owner: ctypes.c_void_p) -> Ink:
    size, matrix = ctypes.c_float(12.0), pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFTextObj_GetFontSize(owner, size)
    pdfium.FPDFPageObj_GetMatrix(owner, matrix)
    scale = math.hypot(matrix.c, matrix.d) or math.hypot(matrix.a, matrix.b)
    turned = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    font = pdfium.FPDFTextObj_GetFont(owner)
    name = _font_name(font)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
    real = abs(size.value * scale)
    return Ink(
        size=round(real if 0.5 < real < 400 else 12.0, 1),
        bold=bool(HEAVY.search(name)) or mode == STROKED or (bool(font) and pdfium.FPDFFont_GetWeight(font) >= 600),
        symbol=bool(SYMBOLS.search(name)),
        artifact=_is_artifact(owner),
        hidden=mode == INVISIBLE or not 0.5 < real < 400,
        turned=turned,
    )


def _font_name(font: ctypes.c_void_p) -> str:
    name = ctypes.create_string_buffer(128)
    if font and pdfium.FPDFFont_GetBaseFontName(font, name, 128):
        return name.value.decode("latin-1").rpartition("+")[2]
    return ""


def _is_artifact(owner: ctypes.c_void_p) -> bool:
    """Whether the file itself says that this is page furniture."""
    name, length = (pdfium.FPDF_WCHAR * 16)(), ctypes.c_ulong()
    for at in range(min(pdfium.FPDFPageObj_CountMarks(owner), 8)):
        mark = pdfium.FPDFPageObj_GetMark(owner, at)
        known = mark and pdfium.FPDFPageObjMark_GetName(mark, name, 32, length)
        if known and bytes(name).decode("utf-16-le", "replace").partition("\0")[0] == "Artifact":
            return True
    return False


def _turned(box: pdfium.FS_RECTF, x: float, y: float, turned: int) -> tuple[float, float, float]:
    """Left, right and base line as the reader of the text sees them."""
    if not turned:
        return box.left, box.right, y
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    ends = [px * cos + py * sin for px in (box.left, box.right) for py in (box.bottom, box.top)]
    return min(ends), max(ends), -x * sin + y * cos


def _turn_page(found: Page, turned: int) -> None:
    """The page as it lies before the reader."""
    if turned in (90, 270):
        found.width, found.height = found.height, found.width
    right = max(piece.x1 for piece in found.pieces)
    left, low = min(piece.x0 for piece in found.pieces), min(piece.y for piece in found.pieces)
    for piece in found.pieces:
        piece.x0, piece.x1, piece.y = piece.x0 - left + 40, piece.x1 - left + 40, piece.y - low + 40
    found.width = max(found.width, right - left + 80)


def _take_shapes(page: ctypes.c_void_p, found: Page) -> None:
    count = pdfium.FPDFPage_CountObjects(page)
    for at in range(min(count, SHAPES)):
        shape = pdfium.FPDFPage_GetObject(page, at)
        kind = pdfium.FPDFPageObj_GetType(shape)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(found.along) + len(found.down) < EDGES:
            _take_path(shape, found)
            _take_dot(shape, found)


def _take_dot(path: ctypes.c_void_p, found: Page) -> None:
    """A small drawn disc or square, as browsers put before the items of a list."""
    ends = [ctypes.c_float() for _ in range(4)]
    if pdfium.FPDFPageObj_GetBounds(path, *ends):
        left, low, right, top = (end.value for end in ends)
        if 1.2 < right - left < 7 and 0.8 < (right - left) / max(top - low, 0.01) < 1.25:
            found.dots.append((right, (low + top) / 2))


def _take_path(path: ctypes.c_void_p, found: Page) -> None:
    """The straight edges of a drawn path."""
    matrix, x, y = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    first = last = None
    for at in range(min(pdfium.FPDFPath_CountSegments(path), 400)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            _take_edge(last, here, found)
        if pdfium.FPDFPathSegment_GetClose(segment) and first:
            _take_edge(here, first, found)
        last = here


def _take_edge(one: tuple[float, float], two: tuple[float, float], found: Page) -> None:
    across, up = abs(one[0] - two[0]), abs(one[1] - two[1])
    if up < 1 < 6 < across:
        found.along.append(Edge((one[1] + two[1]) / 2, min(one[0], two[0]), max(one[0], two[0])))
    elif across < 1 < 6 < up:
        found.down.append(Edge((one[0] + two[0]) / 2, min(one[1], two[1]), max(one[1], two[1])))
