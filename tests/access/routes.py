"""Every address there is, from the resolver, with what its view declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from foundation.core.pages import Access

# Views that are not ours, and so declare nothing. Each was looked at: what it shows to whom, and why that is right.
THIRD_PARTY = {
    "account_login": "signing in is for who is not signed in; who is, is led to the desk",
    "account_logout": "ends the session of who asks, by a POST with its token",
    "account_inactive": "says that a log-in is closed, and nothing else",
    "account_signup": "nobody signs up (config.sign_in): it says so",
    "account_reauthenticate": "asks who is signed in for the password again",
    "account_change_password": "the password of who is signed in",
    "account_set_password": "the first password of who is signed in",
    "account_reset_password": "mails a link; the answer is the same whether there is a log-in or not",
    "account_reset_password_done": "a sentence",
    "account_reset_password_from_key": "looks up a key of its own; without one it says that the link is no good",
    "account_reset_password_from_key_done": "a sentence",
}


@dataclass(frozen=True)
class Route:
    """One address. `methods` are those its view takes; of a view that is not ours, GET and POST are asked."""

    name: str
    pattern: str
    view: Any
    access: Access | None

    @property
    def methods(self) -> tuple[str, ...]:
        return self.access.methods if self.access else ("GET", "POST")


def routes(urlconf: Any = None) -> list[Route]:
    """Every route below the root, ours and others'."""
    return list(_walk(get_resolver(urlconf), ""))


def routes_of(label: str) -> set[str]:
    """The names of the routes that an app's own views answer."""
    return {route.name for route in routes() if route.view.__module__.startswith(f"{label}.")}


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield Route(one.name or "", pattern, one.callback, declared(one.callback))
        else:
            yield from _walk(one, pattern)


def declared(view: Any) -> Access | None:
    """What `foundation.core.pages.page` wrote on a view, under whatever else was wrapped round it."""
    while view is not None:
        if isinstance(getattr(view, "access", None), Access):
            found: Access = view.access
            return found
        view = getattr(view, "__wrapped__", None)
    return None


def undeclared(found: list[Route]) -> list[str]:
    """The addresses of views that say nothing and were not looked at."""
    return [f"{route.name} {route.pattern}" for route in found if not route.access and route.name not in THIRD_PARTY]
