"""Pictures of figures, drawn here as SVG: no script, no inline style, the same on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

ROW = 50  # height of one bar with its label, in CSS pixels
BAR_SHARE = 76  # how much of the width the longest bar takes at most, in percent; the figure stands after it
LETTER, NARROWEST = 9, 280  # width of a letter of a figure, and of the picture on the narrowest screen, in CSS pixels
LINE_HEIGHT = 200


@dataclass(frozen=True)
class Point:
    """One figure: what it is of, how many, of how many (None where there is no whole), and where it is drawn.

    Places and widths are percentages with one decimal.
    """

    label: str
    value: int
    of: int | None
    said: str
    share: float
    whole: float
    x: float
    y: int


def figure_chart(
    title: str,
    points: Iterable[Sequence[Any]],
    kind: str = "bar",
    about: str = "",
    unit: str = "Number",
    first: str = "",
) -> dict[str, Any]:
    """A chart with its figures in a table below.

    `points` are (label, value) or (label, value, of how many); `kind` is "bar" or "line"; `about` says in a sentence
    what the picture shows; `unit` heads the column of figures and `first` the column of labels.
    """
    if kind not in ("bar", "line"):
        raise ValueError(f"A chart is a bar or a line, not {kind!r}.")
    rows = [(str(label), int(value), int(rest[0]) if rest else None) for label, value, *rest in points]
    top = max((max(value, of or 0) for _, value, of in rows), default=0) or 1
    widest = _left_by([_said(value, of) for _, value, of in rows]) if kind == "bar" else 100
    drawn = [_point(place, row, len(rows), top, widest) for place, row in enumerate(rows)]
    return {
        "title": title,
        "about": about or f"{title}: the figures are in the table below.",
        "points": drawn,
        "kind": kind,
        "unit": unit,
        "first": first or "What",
        "top": top,
        "has_whole": any(point.of is not None for point in drawn),
        "height": ROW * len(drawn) if kind == "bar" else LINE_HEIGHT,
        "line": " ".join(f"{point.x},{100 - point.share:.1f}" for point in drawn),
        "id": f"chart-{slugify(title)}",
    }


def _said(value: int, of: int | None) -> str:
    return f"{value:,}" if of is None else f"{value:,} of {of:,}"


def _left_by(figures: Iterable[str]) -> float:
    """How much of the width these figures leave to bars on the narrowest screen, in percent."""
    longest = max(map(len, figures), default=0)
    return min(BAR_SHARE, 100 - 100 * (longest + 1) * LETTER / NARROWEST)


def _point(place: int, row: tuple[str, int, int | None], count: int, top: int, widest: float) -> Point:
    label, value, of = row
    return Point(
        label=label,
        value=value,
        of=of,
        said=_said(value, of),
        share=round(widest * value / top, 1),
        whole=round(widest * (of or 0) / top, 1),
        x=round(100 * place / (count - 1), 1) if count > 1 else 50,
        y=ROW * place,
    )


# How the parts of a bar are told apart without colour: how dark they are, and the last by its outline alone.
SHADES = (1.0, 0.55, 0.25, 0.0)


@dataclass(frozen=True)
class Part:
    """One part of a bar: its name, how many, and where it is drawn, in percent."""

    name: str
    value: int
    x: float
    share: float
    shade: float


@dataclass(frozen=True)
class Stack:
    """One bar of several parts."""

    label: str
    value: int
    parts: Sequence[Part]
    y: int


def figure_stack(
    title: str, names: Sequence[str], rows: Iterable[Sequence[Any]], about: str = "", first: str = ""
) -> dict[str, Any]:
    """Bars of at most four parts, with their figures in a table below.

    `names` are of the parts; `rows` are (label, how many of each part).
    """
    if not 1 <= len(names) <= len(SHADES):
        raise ValueError(f"A bar has one to {len(SHADES)} parts, not {len(names)}.")
    read = [(str(label), [int(value) for value in values]) for label, values in rows]
    top = max((sum(values) for _, values in read), default=0) or 1
    widest = _left_by([_said(sum(values), None) for _, values in read])
    return {
        "title": title,
        "about": about or f"{title}: the figures are in the table below.",
        "names": names,
        "legend": list(zip(names, SHADES, strict=False)),
        "stacks": [_stack(place, label, names, values, widest / top) for place, (label, values) in enumerate(read)],
        "first": first or "What",
        "height": ROW * len(read),
        "id": f"chart-{slugify(title)}",
    }


def _stack(place: int, label: str, names: Sequence[str], values: Sequence[int], share: float) -> Stack:
    parts, done = [], 0
    for name, value, shade in zip(names, values, SHADES, strict=False):
        parts.append(Part(name, value, round(done * share, 1), round(value * share, 1), shade))
        done += value
    return Stack(label, done, parts, ROW * place)
