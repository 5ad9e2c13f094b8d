"""Bad and odd evidence, each made by code: what is turned away with a sentence, and what is kept byte for byte.

A row is a name, what the file is called, a maker of its bytes, and whether it is kept. Nothing of it may reach the
working copy but what is seen, and nothing of it is opened where it is no picture.
"""

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial

import pikepdf
from PIL import Image, PngImagePlugin

HIDDEN = b"hidden-beside-the-picture"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><foreignObject/></svg>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Row:
    """`called`: the file's name; `kept`: whether it is taken."""

    name: str
    called: str
    make: Callable[[], bytes]
    kept: bool = False


def rows() -> list[Row]:
    """Every row of the corpus."""
    return [
        *shapes(),
        *beside(),
        *two_at_once(),
        *other_formats(),
        *cut(),
        *large(),
        *documents(),
        *emails(),
        *others(),
    ]


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    made = io.BytesIO()
    points = random.Random(5).randbytes(size[0] * size[1] * 3)  # noqa: S311 - a picture, always the same
    Image.frombytes("RGB", size, points).convert(mode).save(made, kind, **options)
    return made.getvalue()


def shapes() -> Iterator[Row]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        yield Row(f"a PNG of {mode}", "a.png", partial(picture, "PNG", mode), kept=True)
    for mode in ("L", "RGB", "CMYK"):
        yield Row(f"a JPEG of {mode}", "a.jpg", partial(picture, "JPEG", mode), kept=True)
    yield Row("one point", "a.png", partial(picture, size=(1, 1)), kept=True)
    yield Row("a long screenshot", "a.png", partial(picture, "PNG", "1", (300, 9000)), kept=True)
    yield Row("a PNG that moves", "a.png", _moving, kept=True)
    for turn in range(1, 9):
        yield Row(f"lying on its side, {turn}", "a.jpg", partial(_turned, turn), kept=True)


def _moving() -> bytes:
    made, frames = io.BytesIO(), [Image.new("RGB", (20, 20), (n, 0, 0)) for n in range(30)]
    frames[0].save(made, "PNG", save_all=True, append_images=frames[1:])
    return made.getvalue()


def _turned(turn: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turn, HIDDEN.decode()
    return picture("JPEG", exif=exif)


def beside() -> Iterator[Row]:
    """What is put beside the points of a picture."""
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + HIDDEN + b"</x:xmpmeta>"
    yield Row("a JPEG with a place", "a.jpg", _with_place, kept=True)
    yield Row("a JPEG with XMP", "a.jpg", partial(picture, "JPEG", xmp=packet), kept=True)
    yield Row("a JPEG with a remark", "a.jpg", partial(picture, "JPEG", comment=HIDDEN), kept=True)
    yield Row("a JPEG with 4 MB of colours", "a.jpg", partial(picture, "JPEG", icc_profile=HIDDEN * 160_000), kept=True)
    yield Row("a JPEG with a part of another program", "a.jpg", partial(_after_start, 0xED), kept=True)
    yield Row("a JPEG with an unknown part", "a.jpg", partial(_after_start, 0xEB), kept=True)
    for place, chunk in enumerate((_text, _packed_text, _world_text)):
        yield Row(f"a PNG with words {place + 1}", "a.png", chunk, kept=True)
    yield Row("a PNG with a place", "a.png", _png_with_place, kept=True)


def _with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = HIDDEN.decode()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (51.0, 30.0, 0.0)
    return picture("JPEG", exif=exif)


def _png_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = HIDDEN.decode()
    return picture("PNG", exif=exif)


def _after_start(marker: int) -> bytes:
    made, part = picture("JPEG"), b"Photoshop 3.0\x00" + HIDDEN
    return made[:2] + bytes((0xFF, marker)) + (len(part) + 2).to_bytes(2, "big") + part + made[2:]


def _text() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HIDDEN.decode())
    return picture("PNG", pnginfo=words)


def _packed_text() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HIDDEN.decode(), zip=True)
    return picture("PNG", pnginfo=words)


def _world_text() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", HIDDEN.decode(), "en", "Comment")
    return picture("PNG", pnginfo=words)


def two_at_once() -> Iterator[Row]:
    """A picture that is something else too: the other thing stays in the sealed original alone."""
    tails = {
        "a web page": b"<html><script>alert(1)</script>" + HIDDEN,
        "an archive": _zip(),
        "a PDF": b"%PDF-1.4 " + HIDDEN,
        "a program": b"MZ" + HIDDEN,
        "SVG": SVG + HIDDEN,
    }
    for said, tail in tails.items():
        for kind, called in (("PNG", "a.png"), ("JPEG", "a.jpg")):
            yield Row(f"{kind} and {said}", called, partial(_joined, kind, tail), kept=True)
    yield Row(
        "a PDF that begins with a picture", "a.pdf", lambda: picture("JPEG")[:200] + b"%PDF-1.4\n%%EOF", kept=True
    )


def _joined(kind: str, tail: bytes) -> bytes:
    return picture(kind) + tail


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("run.exe", b"MZ" + HIDDEN)
    return made.getvalue()


