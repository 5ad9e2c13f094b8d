"""The table of who may do what, made from the rules themselves and from what the views declare."""

import inspect
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from foundation.core.pages import Access
from foundation.core.rules import RULES, SEES

HEAD = """# Who may do what

Made by `manage.py permissions` from the rules: the sentence of each is its definition in `permissions.py`. A role
counts from its first day to its last, and only while the person is on the roll. Where a page names a row, whoever may
not see the row is told that there is no such page; and so is who sees it but may not do what the page does.

`tests/access/matrix.csv` says for every address how everybody is answered; it is reviewed by hand, and every cell of it
is proven.
"""
AT = {
    "device": "a page of shared devices: choosing one's name",
    "at_device": "a page of shared devices: it shows who gave their PIN there what is theirs",
}
LOOKS = "whether the row is there at all"


def table() -> str:
    """The page docs/permissions.md."""
    lines = [HEAD, "## Permissions", ""]
    for app, perms in _by_app().items():
        lines += [f"### {app}", "", "| permission | on | who |", "|---|---|---|"]
        lines += [f"| `{perm}` | {_on(perm)} | {who(perm)} |" for perm in perms]
        lines.append("")
    lines += ["## Pages without a permission", "", "| address | open to | why |", "|---|---|---|"]
    lines += [
        f"| `/{pattern}` | {_open_to(access)} | {access.public or access.signed_in or AT[access.at]} |"
        for pattern, access in _open()
    ]
    return "\n".join([*lines, ""])


def _by_app() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for perm in sorted(RULES):
        found.setdefault(perm.partition(".")[0], []).append(perm)
    return found


def who(perm: str) -> str:
    """Who holds a permission, in the words of its rule."""
    return " ".join((inspect.getdoc(RULES[perm][1]) or "").split())


def _on(perm: str) -> str:
    model = RULES[perm][0]
    name = str(model._meta.verbose_name)
    return f"{name}: {LOOKS}" if SEES.get(model) == perm else name


def _open() -> list[tuple[str, Access]]:
    return [(pattern, access) for pattern, access in _declared(get_resolver(), "") if not access.perm]


def _declared(resolver: URLResolver, before: str) -> Iterator[tuple[str, Access]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _declared(one, before + str(one.pattern))
        elif isinstance(one, URLPattern) and isinstance(access := getattr(one.callback, "access", None), Access):
            yield before + str(one.pattern), access


def _open_to(access: Access) -> str:
    if access.at:
        return "a shared device" if access.at == "device" else "who gave their PIN at a shared device"
    return "everybody" if access.public else "who is signed in"
