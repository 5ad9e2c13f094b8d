"""What arrives: which format it is, by its name and its content both, and text out of bytes."""

import re
from pathlib import PurePosixPath

from foundation.documents.reading.model import CannotRead

LARGEST = 20 * 1024 * 1024
FORMATS = {".docx": "word", ".txt": "plain", ".text": "plain", ".md": "markdown", ".markdown": "markdown"}
FORMATS |= {".html": "html", ".htm": "html", ".pdf": "pdf"}
EMPTY = "This file is empty."
TOO_LARGE = "This file is larger than 20 MB. Take out pictures or divide it, and try again."
OTHER = "This kind of file cannot be read in. Save it as .docx, .pdf, .txt, .md or .html, and try again."
OLD_WORD = (
    "This is an older Word file (.doc) or one with a password. Open it in Word and save as .docx without a password."
)
MACROS = "This Word file can hold macros (small programs). Save it as .docx without macros, and try again."
MISNAMED = "The name of this file says one kind and its content is another. Save it again in the program it comes from."
NOT_TEXT = "This file is not plain text. Save it as .docx, .pdf, .txt, .md or .html, and try again."
_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0", b"PK", b"%PDF"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*", b"{\\rtf", b"MZ", b"\x7fELF")


def format_of(name: str, data: bytes) -> str:
    """word, pdf, plain, markdown or html. Raises CannotRead with what to do instead."""
    ending = PurePosixPath(name.replace("\\", "/").strip().lower()).suffix
    if not data.strip(b"\x00 \r\n\t\x0c"):
        raise CannotRead(EMPTY)
    if len(data) > LARGEST:
        raise CannotRead(TOO_LARGE)
    if data.startswith(_OLE) or ending in (".doc", ".dot"):
        raise CannotRead(OLD_WORD)
    if ending in (".docm", ".dotm"):
        raise CannotRead(MACROS)
    found = FORMATS.get(ending)
    if not found:
        raise CannotRead(OTHER)
    true = (found == "word") == data.startswith(_ZIP + b"\x03\x04") and (found == "pdf") == (_PDF in data[:1024])
    if not true or data.startswith(_PICTURES):
        raise CannotRead(MISNAMED)
    return found


def text_of(data: bytes) -> str:
    """The bytes as text: marked UTF-8 or UTF-16, UTF-8, or else Western European as Windows writes it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        return _decoded(data, _unmarked_wide(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if len(re.findall("[\x00-\x08\x0e-\x1f\x81\x8d\x8f\x90\x9d\ufffd]", text)) > len(text) / 200:
        raise CannotRead(NOT_TEXT)
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CannotRead(NOT_TEXT) from error


def _unmarked_wide(data: bytes) -> str:
    """UTF-16 without a mark shows in every other byte being nought."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) < len(data) / 5 or min(even, odd) > max(even, odd) / 10:
        raise CannotRead(NOT_TEXT)
    return "utf-16-le" if odd > even else "utf-16-be"
