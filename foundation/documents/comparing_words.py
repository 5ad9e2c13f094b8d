"""The words of two pieces of HTML compared: first their lines (paragraphs, items, table rows), then words in a line.

Each side keeps its own shape: only runs of words inside its text are wrapped in `ins` or `del`, so lists and tables
stay what they are on both sides.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from lxml import etree
from lxml.etree import _Element

INLINE = "a|abbr|b|code|del|em|i|ins|s|small|span|strong|sub|sup|u"
INLINE_TAG = re.compile(rf"</?(?:{INLINE})(?:\s[^>]*)?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
LINES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "tr", "caption", "blockquote", "pre", "div", "hr"}
LINES |= {"ul", "ol", "dl", "table"}
EMPTY = re.compile(r"<([a-z0-9]+)((?:\s[^<>]*)?)/>")
VOID = {"br", "hr", "img"}
WORD = re.compile(r"\w+(?:['\u2019]\w+)*|[^\w\s]")
SAME_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff"),
        "\u2026": "...",
    }
)
CELL = "\x1f"
ALIKE_LINES = 0.3
MOST_PAIRS = 250_000
PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


# A word: what it is compared by, the element it stands in or, if the next is true, behind, from where to where. A plain
# tuple, because a long policy has tens of thousands.
Word = tuple[str, _Element, bool, int, int]
Line = list[Word]


def plain(text: str) -> str:
    """What a text is compared by: its words, without regard to spaces and to the shape of quotation marks."""
    return " ".join((text if text.isascii() else text.translate(SAME_SIGNS)).split())


def compare_html(old: str, new: str) -> tuple[str, str]:
    """The old text with what went in `del`, the new with what came in `ins`."""
    before, after = _tree(old), _tree(new)
    gone, come = _differing(_lines(before), _lines(after))
    _mark(gone, "del")
    _mark(come, "ins")
    return _text(before), _text(after)


def mark_all(text: str, tag: str) -> str:
    """The text with every word of it in `tag`."""
    tree = _tree(text)
    _mark([word for line in _lines(tree) for word in line], tag)
    return _text(tree)


def _tree(text: str) -> _Element:
    """The text in a `div`."""
    root = etree.fromstring(f"<html><body><div>{text}</div></body></html>".encode(), PARSER)
    return root[0][0] if len(root[0]) == 1 else _gathered(root[0])


def _gathered(body: _Element) -> _Element:
    root = body.makeelement("div")
    root.extend(list(body))
    return root


def _text(root: _Element) -> str:
    """As XML, which leaves no end tag out, with the empty elements that HTML has."""
    whole: str = etree.tostring(root, encoding="unicode", with_tail=False)
    whole = EMPTY.sub(lambda tag: f"<{tag[1]}{tag[2]}>" + ("" if tag[1] in VOID else f"</{tag[1]}>"), whole)
    return whole.removeprefix("<div>").removesuffix("</div>")


def _lines(root: _Element) -> list[Line]:
    lines: list[Line] = [[]]
    rows = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        begins = event == "start"
        rows -= not begins and element.tag == "tr"
        if element.tag in LINES and not rows and lines[-1]:
            lines.append([])
        rows += begins and element.tag == "tr"
        if begins and element.tag in ("td", "th"):
            lines[-1].append((CELL, element, False, 0, 0))
        text = element.text if begins else element.tail
        if text and (begins or element is not root):
            lines[-1].extend(_words(text, element, not begins))
    return [line for line in lines if line]


def _words(text: str, element: _Element, tail: bool) -> list[Word]:
    if text.isascii():
        return [(found[0], element, tail, *found.span()) for found in WORD.finditer(text)]
    words = [(found[0].translate(SAME_SIGNS), element, tail, *found.span()) for found in WORD.finditer(text)]
    return [word for word in words if word[0]]


def _differing(old: list[Line], new: list[Line]) -> tuple[Line, Line]:
    gone: Line = []
    come: Line = []
    for line, other in _paired_lines(old, new):
        if line and other:
            less, more = _differing_words(line, other)
            gone += less
            come += more
        else:
            gone += line
            come += other
    return gone, come


def _paired_lines(old: list[Line], new: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Lines side by side where they differ; an empty one stands for a line that the other text has not."""
    before, after = [_keys(line) for line in old], [_keys(line) for line in new]
    for kind, start, end, other_start, other_end in _steps(before, after):
        left, right = old[start:end], new[other_start:other_end]
        if kind == "replace" and len(left) == len(right) == 1:
            yield left[0], right[0]
        elif kind != "equal":
            yield from _alike(left, right)


