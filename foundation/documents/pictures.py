"""Pictures written anew, in the child process: only what is seen stays, nothing that was put beside it."""

import io
import warnings

import pi_heif  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from foundation.jobs.child import ChildRefused

MOST_PIXELS = 25_000_000
TOO_MANY_POINTS = "It has more than 25 million points. Make it smaller and try again."
FORMATS = ("PNG", "JPEG", "HEIF")
MODES = {"1": "L", "L": "L", "LA": "RGBA", "P": "RGBA", "RGBA": "RGBA", "PA": "RGBA"}
pi_heif.register_heif_opener(thumbnails=False)


def write_anew(picture: bytes) -> bytes:
    """The same picture, upright, 8 bits a colour, without metadata; what a telephone took (HEIC) becomes a JPEG.

    Raises ChildRefused.
    """
    plain, kind = _decoded(picture)
    wanted = "PNG" if kind == "PNG" else "JPEG"
    if wanted == "JPEG" and plain.mode == "RGBA":
        plain = plain.convert("RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    bare.save(written, wanted, **({"quality": 90} if wanted == "JPEG" else {}))
    return written.getvalue()


def opened(picture: bytes) -> Image.Image:
    """The picture in memory, upright, 8 bits a colour. Raises ChildRefused."""
    return _decoded(picture)[0]


def _decoded(picture: bytes) -> tuple[Image.Image, str]:
    """The picture and its format."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        found = Image.open(io.BytesIO(picture), formats=FORMATS)
        if found.width * found.height > MOST_PIXELS:
            raise ChildRefused(TOO_MANY_POINTS)
        kind = str(found.format)
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
    return plain, kind


def _shades(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey as eight: Pillow's own conversion cuts off instead of scaling."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
