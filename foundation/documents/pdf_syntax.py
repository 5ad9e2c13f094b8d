"""PDF as our printer writes it: its values read and written, and a file of it taken apart (ISO 32000-1, 7.3 and 7.5).

Only what the printer makes is understood: objects in streams of objects, literal strings that are escaped, references
of generation 0. That is what makes it fast, and anything else is refused.
"""

import re
import zlib
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(
    rb"<<|>>|\[|\]|/[^\s/<>\[\]()]*|\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F]*>|\d+ 0 R|[^\s/<>\[\]()]+", re.DOTALL
)
STRING = re.compile(rb"(\((?:[^()\\]|\\.)*\))", re.DOTALL)
REFERENCE = re.compile(rb"(\d+) 0 R")
ESCAPED = re.compile(rb"\\([()\\])")
TO_ESCAPE = re.compile(rb"[()\\]")
STREAM = re.compile(rb"(\d+) 0 obj\n(<<.*?/Length (\d+)>>)\nstream\n", re.DOTALL)
PAGES = re.compile(rb"<</Type /Pages/Kids \[[^\]]*\]/Count (\d+)>>")
START = re.compile(rb"startxref\n(\d+)\n%%EOF\n?\Z")
OF_REFERENCE = b" 0 R"
DIGITS = b"0123456789"
NEWLINE, BOUND = 10, 0  # between objects, and there while they are renumbered; the second stands in none of them
GAP = b"\1"  # in place of a string; nor does this
LARGEST = 32 * 1024 * 1024  # of a stream of objects that is unpacked


class NotOurs(Exception):
    """The file is not as our printer writes it."""


def read(text: bytes) -> Any:
    """A value: dictionaries and lists as such, names, strings, numbers and references as they are written."""
    tokens = iter(TOKEN.findall(text))
    return _read(next(tokens), tokens)


def _read(token: bytes, tokens: Iterator[bytes]) -> Any:
    if token == b"<<":
        found = {}
        while (name := next(tokens)) != b">>":
            found[name] = _read(next(tokens), tokens)
        return found
    if token == b"[":
        row = []
        while (one := next(tokens)) != b"]":
            row.append(_read(one, tokens))
        return row
    return token


def write(value: Any) -> bytes:
    """The value as it stands in a file."""
    if isinstance(value, dict):
        return b"<<%b>>" % b"".join(b"%b %b" % (name, write(one)) for name, one in value.items())
    if isinstance(value, list):
        return b"[%b]" % b" ".join(map(write, value))
    return value if isinstance(value, bytes) else b"%d" % value


def ref(number: int) -> bytes:
    return b"%d 0 R" % number


def number_of(reference: bytes) -> int:
    """The number of the object that is referred to. Raises NotOurs."""
    found = REFERENCE.fullmatch(reference) if isinstance(reference, bytes) else None
    if found is None:
        raise NotOurs
    return int(found[1])


def string(words: str) -> bytes:
    """A text string: plain where the words are, else in UTF-16 (7.9.2.2)."""
    if words.isascii():
        return literal(words.encode())
    return b"<feff%b>" % words.encode("utf-16-be").hex().encode()


def literal(value: bytes) -> bytes:
    return b"(%b)" % TO_ESCAPE.sub(rb"\\\g<0>", value)


def value_of(token: bytes) -> bytes:
    """The bytes of a string."""
    if token.startswith(b"("):
        return ESCAPED.sub(rb"\1", token[1:-1])
    return bytes.fromhex(token[1:-1].decode())


def words_in(token: bytes) -> str:
    """The words of a text string."""
    value = value_of(token)
    return value[2:].decode("utf-16-be") if value.startswith(BOM_UTF16_BE) else value.decode("latin-1")


@dataclass
class Taken:
    """A file taken apart, its objects numbered from `first` on."""

    objects: dict[int, bytes]
    streams: dict[int, tuple[bytes, bytes]]  # their dictionaries, and what is in them as it is packed
    root: int
    info: int
    size: int

    def get(self, reference: bytes) -> Any:
        """The value that is referred to. Raises NotOurs."""
        try:
            return read(self.objects[number_of(reference)])
        except KeyError:
            raise NotOurs from None

    def put(self, reference: bytes, value: Any) -> None:
        self.objects[number_of(reference)] = write(value)


