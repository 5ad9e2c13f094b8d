"""I1: comparing two versions of a 30-page policy, against lxml's htmldiff on the same texts in the same run."""

import random
import time
from collections.abc import Callable, Iterator

from lxml.html.diff import htmldiff

from benchmarks.table import Row, at_most
from foundation.documents.comparing import Block, Kind, compare

BLOCKS, PAIRS = 361, 11
VOCABULARY = [first + last for first in "re con pu sta go le".split() for last in "port ff pil ver n".split()]
VOCABULARY += [stem + end for stem in VOCABULARY for end in " ing ed er ment s ly al".split(" ")]
WEIGHTS = [1 / (rank + 3) for rank in range(len(VOCABULARY))]  # as in real text, few words make up most of it
Texts = tuple[list[Block], list[Block]]


def sentence(dice: random.Random, length: int) -> str:
    return " ".join(dice.choices(VOCABULARY, WEIGHTS, k=length))


def texts(edits: int, kinds: int) -> Texts:
    """A 30-page policy of 361 blocks and its next version; `kinds` of edit: 1 changes a word, 3 also add and remove."""
    dice = random.Random(edits)  # noqa: S311 - the same texts each time
    old = [
        Block(f"c-{place}", str(place), "", f"<p>{sentence(dice, dice.randint(10, 50))}.</p>")
        for place in range(BLOCKS)
    ]
    new = list(old)
    for count, place in enumerate(sorted(dice.sample(range(BLOCKS), edits), reverse=True)):
        block = new[place]
        if count % kinds == 1:
            new.insert(place, Block(f"n-{place}", "", "", f"<p>{sentence(dice, 30)}.</p>"))
        elif count % kinds == 2:
            del new[place]
        else:
            words = block.html.split()
            words[len(words) // 2] = "altogether"
            new[place] = Block(block.anchor, block.number, block.title, " ".join(words))
    return old, new


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(name: str, target: float, edits: int, kinds: int) -> Row:
    """One row: both sides on the same texts, in turn."""
    old, new = texts(edits, kinds)
    whole_old, whole_new = "".join(b.html for b in old), "".join(b.html for b in new)
    changed = sum(change.kind != Kind.SAME for change in compare(old, new))
    pairs = [
        (1000 * seconds(lambda: compare(old, new)), 1000 * seconds(lambda: htmldiff(whole_old, whole_new)))
        for _ in range(PAIRS)
    ]
    what = f"two versions, {name}: {changed} of {len(new)} blocks"
    return at_most("I1", what, pairs, "ms CPU", target, ("ours", "htmldiff"))


def rows() -> Iterator[Row]:
    yield measure("45 edits", 0.1, 45, 3)
    yield measure("half of them", 0.25, BLOCKS // 2, 1)
