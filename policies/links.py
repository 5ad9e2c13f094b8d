"""Personal links for people without a log-in: a long random word in the address, of which only the hash is kept.

Who tries words is held back: so many misses from one network address, and it is answered no more for a while. The word
itself is too long to be guessed; this keeps the attempt from costing anything.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import View

MISSES, WITHIN = 30, 10 * 60  # misses, seconds
BYTES = 32


@dataclass(frozen=True)
class Link:
    """A new link: the word for its owner, the hash for the database."""

    word: str
    hash: str


def new_link() -> Link:
    """A word that nobody has had."""
    word = secrets.token_urlsafe(BYTES)
    return Link(word, hash_of(word))


def hash_of(word: str) -> str:
    """What the database keeps of a link's word: long and random as the word is, a plain hash does."""
    return hashlib.sha256(word.encode()).hexdigest()


@dataclass(frozen=True)
class Held:
    """The row that a link leads to, and whether the link still opens it today."""

    row: Any
    is_open: bool


Find = Callable[[str, date], Held | None]


def by_link(find: Find, run_out: str = "policies/links/run_out.html") -> Callable[[View], View]:
    """The view gets the row that the word in its address leads to; there is no such page for any other word.

    A link that has run out says so on the page `run_out`, and nothing of what it led to but the school's name.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *, token: str, **named: Any) -> HttpResponse:
            if cache.get(_misses(request), 0) >= MISSES:
                return _private(render(request, "policies/links/held_back.html", status=429))
            held = find(hash_of(token), timezone.localdate())
            if held is None:
                _count_a_miss(request)
                raise Http404
            request.loaded = held.row  # type: ignore[attr-defined]  # the frame of the page shows whose page it is
            if not held.is_open:
                return _private(render(request, run_out, status=410))
            return _private(view(request, held.row, token, **named))

        return opened

    return declare


def _private(answer: HttpResponse) -> HttpResponse:
    """Who has the link reads the page; nothing between them and us keeps it, and no other site learns the address."""
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _misses(request: HttpRequest) -> str:
    return f"link-misses:{get_adapter(request).get_client_ip(request)}"


def _count_a_miss(request: HttpRequest) -> None:
    key = _misses(request)
    if not cache.add(key, 1, timeout=WITHIN):
        try:
            cache.incr(key)
        except ValueError:  # it ran out in between
            cache.set(key, 1, timeout=WITHIN)
