"""Which clauses of the five policies a test proves: read from the tests' own marks."""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Section:
    letter: str
    title: str
    clauses: dict[str, str]


def sections(path: Path) -> list[Section]:
    """The clauses with their titles, as docs/clauses.toml has them."""
    return [Section(letter, part["title"], part["clauses"]) for letter, part in tomllib.loads(path.read_text()).items()]


def proofs(tests: Path) -> dict[str, list[str]]:
    """Clause id -> the tests whose mark names it, as `file::test`, in the order of the files."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        of_all = list(_named(_marks_of_all(tree)))
        for name, node in _tests(tree):
            for clause in [*of_all, *_named(getattr(node, "decorator_list", []))]:
                found[clause].append(f"{path.relative_to(tests.parent)}::{name}")
    return dict(found)


def _tests(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
            yield node.name, node


def _marks_of_all(tree: ast.Module) -> list[ast.expr]:
    """The marks that a file gives to all its tests."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            return node.value.elts if isinstance(node.value, ast.List) else [node.value]
    return []


def _named(marks: Iterable[ast.expr]) -> Iterator[str]:
    for mark in marks:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.clause":
            yield from (ast.literal_eval(word) for word in mark.args)


def table(parts: list[Section], found: dict[str, list[str]]) -> str:
    """The page docs/clauses.md."""
    total, proven = sum(len(part.clauses) for part in parts), len(found)
    lines = ["# What is proven of the five policies", "", "Made by `make clauses` from the marks of the tests."]
    lines += [f"Of {total} clauses, tests name {proven}. A clause may be proven in parts.", ""]
    for part in parts:
        lines += [f"## {part.letter}. {part.title}", "", "| id | clause | tests that prove it |", "|---|---|---|"]
        for clause, title in part.clauses.items():
            tests = "<br>".join(f"`{name}`" for name in found.get(clause, [])) or "not yet"
            lines.append(f"| {clause} | {title} | {tests} |")
        lines.append("")
    return "\n".join(lines)
