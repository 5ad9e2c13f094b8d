"""What the templates must not do."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.sources import APPS, LAYERS, below, sources, templates

NAMED = re.compile(r"""\{%\s*url\s+["']([\w:-]+)["']""")
REVERSED = re.compile(r"""\b(?:reverse|reverse_lazy|redirect)\(\s*["']([a-z][\w:-]+)["']""")
HANDLER = re.compile(r"""\son[a-z]+\s*=\s*["']""")
STYLED = re.compile(r"""\sstyle\s*=\s*["']""")
SCRIPT = re.compile(r"<(script|style)\b(?![^>]*nonce=)(?![^>]*\bsrc=)[^>]*>")
FOR_PRINT_OR_MAIL = ("pdf/", "email/")


def owners() -> dict[str, str]:
    """Name of an address -> the app whose view answers there ("" for one that is not ours)."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, space)
            elif pattern.name:
                yield f"{prefix}{pattern.name}", app_of(pattern.callback.__module__)

    return dict(walk(get_resolver().url_patterns, ""))


def app_of(module: str) -> str:
    """`foundation.schools.views` -> schools; "" for what is not ours."""
    first, *rest = module.split(".")
    return "" if first not in APPS else (rest[0] if first == "foundation" else first)


def upward(app: str, names: list[str], where: str) -> Iterator[str]:
    known = owners()
    for name in names:
        if name not in known:
            yield f"{where}: no address is named {name}"
        elif known[name] and known[name] not in below(app):
            yield f"{where}: {name} is of {known[name]}"


def test_templates_name_addresses_downwards() -> None:
    def found() -> Iterator[str]:
        for name, text in templates().items():
            app = name.partition("/")[0]
            # What is not of one app (the frame, allauth's pages) is the composition root's.
            app = app if app in LAYERS else "config"
            yield from upward(app, NAMED.findall(text), name)

    assert sorted(found()) == []


def test_code_names_addresses_downwards() -> None:
    def found() -> Iterator[str]:
        for source in sources():
            module = source.name.removesuffix(".py").replace("/", ".")
            yield from upward(app_of(module), REVERSED.findall(source.text), source.name)

    assert sorted(found()) == []


def test_nothing_is_shown_unescaped() -> None:
    """Clauses, cleaned by an allow-list, have the one filter `clause_html`."""
    found = [name for name, text in templates().items() if re.search(r"\|\s*safe\b|autoescape\s+off", text)]
    mail_in_plain_text = [name for name in found if name.endswith(".txt")]
    assert sorted(set(found) - set(mail_in_plain_text)) == []


def test_pages_hold_no_inline_script_or_style() -> None:
    found = (
        name
        for name, text in templates().items()
        if not any(part in name for part in FOR_PRINT_OR_MAIL)
        and (HANDLER.search(text) or STYLED.search(text) or SCRIPT.search(text))
    )
    assert sorted(found) == []
