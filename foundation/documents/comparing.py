"""What changed between two texts, clause by clause, for reading them side by side.

Two levels: clauses are paired first (the same wherever they stand now and whatever number they bear), then the words
inside a changed pair are compared, item by item and row by row (`comparing_words`). Only clauses that differ are looked
into, and texts without a likeness are not compared word for word, so that the cost follows the size of the change.
Spaces, the shape of quotation marks and dashes, and formatting are no change in words.
"""

import html
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from foundation.documents.comparing_words import INLINE_TAG, TAG, compare_html, mark_all, plain

ALIKE = 0.5
HARDLY_ALIKE = 0.2
MOST_TO_SEARCH = 250


@dataclass(frozen=True)
class Block:
    """A clause as it is compared: its lasting anchor, its number and title as plain words, its cleaned HTML."""

    anchor: str
    number: str
    title: str
    html: str


class Kind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line of the comparison, in the order of the new text, removed clauses where they used to stand.

    The four texts are HTML, with `<del>` in the old and `<ins>` in the new. A clause that was changed and moved is
    CHANGED, with `moved`; `only_format` says that a pair differs, but not in a word.
    """

    kind: Kind
    old: Block | None
    new: Block | None
    old_title: str
    new_title: str
    old_html: str
    new_html: str
    moved: bool = False
    renumbered: bool = False
    only_format: bool = False


class _Side:
    """One block and what is worked out about it, once and only if asked."""

    def __init__(self, place: int, block: Block) -> None:
        self.place = place
        self.block = block
        self.raw = (block.title, block.html)

    @cached_property
    def plain(self) -> tuple[str, str]:
        text = html.unescape(TAG.sub(" ", INLINE_TAG.sub("", self.block.html)))
        return plain(self.block.title), plain(text)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(" ".join(self.plain).split())

    def likeness(self, other: "_Side") -> float:
        both = len(self.words) + len(other.words)
        return 2 * len(self.words & other.words) / both if both else 1.0


Ground = Callable[[_Side], Hashable]


def compare(old: Sequence[Block], new: Sequence[Block]) -> list[Change]:
    """What became of every clause. The blocks' HTML must be cleaned; nothing but `ins` and `del` is added to it."""
    before, after = [_Side(*each) for each in enumerate(old)], [_Side(*each) for each in enumerate(new)]
    pairs = _paired(before, after)
    stayed = _in_order([pairs[side.place].place for side in after if side.place in pairs])
    changes = []
    removed = _removed_after(before, {side.place for side in pairs.values()})
    changes += removed[-1]
    for side in after:
        partner = pairs.get(side.place)
        if partner is None:
            changes.append(_added(side.block))
        else:
            changes.append(_changed(partner, side, moved=partner.place not in stayed))
            changes += removed[partner.place]
    return changes


def _is_only_format(old: _Side, new: _Side) -> bool:
    """Whether two versions of a clause differ without a word of them differing."""
    return old.raw != new.raw and old.plain == new.plain


def _paired(before: list[_Side], after: list[_Side]) -> dict[int, _Side]:
    """The old block of each new one, by the place of the new; surer grounds come first."""
    found: dict[int, _Side] = {}
    for ground in (lambda side: (*side.raw, side.block.anchor), lambda side: side.raw, lambda side: side.plain):
        _pair_equal(*_left(before, after, found), found, ground)
    _pair_named(*_left(before, after, found), found, lambda side: side.block.anchor, ALIKE)
    _pair_named(*_left(before, after, found), found, lambda side: side.plain[0], 0.0)
    _pair_alike(*_left(before, after, found), found)
    _pair_named(*_left(before, after, found), found, lambda side: side.block.anchor, HARDLY_ALIKE)
    return found


def _left(before: list[_Side], after: list[_Side], found: Mapping[int, _Side]) -> tuple[list[_Side], list[_Side]]:
    taken = {side.place for side in found.values()}
    return [side for side in before if side.place not in taken], [side for side in after if side.place not in found]