def _alike(old: list[Line], new: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Pair each old line with the next new one that is like it; the others stand alone."""
    words = [{word[0] for word in line} for line in new]
    next_free = 0
    for line in old:
        own = {word[0] for word in line}
        likeness = [2 * len(own & other) / (len(own) + len(other)) for other in words[next_free : next_free + 50]]
        best = max(range(len(likeness)), key=likeness.__getitem__, default=-1)
        if best < 0 or likeness[best] < ALIKE_LINES:
            yield line, []
        else:
            yield from (([], other) for other in new[next_free : next_free + best])
            yield line, new[next_free + best]
            next_free += best + 1
    yield from (([], other) for other in new[next_free:])


def _differing_words(old: Line, new: Line) -> tuple[Line, Line]:
    before, after = _keys(old), _keys(new)
    gone: Line = []
    come: Line = []
    for kind, start, end, other_start, other_end in _joined(_steps(before, after)):
        if kind != "equal":
            gone += old[start:end]
            come += new[other_start:other_end]
    return gone, come


Step = tuple[str, int, int, int, int]


def _joined(steps: Sequence[Step]) -> Iterator[Step]:
    """A single word or sign left standing between two changes is read as part of them."""
    for place, step in enumerate(steps):
        kind, start, end, *others = step
        between = 0 < place < len(steps) - 1 and end - start == 1
        around = [s for s in steps[max(0, place - 1) : place + 2] if s[0] == "replace"] if between else []
        yield ("replace", start, end, others[0], others[1]) if kind == "equal" and len(around) == 2 else step


def _steps(old: Sequence[object], new: Sequence[object]) -> list[Step]:
    """As `SequenceMatcher.get_opcodes`, after what is equal at both ends was set aside, and only up to a size."""
    most = min(len(old), len(new))
    head = next((place for place in range(most) if old[place] != new[place]), most)
    most -= head
    tail = next((place for place in range(most) if old[-1 - place] != new[-1 - place]), most)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    steps: list[Step] = [("equal", 0, head, 0, head)] if head else []
    if len(left) * len(right) <= MOST_PAIRS and not set(left).isdisjoint(right):
        found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        steps += [(kind, a + head, b + head, c + head, d + head) for kind, a, b, c, d in found]
    elif left or right:
        steps.append(("replace", head, head + len(left), head, head + len(right)))
    if tail:
        steps.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return steps


def _keys(line: Line) -> tuple[str, ...]:
    return tuple(word[0] for word in line)


def _mark(words: Line, tag: str) -> None:
    """Wrap the words in `tag`, those that follow one another in one."""
    spans: dict[tuple[_Element, bool], list[list[int]]] = defaultdict(list)
    for key, element, tail, start, end in words:
        if key == CELL:
            continue
        places = spans[element, tail]
        if places and not WORD.search((element.tail if tail else element.text) or "", places[-1][1], start):
            places[-1][1] = end
        else:
            places.append([start, end])
    for (element, tail), places in spans.items():
        _wrap(element, tail, places, tag)


def _wrap(element: _Element, tail: bool, places: list[list[int]], tag: str) -> None:
    text = (element.tail if tail else element.text) or ""
    above = element.getparent()
    parent, at = (above, above.index(element) + 1) if tail and above is not None else (element, 0)
    if tail:
        element.tail = text[: places[0][0]]
    else:
        element.text = text[: places[0][0]]
    ends = [start for start, _ in places[1:]] + [len(text)]
    for number, ((start, end), until) in enumerate(zip(places, ends, strict=True)):
        mark = element.makeelement(tag)
        mark.text, mark.tail = text[start:end], text[end:until]
        parent.insert(at + number, mark)