def other_formats() -> Iterator[Row]:
    """Pillow could open most of these; here nobody asks it to, whatever they are called."""
    for kind in ("GIF", "BMP", "TIFF", "ICO", "EPS", "WEBP", "PCX", "TGA", "PPM", "SGI"):
        for called in ("a.png", "a.jpg", f"a.{kind.lower()}"):
            yield Row(f"{kind} as {called}", called, partial(_of_kind, kind))
    for called in ("a.png", "a.jpg", "a.svg", "a.svgz", "a.heic"):
        drawn = gzip.compress(SVG) if called.endswith("z") else SVG
        yield Row(f"SVG as {called}", called, partial(bytes, drawn))
    yield Row("a web page as a picture", "a.jpeg", lambda: b"<html><script>alert(1)</script>")
    yield Row("PSD", "a.png", lambda: b"8BPS\x00\x01" + b"\0" * 200)
    yield Row("WMF", "a.jpg", lambda: b"\xd7\xcd\xc6\x9a" + b"\0" * 200)


def _of_kind(kind: str) -> bytes:
    return picture(kind, "RGB" if kind != "GIF" else "P")


def cut() -> Iterator[Row]:
    for kind, called in (("PNG", "a.png"), ("JPEG", "a.jpg")):
        for tenth in range(10):
            yield Row(f"{kind} cut at {tenth}0 %", called, partial(_cut, kind, tenth))
    yield Row("a PNG with a wrong sum", "a.png", _wrong_sum)


def _cut(kind: str, tenth: int) -> bytes:
    made = picture(kind, size=(200, 200))
    return made[: len(made) * tenth // 10]


def _wrong_sum() -> bytes:
    made = bytearray(picture("PNG"))
    made[29] ^= 0xFF
    return bytes(made)


def large() -> Iterator[Row]:
    for side in (5_100, 9_000, 20_000, 60_000):
        yield Row(f"{side} points wide and high", "a.png", partial(_vast, side))
    yield Row("larger than 20 MB", "a.pdf", lambda: b"%PDF-1.4" + b"x" * (21 * 1024 * 1024))


def _vast(side: int) -> bytes:
    """A PNG that says it has so many points, in a few bytes."""
    head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def documents() -> Iterator[Row]:
    """PDFs are bytes: nothing here opens them, so what is in them does nothing."""
    for said, action in (("JavaScript", "JavaScript"), ("a program to start", "Launch"), ("an address", "URI")):
        yield Row(f"a PDF with {said}", "a.pdf", partial(_with_action, action), kept=True)
    yield Row("a PDF with a file in it", "a.pdf", _with_file, kept=True)
    yield Row("a broken PDF", "a.pdf", lambda: b"%PDF-1.7\n" + b"\xff" * 400, kept=True)
    yield Row("no PDF", "a.pdf", lambda: b"MZ\x90\x00")
    yield Row("the scanners' test as a PDF", "a.pdf", lambda: EICAR)


def _with_action(action: str) -> bytes:
    made, held = io.BytesIO(), pikepdf.new()
    held.add_blank_page()
    held.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(f"/{action}"), JS=pikepdf.String("app.alert(1)"))
    held.save(made)
    return made.getvalue()


def _with_file() -> bytes:
    made, held = io.BytesIO(), pikepdf.new()
    held.add_blank_page()
    held.attachments["run.exe"] = b"MZ"
    held.save(made)
    return made.getvalue()


def emails() -> Iterator[Row]:
    yield Row("an e-mail with a program", "a.eml", partial(_email, b"MZ\x90\x00", "run.exe"), kept=True)
    yield Row("an e-mail with a web page", "a.eml", partial(_email, b"<script>alert(1)</script>", "a.html"), kept=True)
    yield Row(
        "an e-mail in a Windows encoding",
        "a.eml",
        lambda: b"From: a@b.example\r\n\r\nGr\xfc\xdfe \x96 \x93so\x94",
        kept=True,
    )
    yield Row("an e-mail of no e-mail program", "a.eml", lambda: b"Dear school,\r\nI write to you")
    yield Row("a program as an e-mail", "a.eml", lambda: b"MZ\x90\x00From: a")
    yield Row("an e-mail of Outlook", "a.msg", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500)


def _email(data: bytes, name: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.example", "c@d.example", "Hello"
    made.set_content("Look at this.")
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def others() -> Iterator[Row]:
    """What is taken from nobody, whatever is in it."""
    programs = "exe bat cmd com scr js vbs ps1 lnk url html htm hta svg"
    for ending in f"{programs} zip rar iso docx docm xlsx mp4 mov avi mp3 txt csv json".split():
        yield Row(f".{ending}", f"a.{ending}", lambda: b"MZ\x90\x00" + HIDDEN)
    for called in ("a.png.exe", "a.pdf.js", "a", ".png", "cod\u202egnp.exe", "a.png\x00.exe", "a.pdf "):
        yield Row(f"called {called!r}", called, lambda: b"MZ")
    for called in ("a.png", "a.jpg", "a.heic", "a.pdf", "a.eml"):
        yield Row(f"nothing as {called}", called, lambda: b"")
