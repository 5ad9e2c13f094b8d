"""What the code must not do; each rule says which files break it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, sources, templates

FUNCTION_LINES, MODULE_LINES, TEMPLATE_LINES = 50, 400, 120
VIEW_LINES = 20  # about fifteen
VAGUE = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py"}
BANNED_WORDS = re.compile(r"\bsuccessfull?y\b", re.IGNORECASE)
DISPATCH = {"delay", "apply_async", "send_task"}
MAY_DISPATCH = ("foundation/jobs/", "foundation/notices/")


def breaches(found: Iterator[str]) -> list[str]:
    return sorted(found)


def assigns_status(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store):
            yield f"{source.name}:{node.lineno}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            yield from (f"{source.name}:{node.lineno}" for word in node.keywords if word.arg == "status")


def test_nothing_but_a_transition_assigns_a_status() -> None:
    elsewhere = [source for source in sources() if "transitions" not in source.name]
    assert breaches(place for source in elsewhere for place in assigns_status(source)) == []


def test_tasks_are_started_in_jobs_and_notices_only() -> None:
    found = (
        f"{source.name}:{node.lineno}"
        for source in sources()
        if not source.name.startswith(MAY_DISPATCH)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DISPATCH
    )
    assert breaches(found) == []


def test_every_exception_caught_is_named() -> None:
    """But once: the runner that parks the job that failed, whatever it was."""
    found = (
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) == "Exception")
    )
    assert len(breaches(found)) <= 1, breaches(found)


def test_no_module_is_named_by_what_it_is_not() -> None:
    assert breaches(source.name for source in sources() if source.name.rpartition("/")[2] in VAGUE) == []


def test_no_banned_word_is_on_a_page_or_in_a_message() -> None:
    texts = {source.name: source.text for source in sources()} | templates()
    assert breaches(name for name, text in texts.items() if BANNED_WORDS.search(text)) == []


def test_modules_functions_and_templates_are_small() -> None:
    def found() -> Iterator[str]:
        for source in sources():
            if (lines := source.text.count("\n")) > MODULE_LINES:
                yield f"{source.name}: {lines} lines"
            for function in source.functions():
                if (lines := length(function)) > FUNCTION_LINES:
                    yield f"{source.name}:{function.lineno} {function.name}: {lines} lines"
        for name, text in templates().items():
            if (lines := text.count("\n")) > TEMPLATE_LINES:
                yield f"templates/{name}: {lines} lines"

    assert breaches(found()) == []


def test_a_view_loads_makes_one_call_and_answers() -> None:
    found = (
        f"{source.name}:{function.lineno} {function.name}: {length(function)} lines"
        for source in sources()
        for function in source.functions()
        if any(ast.unparse(mark).startswith("page(") for mark in function.decorator_list)
        and length(function) > VIEW_LINES
    )
    assert breaches(found) == []


def test_the_clock_is_read_in_views_and_tasks_only() -> None:
    """Domain functions take `at` or `on`, so that any day can be asked about."""
    domain = re.compile(r"(transitions|models|outstanding)(/|\.py)")
    found = (
        f"{source.name}:{node.lineno}"
        for source in sources()
        if domain.search(source.name)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"timezone.now", "timezone.localdate"}
    )
    assert breaches(found) == []


def length(function: ast.FunctionDef) -> int:
    """Lines from the name to the end, the docstring not counted."""
    said = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return lines - ((said.end_lineno or said.lineno) - said.lineno + 1 if said else 0)


@pytest.mark.parametrize(
    "text",
    ["row.status = 'in_force'", "row.status, other = 1, 2", "rows.update(status='done')", "row.status: str = 'done'"],
)
def test_the_search_for_a_status_finds_every_form(text: str) -> None:
    assert list(assigns_status(Source("x.py", text, ast.parse(text)))) == ["x.py:1"]
