"""What a benchmark answers: rows with both sides, their ratio and the target."""

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

HEADS = ("goal", "what", "ours", "other side", "ratio", "target", "")
WIDTHS = (4, 78, 36, 37, 7, 8, 7)


@dataclass(frozen=True)
class Row:
    """One measurement. `ratio` is ours by the other side; `target` is in words, such as "<= 2.5"."""

    goal: str
    what: str
    ours: str
    other: str
    ratio: float | None
    target: str
    is_met: bool

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Row":
        return cls(**json.loads(text))


Pairs = Sequence[tuple[float, float]]


def at_most(goal: str, what: str, pairs: Pairs, unit: str, target: float, names: tuple[str, str]) -> Row:
    """Pairs (ours, other) measured beside each other; the median of their ratios is to be at most the target."""
    return _of_pairs(goal, what, pairs, unit, f"<= {target:.3g}", names, lambda ratio: ratio <= target)


def at_least(goal: str, what: str, pairs: Pairs, unit: str, target: float, names: tuple[str, str]) -> Row:
    """As `at_most`, where more is better."""
    return _of_pairs(goal, what, pairs, unit, f">= {target:.3g}", names, lambda ratio: ratio >= target)


def _of_pairs(
    goal: str,
    what: str,
    pairs: Pairs,
    unit: str,
    target: str,
    names: tuple[str, str],
    is_met: Callable[[float], bool],
) -> Row:
    ratio = statistics.median(ours / other for ours, other in pairs)
    ours, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    said = f"{names[0]} {ours:,.2f} {unit}", f"{names[1]} {other:,.2f} {unit}"
    return Row(goal, f"{what}, {len(pairs)} pairs", *said, ratio, target, is_met(ratio))


def exactly(goal: str, what: str, ours: str, other: str, *, ratio: float | None = None, target: str, met: bool) -> Row:
    """Something counted, that is or is not as it has to be."""
    return Row(goal, what, ours, other, ratio, target, met)


def print_head() -> None:
    print_cells(HEADS)
    print_cells(["-" * width for width in WIDTHS])


def print_row(row: Row) -> None:
    ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
    met = "met" if row.is_met else "NOT MET"
    print_cells((row.goal, row.what, row.ours, row.other, ratio, row.target, met))


def print_cells(cells: Iterable[str]) -> None:
    line = " | ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    print(f"| {line} |", flush=True)  # noqa: T201 - a benchmark prints