def _pair_equal(before: list[_Side], after: list[_Side], found: dict[int, _Side], ground: Ground) -> None:
    """Pair what is equal, the first with the first."""
    waiting: dict[Hashable, deque[_Side]] = defaultdict(deque)
    for side in before:
        waiting[ground(side)].append(side)
    for side in after:
        if waiting[ground(side)]:
            found[side.place] = waiting[ground(side)].popleft()


def _pair_named(before: list[_Side], after: list[_Side], found: dict[int, _Side], ground: Ground, least: float) -> None:
    """Pair what bears the same name, where only one does and the words are alike enough."""
    names: dict[Hashable, list[_Side]] = defaultdict(list)
    for side in before:
        names[ground(side)].append(side)
    count = Counter(ground(side) for side in after)
    for side in after:
        name = ground(side)
        if name and count[name] == len(names[name]) == 1 and side.likeness(names[name][0]) >= least:
            found[side.place] = names[name][0]


def _pair_alike(before: list[_Side], after: list[_Side], found: dict[int, _Side]) -> None:
    """Pair what has at least half of its words in common, the most alike first."""
    if max(len(before), len(after)) > MOST_TO_SEARCH:
        return
    ranked = sorted(
        (-side.likeness(other), abs(side.place - other.place), side.place, other.place)
        for side in after
        for other in before
    )
    others = {other.place: other for other in before}
    for unlike, _, place, partner in ranked:
        if -unlike >= ALIKE and place not in found and partner in others:
            found[place] = others.pop(partner)


def _in_order(places: Sequence[int]) -> set[int]:
    """The longest run of old places that rises: what is not in it has moved."""
    ends: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for position, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length:] = [place] if length == len(ends) else [place, *ends[length + 1 :]]
        at[length:] = [position] if length == len(at) else [position, *at[length + 1 :]]
        back.append(at[length - 1] if length else -1)
    kept, position = set(), at[-1] if at else -1
    while position >= 0:
        kept.add(places[position])
        position = back[position]
    return kept


def _removed_after(before: list[_Side], paired: set[int]) -> Mapping[int, list[Change]]:
    """Removed clauses by the place of the kept one that they stood after, -1 for the start."""
    removed: dict[int, list[Change]] = defaultdict(list)
    last = -1
    for side in before:
        if side.place in paired:
            last = side.place
        else:
            removed[last].append(_removed(side.block))
    return removed


def _added(block: Block) -> Change:
    title, text = mark_all(html.escape(block.title), "ins"), mark_all(block.html, "ins")
    return Change(kind=Kind.ADDED, old=None, new=block, old_title="", new_title=title, old_html="", new_html=text)


def _removed(block: Block) -> Change:
    title, text = mark_all(html.escape(block.title), "del"), mark_all(block.html, "del")
    return Change(kind=Kind.REMOVED, old=block, new=None, old_title=title, new_title="", old_html=text, new_html="")


def _changed(old: _Side, new: _Side, *, moved: bool) -> Change:
    renumbered = old.block.number.strip(" .") != new.block.number.strip(" .")
    kind = Kind.MOVED if moved else Kind.RENUMBERED if renumbered else Kind.SAME
    titles, texts = (html.escape(old.block.title), html.escape(new.block.title)), (old.block.html, new.block.html)
    if old.raw != new.raw and old.plain != new.plain:
        kind = Kind.CHANGED
        titles = compare_html(*titles) if old.plain[0] != new.plain[0] else titles
        texts = compare_html(*texts) if old.plain[1] != new.plain[1] else texts
    return Change(
        kind=kind,
        old=old.block,
        new=new.block,
        old_title=titles[0],
        new_title=titles[1],
        old_html=texts[0],
        new_html=texts[1],
        moved=moved,
        renumbered=renumbered,
        only_format=_is_only_format(old, new),
    )
