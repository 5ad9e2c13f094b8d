"""Pictures written anew, in the child process: only what is seen stays, nothing that was put beside it."""

import io
import json
import struct
import warnings
from typing import Any

import pi_heif  # type: ignore[import-untyped]
from PIL import ExifTags, Image, ImageOps

from foundation.jobs.child import ChildRefused

MOST_PIXELS = 25_000_000
TOO_MANY_POINTS = "It has more than 25 million points. Make it smaller and try again."
FORMATS = ("PNG", "JPEG", "HEIF")
MODES = {"1": "L", "L": "L", "LA": "RGBA", "P": "RGBA", "RGBA": "RGBA", "PA": "RGBA"}
pi_heif.register_heif_opener(thumbnails=False)

Tag, Ifd = ExifTags.Base, ExifTags.IFD
TIMES = {Tag.DateTime, Tag.DateTimeOriginal, Tag.DateTimeDigitized}
DEVICES = {Tag.Make, Tag.Model, Tag.Software, Tag.MakerNote, Tag.BodySerialNumber, Tag.LensModel, Tag.LensSerialNumber}
WORDS = {Tag.ImageDescription, Tag.Artist, Tag.Copyright, Tag.UserComment, Tag.CameraOwnerName}
WORDS |= {Tag.XPTitle, Tag.XPComment, Tag.XPAuthor, Tag.XPKeywords, Tag.XPSubject}
# How it is drawn: used, or of no meaning without the rest.
DRAWING = {Tag.Orientation, Tag.ExifOffset, Tag.ResolutionUnit, Tag.XResolution, Tag.YResolution, Tag.YCbCrPositioning}


def write_anew(picture: bytes) -> bytes:
    """A line of JSON with what lay beside the picture, by `beside`, then the same picture without it.

    It is upright, 8 bits a colour; what a telephone took (HEIC) becomes a JPEG. Raises ChildRefused.
    """
    found, plain = _decoded(picture)
    wanted = "PNG" if found.format == "PNG" else "JPEG"
    if wanted == "JPEG" and plain.mode == "RGBA":
        plain = plain.convert("RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    bare.save(written, wanted, **({"quality": 90} if wanted == "JPEG" else {}))
    return json.dumps(beside(found)).encode() + b"\n" + written.getvalue()


def opened(picture: bytes) -> Image.Image:
    """The picture in memory, upright, 8 bits a colour. Raises ChildRefused."""
    return _decoded(picture)[1]


def _decoded(picture: bytes) -> tuple[Image.Image, Image.Image]:
    """The picture as it came, and as it is used."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        found = Image.open(io.BytesIO(picture), formats=FORMATS)
        if found.width * found.height > MOST_PIXELS:
            raise ChildRefused(TOO_MANY_POINTS)
        upright = ImageOps.exif_transpose(found)
        plain = _shades(upright) if upright.mode.startswith("I") else upright.convert(MODES.get(upright.mode, "RGB"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ChildRefused(TOO_MANY_POINTS) from error
    except (
        EOFError,
        OSError,
        RuntimeError,  # of the reader of HEIC
        ValueError,
        SyntaxError,
    ) as error:
        raise ChildRefused("It is damaged, or not a picture.") from error
    return found, plain


def beside(found: Image.Image) -> list[str]:
    """What was put beside the points of a picture, in this order: "place", "time", "device", "words", "other"."""
    try:
        told = _told(found)
    except (EOFError, KeyError, OSError, SyntaxError, TypeError, ValueError, struct.error):
        told = {"other"}  # there is something, and it cannot be read
    return [one for one in ("place", "time", "device", "words", "other") if one in told]


def _told(found: Image.Image) -> set[str]:
    exif, info = found.getexif(), found.info
    tags = {*exif, *exif.get_ifd(Ifd.Exif)}
    packet = _bytes(info.get("xmp") or info.get("XML:com.adobe.xmp") or b"")
    known = {
        "place": bool(exif.get_ifd(Ifd.GPSInfo)) or b"GPSL" in packet,
        "time": bool(tags & TIMES) or b"CreateDate" in packet,
        "device": bool(tags & DEVICES),
        "words": bool(tags & WORDS) or _has_words(info),
        "other": bool(packet or info.get("photoshop") or tags - TIMES - DEVICES - WORDS - DRAWING - {Tag.GPSInfo}),
    }
    return {name for name, is_there in known.items() if is_there}


def _has_words(info: dict[Any, Any]) -> bool:
    """Remarks of a JPEG, and the texts that a PNG holds."""
    texts = [value for name, value in info.items() if isinstance(value, str) and name != "XML:com.adobe.xmp"]
    return bool(info.get("comment")) or any(texts)


def _bytes(packet: bytes | str) -> bytes:
    return packet.encode("utf-8", "replace") if isinstance(packet, str) else packet


def _shades(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey as eight: Pillow's own conversion cuts off instead of scaling."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