def taken_apart(pdf: bytes, first: int = 0) -> Taken:
    """The file's objects, with `first` added to every number. Raises NotOurs."""
    try:
        return _taken_apart(pdf, first)
    except (ValueError, KeyError, IndexError, StopIteration, zlib.error):
        raise NotOurs from None


def pages_in(pdf: bytes) -> int:
    """How many pages a file has, without taking it apart; 0 for one that is not ours, which is refused later."""
    try:
        for _, head, body in _streams(pdf, *_trailer(pdf)):
            if b"/Type /ObjStm" in head and (found := PAGES.search(_unpacked(body))):
                return int(found[1])
    except (NotOurs, ValueError, KeyError, IndexError, StopIteration, zlib.error):
        pass
    return 0


def _taken_apart(pdf: bytes, first: int) -> Taken:
    described, table = _trailer(pdf)
    size = int(described[b"/Size"])
    numbers = [ref(first + number) for number in range(size)]
    objects: dict[int, bytes] = {}
    streams: dict[int, tuple[bytes, bytes]] = {}
    for number, head, body in _streams(pdf, described, table):
        if b"/Type /ObjStm" in head:
            objects |= _objects(head, body, numbers, first)
        elif b"/Type /XRef" not in head:
            streams[first + number] = _renumbered(head, numbers), body
    root, info = (number_of(described[name]) + first for name in (b"/Root", b"/Info"))
    return Taken(objects, streams, root, info, size)


def _trailer(pdf: bytes) -> tuple[dict[bytes, Any], bytes]:
    """The dictionary that ends the file, and the table of where everything is."""
    start = START.search(pdf, max(0, len(pdf) - 64))
    if start is None:
        raise NotOurs
    _, head, table = _stream(pdf, int(start[1]))
    return read(head), _unpacked(table)


def _streams(pdf: bytes, described: dict[bytes, Any], table: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    for place in _places(described, table):
        yield _stream(pdf, place)


def _stream(pdf: bytes, place: int) -> tuple[int, bytes, bytes]:
    """The number, dictionary and body of the stream at this place."""
    found = STREAM.match(pdf, place)
    if found is None:
        raise NotOurs
    return int(found[1]), found[2], pdf[found.end() : found.end() + int(found[3])]


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(body, LARGEST)
    if unpacker.unconsumed_tail:
        raise NotOurs
    return found


def _places(described: dict[bytes, Any], table: bytes) -> Iterator[int]:
    """Where the objects stand that are not inside of another (7.5.8)."""
    kind, place, rest = (int(wide) for wide in described[b"/W"])
    if kind != 1:
        raise NotOurs
    row = kind + place + rest
    kinds = table[::row]
    at = kinds.find(1)
    while at >= 0:
        yield int.from_bytes(table[at * row + 1 : at * row + 1 + place], "big")
        at = kinds.find(1, at + 1)


def _objects(head: bytes, body: bytes, numbers: list[bytes], first: int) -> dict[int, bytes]:
    """What is in a stream of objects (7.5.7)."""
    text, begin = bytearray(_unpacked(body)), int(read(head)[b"/First"])
    pairs = [int(number) for number in text[:begin].split()]
    for at in (begin + place - 1 for place in pairs[3::2]):
        if text[at] != NEWLINE:
            raise NotOurs
        text[at] = BOUND
    apart = _renumbered(bytes(text[begin:]).rstrip(), numbers).split(b"%c" % BOUND)
    return dict(zip((first + number for number in pairs[::2]), apart, strict=True))


def _renumbered(text: bytes, numbers: list[bytes]) -> bytes:
    """The text with every reference, but not what looks like one in a string, to the new number."""
    pieces = STRING.split(text)
    row = GAP.join(pieces[::2]).split(OF_REFERENCE)  # an expression would take half as long again
    heads = [one.rstrip(DIGITS) for one in row[:-1]]
    changed = [b"", b""] * len(heads) + row[-1:]
    changed[:-1:2] = heads
    changed[1::2] = [numbers[int(one[len(head) :])] for one, head in zip(row, heads, strict=False)]
    pieces[::2] = b"".join(changed).split(GAP)
    return b"".join(pieces)
