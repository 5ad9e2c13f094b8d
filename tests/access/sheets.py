"""Forms as a browser reads them from a page, filled in plausibly and sent back byte by byte."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from django.utils import timezone
from lxml import html


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(comment: bytes = b"") -> bytes:
    """A picture of one white point; a comment is a word, a zero byte, and words."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    beside = _chunk(b"tEXt", comment) if comment else b""
    point = _chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + head + beside + point + _chunk(b"IEND", b"")


PNG = a_png()
UPLOADS = {
    ".md": ("text.md", b"# Purpose\n\nWhy we have this.\n\n# Rules\n\nWhat to do.\n", "text/markdown"),
    ".png": ("sheet.png", PNG, "image/png"),
    "": ("roll.csv", b"Name,Email,Start date\nNora New,nora@beacon-hill.example,13/09/2026\n", "text/csv"),
}
TYPED = {"text", "search", "email", "url", "tel", "number", "password", "date", "textarea"}
PAST = ("from_on", "until_on", "decided_on", "signed_on", "found_on", "reported_on", "gone_on")  # days that were
Pairs = list[tuple[str, str]]


@dataclass
class Sheet:
    """One form: its kind of sending, its pairs as they would be sent; boxes for text, choices and ticks by name."""

    action: str
    method: str
    is_multipart: bool
    pairs: Pairs = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    exact: set[str] = field(default_factory=set)  # of the typed, those for an address or a number
    choices: dict[str, list[str]] = field(default_factory=dict)
    ticks: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    holder: str = ""

    def with_value(self, name: str, *values: str) -> Pairs:
        """The pairs with one name holding these values instead."""
        return [pair for pair in self.pairs if pair[0] != name] + [(name, value) for value in values]

    def fresh(self, pairs: Pairs | None = None) -> Pairs:
        """The pairs with a token of their own, as a page shown anew has."""
        return [(name, uuid4().hex if name == "token" else value) for name, value in pairs or self.pairs]


def sheets(content: bytes, path: str) -> list[Sheet]:
    """The forms in the main part of a page."""
    page: Any = html.fromstring(content.decode())
    return [_sheet(one, path) for one in page.xpath("//main//form")]


def _sheet(form: Any, path: str) -> Sheet:
    kind = form.get("enctype", "")
    made = Sheet(form.get("action") or path, (form.get("method") or "get").lower(), kind.startswith("multipart"))
    for box in form.xpath(".//input | .//textarea | .//select"):
        if box.get("name"):
            _add(made, box, _kind(box))
    for name, values in made.choices.items():
        if values and name not in dict(made.pairs) and not name.endswith("withdrew"):
            made.pairs.append((name, values[0]))
    return made


def _kind(box: Any) -> str:
    return str(box.tag if box.tag != "input" else box.get("type", "text").lower())


def _add(made: Sheet, box: Any, kind: str) -> None:
    name, value = box.get("name"), box.get("value", "")
    if kind in {"radio", "checkbox"}:
        if kind == "radio" or box.get("value"):
            made.choices.setdefault(name, []).append(value)
        is_tick = kind == "checkbox" and not box.get("value")
        made.ticks += [name] if is_tick else []
        is_for_equal_votes = name.endswith("casting_vote")
        if box.get("checked") is not None or (is_tick and not is_for_equal_votes):
            made.pairs.append((name, "on" if box.get("value") is None else value))
    elif kind == "select":
        offered = [option.get("value", "") for option in box.xpath(".//option")]
        made.choices[name] = [one for one in offered if one]
        chosen = box.xpath(".//option[@selected]/@value")
        made.pairs.append((name, str(chosen[0]) if chosen else ""))
    elif kind == "file":
        accept = box.get("accept", "")
        ending = next((one for one in (".md", ".png") if one in accept), "")
        made.files[name] = UPLOADS[ending]
    elif kind in TYPED:
        made.typed.append(name)
        made.exact |= {name} if kind in {"url", "email", "number"} else set()
        if box.get("maxlength"):
            made.longest[name] = int(box.get("maxlength"))
        now = (box.text or "").removeprefix("\n") if kind == "textarea" else value
        made.pairs.append((name, now or plausible(name, kind)))
    elif kind == "hidden":
        made.pairs.append((name, value))


def plausible(name: str, kind: str) -> str:
    """Something that fits a box that is empty."""
    is_past = kind == "date" or name.startswith(PAST)
    day = timezone.localdate() + timedelta(days=0 if is_past else 40)
    if kind == "date":
        return day.isoformat()
    by_name = {"school_year": "2026-27", "email": f"{uuid4().hex[:8]}@beacon-hill.example", "quorum": "1"}
    by_name |= {"email_domain": "beacon-hill.example", "reference": uuid4().hex[:6], "number": "1.0"}
    by_name |= {"size": "30", "signed": "1", "ex_pupil_age": "18"}
    by_name |= {"last_updated": "May 2026", "review": "Summer term 2027"}
    by_name |= {name: "https://www.county-library.example/"} if kind == "url" else {}
    for ending, part in (("_day", day.day), ("_month", day.month), ("_year", day.year)):
        if name.endswith(ending):
            by_name.setdefault(name, str(part))
    if name.startswith(("past_", "line_")) or name.endswith(("votes_for", "votes_against", "abstained")):
        return ""
    return by_name.get(name, f"Plain words {uuid4().hex[:6]}")


def urlencoded(pairs: Iterable[tuple[str, str]]) -> bytes:
    """As a browser sends it, but for lone surrogates, which no browser sends and anyone else may."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def multipart(pairs: Iterable[tuple[str, str]], files: dict[str, tuple[str, bytes, str]]) -> tuple[bytes, str]:
    """The body and its content type."""
    mark = uuid4().hex.encode()
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (mark, name.encode(), _bytes(value))
        for name, value in pairs
    ]
    for name, (title, data, kind) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{title}"\r\nContent-Type: {kind}'
        parts.append(b"--%b\r\n%b\r\n\r\n%b\r\n" % (mark, head.encode(), data))
    return b"".join(parts) + b"--%b--\r\n" % mark, f"multipart/form-data; boundary={mark.decode()}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def send(client: Any, sheet: Sheet, pairs: Pairs | None = None) -> Any:
    """Send the form, with a token of its own."""
    pairs = sheet.fresh(pairs)
    if sheet.method == "get":
        return client.get(f"{sheet.action.partition('?')[0]}?{urlencoded(pairs).decode()}")
    if sheet.is_multipart:
        body, kind = multipart(pairs, sheet.files)
    else:
        body, kind = urlencoded(pairs), "application/x-www-form-urlencoded"
    return client.post(sheet.action, data=body, content_type=kind)
