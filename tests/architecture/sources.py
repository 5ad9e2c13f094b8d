"""What the architecture tests read: our own source files, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("config", "monitoring", "incidents", "approvals", "policies", "foundation")
# From the top down: an app may point only at what stands after it.
LAYERS = (
    "config",
    "monitoring",
    "incidents",
    "approvals",
    "policies",
    "notices",
    "schools",
    "documents",
    "jobs",
    "audit",
    "core",
)


@dataclass(frozen=True)
class Source:
    """One Python file; `name` is its path from the root."""

    name: str
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the product but its migrations."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return tuple(
        Source(str(path.relative_to(ROOT)), text, ast.parse(text)) for path in paths for text in [path.read_text()]
    )


@cache
def templates() -> dict[str, str]:
    """Every template of ours, by its path below `templates/`."""
    folder = ROOT / "templates"
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in paths}


def below(app: str) -> frozenset[str]:
    """The layers that `app` may point at: itself and what stands below it."""
    return frozenset(LAYERS[LAYERS.index(app) :])
