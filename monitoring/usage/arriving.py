"""A log as it arrives: turned into plain lines of UTF-8 while it comes in, and sealed in pieces.

However large the file is, no more than one piece of it is in memory. What is sealed has no byte order mark, no NUL, one
newline between lines; a file in UTF-16 is taken over into UTF-8. Lines in the older Windows encoding stay as they are
and are read so (`reading`).
"""

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MIB = 1024 * 1024
PIECE = 4 * MIB
LARGEST = 512 * MIB  # a filter writes about 100 bytes a line: five million lines
HEAD = 4096
BINARY = {
    b"PK\x03\x04": "a workbook or an archive",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed",
    b"\xd0\xcf\x11\xe0": "an old workbook",
}


class NotALog(Exception):
    """The file cannot be taken as a log; the text says why, and what to do."""


@dataclass
class Arrived:
    """What is known of a file once all of it is there: its size as lines of text, the hash of it as it came."""

    size: int = 0
    sha256: str = ""
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def pieces(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The file in pieces of plain lines, each to be sealed before the next is asked for. Raises NotALog."""
        waiting = bytearray()
        for plain in _plain_lines(self._counted(chunks)):
            waiting += plain
            while len(waiting) >= PIECE:
                yield self._cut(waiting, PIECE)
        if waiting:
            yield self._cut(waiting, len(waiting))
        self.sha256 = self._digest.hexdigest()
        if not self.size:
            raise NotALog("The file is empty.")

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        came = 0
        for chunk in chunks:
            came += len(chunk)
            if came > LARGEST:
                raise NotALog(f"The file is larger than {LARGEST // MIB} MB. Export fewer days, or this person alone.")
            self._digest.update(chunk)
            yield bytes(chunk)

    def _cut(self, waiting: bytearray, length: int) -> bytes:
        piece = bytes(waiting[:length])
        del waiting[:length]
        self.size += len(piece)
        return piece


def _plain_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes without mark and NUL, with one newline between lines."""
    coming = iter(chunks)
    first = b""
    for chunk in coming:
        first += chunk
        if len(first) >= HEAD:
            break
    kind = next((said for start, said in BINARY.items() if first.startswith(start)), "")
    if kind:
        raise NotALog(f"This is {kind}, not a CSV file. Export the log as CSV.")
    encoding = _wide(first)
    whole = _again(first, coming)
    texts = _from_wide(whole, encoding) if encoding else _without_mark(whole)
    held = b""
    for text in texts:
        joined = held + text.replace(b"\0", b"")
        held = b"\r" if joined.endswith(b"\r") else b""
        joined = joined[: len(joined) - len(held)]
        yield joined.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if held:
        yield b"\n"


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(chunks).removeprefix(codecs.BOM_UTF8)
    yield from chunks


def _wide(start: bytes) -> str:
    """The kind of UTF-16, by its mark, or by every other byte of the beginning being nothing."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = start[:200]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 4 or max(even, odd) < len(head) // 4:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _from_wide(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "replace")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as broken:
        raise NotALog("The file is damaged: it begins in one encoding and does not go on in it.") from broken
