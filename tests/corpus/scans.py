"""Bad scans and photographs, each made by code: what is turned away with a sentence, and what is read all the same.

A row is a name, a maker of bytes, and the answer: `refused` with words of the sentence, or `read` with the codes that
must be found. Nothing of it may take long, or much memory, or reach outside.
"""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pikepdf
import segno
from PIL import Image, ImageDraw, ImageFilter

CODE = "CS:K7QM2XPD9RTC"
DAMAGED = "damaged"
CANARY = "http://127.0.0.1:9/canary"


@dataclass(frozen=True)
class Row:
    """`refused`: words of the sentence, or "" when it is read; `found`: what must be read from its squares."""

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    found: tuple[str, ...] = ()


def rows() -> list[Row]:
    """Every row of the corpus."""
    return [*pictures(), *odd_pictures(), *large_pictures(), *documents(), *hostile_documents(), *squares(), *cut()]


def square(text: str = CODE, scale: int = 8) -> Image.Image:
    drawn = io.BytesIO()
    segno.make(text, error="q", micro=False, boost_error=False).save(drawn, kind="png", scale=scale, border=4)
    return Image.open(drawn).convert("L")


def paper(*texts: str, size: tuple[int, int] = (800, 1100)) -> Image.Image:
    """A page with squares below one another."""
    page = Image.new("L", size, 255)
    for place, text in enumerate(texts):
        page.paste(square(text), (100, 60 + 260 * place))
    return page


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def pictures() -> Iterator[Row]:
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        yield Row(f"PNG in {mode}", partial(_in_mode, mode, "PNG"), found=(CODE,))
    for mode in ("L", "RGB", "CMYK"):
        yield Row(f"JPEG in {mode}", partial(_in_mode, mode, "JPEG"), found=(CODE,))
    for turn in (90, 180, 270, 12, -12):
        yield Row(f"turned by {turn}", partial(_turned, turn), found=(CODE,))
    yield Row("not sharp", lambda: saved(paper(CODE).filter(ImageFilter.GaussianBlur(2)), "JPEG"), found=(CODE,))
    yield Row("in the dark", lambda: saved(paper(CODE).point(lambda value: value // 5), "JPEG"), found=(CODE,))
    yield Row("speckled", _speckled, found=(CODE,))
    yield Row("a square under a coffee ring", _stained, found=(CODE,))
    yield Row("PNG of 16 bits", lambda: saved(paper(CODE).convert("I;16"), "PNG"))


def _in_mode(mode: str, kind: str) -> bytes:
    return saved(paper(CODE).convert(mode), kind)


def _turned(turn: int) -> bytes:
    return saved(paper(CODE).rotate(turn, expand=True, fillcolor=255), "JPEG")


def _speckled() -> bytes:
    page, chance = paper(CODE), random.Random(7)  # noqa: S311 - the same specks each time
    draw = ImageDraw.Draw(page)
    for _ in range(4_000):
        draw.point((chance.randrange(page.width), chance.randrange(page.height)), chance.choice((0, 255)))
    return saved(page, "JPEG", quality=60)


def _stained() -> bytes:
    page = paper(CODE)
    ImageDraw.Draw(page).ellipse((205, 165, 235, 195), fill=120)
    return saved(page, "JPEG")


def odd_pictures() -> Iterator[Row]:
    yield Row("nothing", lambda: b"", refused=DAMAGED)
    yield Row("words", lambda: b"This is no picture.", refused=DAMAGED)
    yield Row("a GIF", lambda: saved(paper(CODE), "GIF"), refused=DAMAGED)
    yield Row("a TIFF", lambda: saved(paper(CODE), "TIFF"), refused=DAMAGED)
    yield Row("a bitmap", lambda: saved(paper(CODE), "BMP"), refused=DAMAGED)
    yield Row("an icon", lambda: saved(paper(CODE).resize((64, 64)), "ICO"), refused=DAMAGED)
    yield Row("PostScript", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n", refused=DAMAGED)
    yield Row("SVG with a script", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", DAMAGED)
    yield Row("a telephone's picture that is cut", lambda: b"\0\0\0\x1cftypheic" + b"\0" * 400, refused=DAMAGED)
    yield Row("a telephone's picture of nonsense", lambda: b"\0\0\0\x1cftypheic" + _noise(5_000), refused=DAMAGED)
    yield Row(
        "a JPEG with a web page behind it", lambda: saved(paper(CODE), "JPEG") + b"<script>1</script>", found=(CODE,)
    )
    yield Row("a PNG with a zip behind it", lambda: saved(paper(CODE), "PNG") + b"PK\x03\x04" * 99, found=(CODE,))
    yield Row("a PNG with a wrong sum", _wrong_sum, refused=DAMAGED)
    yield Row("a PNG whose words unpack to 60 MB", _text_bomb, refused=DAMAGED)
    yield Row("a PNG of no width", lambda: _png(0, 10), refused=DAMAGED)


def _noise(length: int) -> bytes:
    return random.Random(3).randbytes(length)  # noqa: S311 - the same nonsense each time


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, data: bytes = b"", *before: bytes) -> bytes:
    """A PNG of one bit a point, whatever it says of itself."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    body = data or zlib.compress(b"\0" * 64)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _wrong_sum() -> bytes:
    data = bytearray(saved(paper(CODE), "PNG"))
    data[29] ^= 0xFF
    return bytes(data)


def _text_bomb() -> bytes:
    return _png(8, 8, b"", _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 60_000_000)))


def large_pictures() -> Iterator[Row]:
    for side in (6_000, 20_000, 60_000, 500_000):
        yield Row(f"a PNG of {side} by {side} in few bytes", partial(_vast, side), refused="25 million points")
    yield Row("a PNG that says it is two thousand million wide", lambda: _png(2**31 - 1, 1), refused="")
    yield Row("a JPEG that says it is 65,500 by 65,500", _vast_jpeg, refused="25 million points")


def _vast(side: int) -> bytes:
    return _png(side, side, zlib.compress(b"\0" * 100_000))


def _vast_jpeg() -> bytes:
    data = saved(Image.new("L", (8, 8)), "JPEG")
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", 65_500, 65_500) + data[place + 4 :]


def documents() -> Iterator[Row]:
    yield Row("PDF of a page", lambda: _pdf(paper(CODE)), found=(CODE,))
    yield Row("PDF with words before its beginning", lambda: b"\n\n" + _pdf(paper(CODE)), found=(CODE,))
    yield Row("PDF turned by its own page", lambda: _changed(_turn_page), found=(CODE,))
    yield Row("PDF without its table", lambda: _pdf(paper(CODE)).rpartition(b"xref")[0], found=(CODE,))
    yield Row("PDF with a password", _locked, refused="password")
    yield Row("PDF of no page", _no_page, refused=DAMAGED)
    yield Row("PDF of 61 pages", lambda: _pages(61), refused="more than 60 pages")
    yield Row("PDF of 5,000 pages", lambda: _pages(5_000), refused="more than 60 pages")
    yield Row("PDF that is only a head", lambda: b"%PDF-1.7\n", refused=DAMAGED)
    yield Row("PDF of nonsense", lambda: b"%PDF-1.7\n" + _noise(20_000), refused=DAMAGED)


def _pdf(picture: Image.Image) -> bytes:
    return saved(picture.convert("RGB"), "PDF")


def _changed(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(_pdf(paper(CODE)))) as pdf:
        change(pdf)
        pdf.save(made)
    return made.getvalue()


def _turn_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Rotate = 90


def _locked() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(_pdf(paper(CODE)))) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return made.getvalue()


def _no_page() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(made)
    return made.getvalue()


def _pages(count: int) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page(page_size=(100, 100))
        pdf.save(made)
    return made.getvalue()


def hostile_documents() -> Iterator[Row]:
    """They are drawn as what is seen; nothing in them runs, and nothing is fetched."""
    yield Row("PDF with a script", lambda: _changed(_script), found=(CODE,))
    yield Row("PDF that starts a program", lambda: _changed(_launch), found=(CODE,))
    yield Row("PDF that fetches", lambda: _changed(_fetch), found=(CODE,))
    yield Row("PDF with a file in it", lambda: _changed(_attach), found=(CODE,))
    yield Row("PDF whose page is 200 inches long", lambda: _changed(partial(_box, 14_400, 14_400)))
    yield Row("PDF whose page is endless", lambda: _changed(partial(_box, 10**12, 10**12)))
    yield Row("PDF whose page has no size", lambda: _changed(partial(_box, 0, 0)))
    yield Row("PDF whose page is drawn of itself", lambda: _changed(_endless_form))
    yield Row("PDF whose pages go round in a ring", _ring)
    yield Row("PDF of a picture that unpacks to 400 MB", _picture_bomb)
    yield Row("PDF of a page of 80 MB of strokes", _strokes)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="/bin/sh")


def _fetch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=CANARY)


def _attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["run.exe"] = b"MZ" + b"\0" * 99


def _box(width: int, height: int, pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, width, height])


def _endless_form(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"q /Self Do Q")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 100, 100])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Self=form))
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Self=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/Self Do")


def _ring() -> bytes:
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj",
        b"trailer<</Root 1 0 R/Size 3>>",
    ]
    return b"%PDF-1.4\n" + b"\n".join(objects) + b"\n%%EOF"


def _picture_bomb() -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        data = zlib.compress(b"\0" * 400_000_000, 9)
        image = pikepdf.Stream(pdf, data, Filter=pikepdf.Name.FlateDecode)
        image.Type, image.Subtype, image.ColorSpace = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DeviceGray
        image.Width, image.Height, image.BitsPerComponent = 20_000, 20_000, 8
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        pdf.pages[0].Contents = pdf.make_stream(b"600 0 0 800 0 0 cm /I Do")

    return _changed(fill)


def _strokes() -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        data = zlib.compress(b"0 0 m 600 800 l S " * 4_500_000, 9)
        pdf.pages[0].Contents = pikepdf.Stream(pdf, data, Filter=pikepdf.Name.FlateDecode)

    return _changed(fill)


def squares() -> Iterator[Row]:
    """Codes that are not ours are handed on as they are, and taken for nothing later."""
    yield Row("no square", lambda: saved(paper(), "PNG"))
    yield Row("an address in the square", lambda: saved(paper(CANARY), "PNG"), found=(CANARY,))
    yield Row("a long text in the square", lambda: saved(paper("x" * 400, size=(1400, 1600)), "PNG"))
    yield Row("markup in the square", lambda: saved(paper("<script>1</script>"), "PNG"), found=("<script>1</script>",))
    yield Row("the same square twice", lambda: saved(paper(CODE, CODE), "PNG"), found=(CODE,))
    yield Row("many squares", _many)


def _many() -> bytes:
    page = Image.new("L", (2_400, 3_300), 255)
    for place in range(240):
        page.paste(square(f"CS:{place:012}", scale=3), (40 + 150 * (place % 15), 40 + 150 * (place // 15)))
    return saved(page, "PNG")


def cut() -> Iterator[Row]:
    """Files of which only a part arrived: refused, or read as far as they go, never a fault."""
    for tenth in range(1, 10):
        yield Row(f"a PDF cut at {tenth}0 %", partial(_part, lambda: _pdf(paper(CODE)), tenth))
    for tenth in range(1, 10, 2):
        yield Row(f"a JPEG cut at {tenth}0 %", partial(_part, lambda: saved(paper(CODE), "JPEG"), tenth), DAMAGED)
        yield Row(f"a PNG cut at {tenth}0 %", partial(_part, lambda: saved(paper(CODE), "PNG"), tenth), DAMAGED)


def _part(make: Callable[[], bytes], tenth: int) -> bytes:
    data = make()
    return data[: len(data) * tenth // 10]
