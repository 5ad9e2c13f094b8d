"""Streams of a PDF that unpack to far more than a policy holds, found before anything reads the file."""

import re
import zlib

from foundation.documents.reading.model import CannotRead

UNPACKED, TOGETHER, LAYERS = 24 * 1024 * 1024, 160 * 1024 * 1024, 3
TOO_LARGE = "This PDF unpacks to far more than a policy holds, and was not opened. Use the document it was made from."
_STREAM = re.compile(rb"stream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image|/(DCT|JPX|CCITTFax|JBIG2)Decode")
_HEAD = 600


def refuse_bombs(data: bytes) -> None:
    """Unpack each packed stream, never keeping more than a part of it. Raises CannotRead."""
    together = 0
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - _HEAD) : found.start()].rpartition(b"obj")[2]
        if _IMAGE.search(head) or b"Decode" not in head:
            continue
        end = data.find(b"endstream", found.end())
        together += _unpacked(data[found.end() : end if end >= 0 else len(data)], LAYERS)
        if together > TOGETHER:
            raise CannotRead(TOO_LARGE)


def _unpacked(packed: bytes, layers: int) -> int:
    """How much a stream unpacks to, what is packed in it again included; 0 where it is not packed this way."""
    machine = zlib.decompressobj()
    size, held = 0, b""
    try:
        while packed and not machine.eof:
            part = machine.decompress(packed, 1024 * 1024)
            packed = machine.unconsumed_tail
            size += len(part)
            held = held or part
            if size > UNPACKED:
                raise CannotRead(TOO_LARGE)
    except zlib.error:
        return size
    if layers and held[:1] == b"\x78" and size < UNPACKED:
        size += _unpacked(held, layers - 1)
    return size
