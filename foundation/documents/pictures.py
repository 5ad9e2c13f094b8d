"""Pictures written anew, in the child process: only what is seen stays, nothing that was put beside it."""

import io
import warnings

from PIL import Image, ImageOps

from foundation.jobs.child import ChildRefused

MOST_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG")
MODES = {"1": "L", "L": "L", "LA": "RGBA", "P": "RGBA", "RGBA": "RGBA", "PA": "RGBA"}


def write_anew(picture: bytes) -> bytes:
    """The same picture, upright, 8 bits a colour, in its own format, without metadata. Raises ChildRefused."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        opened = Image.open(io.BytesIO(picture), formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            raise ChildRefused("It has more than 25 million points. Make it smaller and try again.")
        wanted = str(opened.format)
        upright = ImageOps.exif_transpose(opened)
        plain = _shades(upright) if upright.mode.startswith("I") else upright.convert(MODES.get(upright.mode, "RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ChildRefused("It is damaged, or not a picture.") from error
    if wanted == "JPEG" and plain.mode == "RGBA":
        plain = plain.convert("RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    bare.save(written, wanted, **({"quality": 90} if wanted == "JPEG" else {}))
    return written.getvalue()


def _shades(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey as eight: Pillow's own conversion cuts off instead of scaling."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
