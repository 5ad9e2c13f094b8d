"""I1: comparing two versions of a 30-page policy, against lxml's htmldiff on the same texts in the same run.

Run as `python -m benchmarks.compare`. Prints processor milliseconds of both sides, the median ratio of the pairs and
the target beside it.
"""

import random
import statistics
import time
from collections.abc import Callable

from lxml.html.diff import htmldiff

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


def measure(name: str, target: float, edits: int, kinds: int) -> bool:
    """Print one line; tell whether the target was met."""
    old, new = texts(edits, kinds)
    whole_old, whole_new = "".join(b.html for b in old), "".join(b.html for b in new)
    changed = sum(change.kind != Kind.SAME for change in compare(old, new))
    pairs = [
        (seconds(lambda: compare(old, new)), seconds(lambda: htmldiff(whole_old, whole_new))) for _ in range(PAIRS)
    ]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (1000 * statistics.median(side) for side in zip(*pairs, strict=True))
    met = "met" if ratio <= target else "NOT MET"
    print(  # noqa: T201 - a benchmark prints
        f"I1 {name}: {changed} of {len(new)} blocks, ours {ours:.1f} ms, htmldiff {theirs:.1f} ms, "
        f"ratio {ratio:.3f}, target {target:.3f}, {met}"
    )
    return ratio <= target


def main() -> None:
    measure("45 edits", 0.1, 45, 3)
    measure("half of the blocks", 0.25, BLOCKS // 2, 1)


if __name__ == "__main__":
    main()
