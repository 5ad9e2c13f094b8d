"""What the documentation says is there, and it says it in our words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.schools.models import RoleKind
from tests.architecture.sources import APPS, LAYERS, ROOT, sources
from tests.docs.pages import CODE, dead_links, decisions, glossary, known, pages, unknown_words

NAMED_IN_CODE = ("docs/architecture.md", "docs/glossary.md", *decisions())
BANNED = re.compile(
    r"\b(successful(?:ly)?|simply|seamless(?:ly)?|effortless(?:ly)?|powerful|robust|leverag\w+|cutting-edge"
    r"|state-of-the-art|blazing\w*|world-class|best-in-class|game-chang\w+|TODO|FIXME|TBC)\b",
    re.IGNORECASE,
)
OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|workspace|tmp|Users|mnt)/")
OUTSIDE = re.compile(r"https?://([^\s/`)>:]+)")
OURS_OR_NOBODYS = re.compile(r"(127\.0\.0\.1|localhost|\$\w+|[\w.-]*\.example)$")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
DJANGOS = {"check", "migrate", "makemigrations"}
STATUS = re.compile(r"^Status: (taken|replaced by \[\d{4}\]\([^)]+\))$", re.MULTILINE)
DATE = re.compile(r"^Date: \d{1,2} [A-Z][a-z]+ \d{4}$", re.MULTILINE)
GRAMMAR = {"on", "my", "all", "first", "again", "set", "try", "page", "list"}


def entries() -> list[tuple[str, str, str]]:
    return glossary(pages()["docs/glossary.md"])


def test_every_link_leads_somewhere() -> None:
    assert sorted(dead for name, text in pages().items() for dead in dead_links(name, text, ROOT)) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A heading\n")
    text = "[a](there.md) [b](gone.md) [c](there.md#a-heading) [d](there.md#none) [e](mailto:x@y.example)"
    assert list(dead_links("page.md", text, tmp_path)) == ["page.md: gone.md", "page.md: there.md#none"]


def test_no_page_uses_a_word_we_do_not_use() -> None:
    assert sorted((name, found[0]) for name, text in pages().items() for found in BANNED.finditer(text)) == []


def test_no_page_names_a_machine_or_a_host_outside() -> None:
    paths = [(name, found[0]) for name, text in pages().items() for found in OF_A_MACHINE.finditer(text)]
    hosts = [(name, host) for name, text in pages().items() for host in OUTSIDE.findall(text)]
    assert paths + [(name, host) for name, host in hosts if not OURS_OR_NOBODYS.match(host)] == []


def test_the_readme_names_only_commands_that_there_are() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    code = {name: " ".join([*CODE.findall(text), *_indented(text)]) for name, text in pages().items()}
    made = {(name, word) for name, text in code.items() for word in MAKE.findall(text)}
    asked = {(name, word) for name, text in code.items() for word in MANAGE.findall(text)}
    assert sorted(pair for pair in made if pair[1] not in targets) == []
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] in APPS}
    assert sorted(pair for pair in asked if pair[1] not in ours | DJANGOS) == []
    assert ("README.md", "serve") in made
    assert ("README.md", "test") in made


def _indented(text: str) -> list[str]:
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for line in text.splitlines() if line.startswith("    ")] + fenced


@pytest.mark.parametrize("name", sorted(decisions()))
def test_a_decision_says_its_status_and_its_day_and_is_half_a_page(name: str) -> None:
    text = decisions()[name]
    assert text.startswith(f"# {Path(name).name[:4]}. ")
    assert STATUS.search(text)
    assert DATE.search(text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["The question", "The decision", "What follows"]
    assert text.count("\n") <= 32


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    names = [Path(name).name for name in sorted(decisions())]
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    listed = re.findall(r"\]\(([^)]+)\)", pages()["docs/adr/README.md"])
    assert listed == names


@pytest.mark.parametrize("name", NAMED_IN_CODE)
def test_what_a_page_names_as_code_stands_in_the_code(name: str) -> None:
    assert sorted(unknown_words(pages()[name])) == []


def test_a_word_that_no_code_has_is_found() -> None:
    assert unknown_words("`Policy` and `Pol1cyOf` and prose") == {"Pol1cyOf"}


def test_the_glossary_is_in_order_and_says_everything_once_in_one_sentence() -> None:
    terms = [term.casefold() for term, _, _ in entries()]
    assert terms == sorted(set(terms))
    assert [said for _, said, _ in entries() if not said.endswith(".") or ". " in said.replace("e.g. ", "")] == []


def test_every_word_of_the_glossary_stands_in_the_code() -> None:
    """As the code word it names, or where it names none, as itself."""
    missing = [term for term, _, code in entries() if not code and not set(term.casefold().split()) <= known()]
    assert missing == []


def test_every_table_of_ours_is_in_the_glossary() -> None:
    said = {word for _, _, code in entries() for word in re.findall(r"\w+", code)}
    models = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in LAYERS and not model._meta.auto_created
    }
    assert sorted(models - said) == []


def test_every_verb_and_every_word_of_an_address_is_in_the_glossary() -> None:
    """As a term, or as the code word of one."""
    said = {_stem(word) for term, _, code in entries() for word in re.findall(r"[a-z]+", f"{term} {code}".casefold())}
    wanted = set(_verbs()) | set(_words_of_addresses())
    assert sorted(word for word in wanted - GRAMMAR if _stem(word) not in said) == []


def _verbs() -> Iterator[str]:
    """The first word of every transition: a function that takes the time at which it happens."""
    for source in sources():
        if "transitions" in source.name:
            for function in source.functions():
                named = {argument.arg for argument in function.args.kwonlyargs}
                if "at" in named and not function.name.startswith("_"):
                    yield function.name.partition("_")[0]


def _words_of_addresses() -> Iterator[str]:
    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif pattern.name and pattern.callback.__module__.partition(".")[0] in APPS:
                yield from pattern.name.split("-")

    return walk(get_resolver().url_patterns)


def _stem(word: str) -> str:
    """A word without the ending that makes it many or done."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + instead
    return word


def test_every_role_is_on_the_page_that_says_what_roles_do() -> None:
    page = pages()["docs/roles.md"]
    assert [str(kind.label) for kind in RoleKind if f"**{kind.label}**" not in page] == []


def test_every_page_of_the_documentation_is_reached_from_the_readme() -> None:
    reached, waiting = set[str](), ["README.md"]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in pages():
            continue
        reached.add(name)
        targets = re.findall(r"\]\(([^)#\s]+)", pages()[name])
        waiting += [
            str(Path(ROOT, name).parent.joinpath(to).resolve().relative_to(ROOT)) for to in targets if ":" not in to
        ]
    assert sorted(set(pages()) - reached) == []


def test_the_parts_read_are_those_that_are_there() -> None:
    """Else a page that is not read would never be wrong."""
    assert {"README.md", "CHANGELOG.md", "docs/architecture.md", "docs/acknowledging.md"} <= pages().keys()
    assert len(decisions()) >= 10
