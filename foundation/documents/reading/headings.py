"""Which blocks are headings: by style, as an appendix, by their number in a sequence, or by standing alone over text.

Everything is judged together: a line with a number is a heading only if the numbers around it agree, and a short line
only if nothing better explains it (a list, a name, a label, the cell of a table).
"""

from dataclasses import dataclass
from typing import Literal

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key, squeezed
from foundation.documents.reading.sequence import Sequence
from foundation.documents.reading.shape import (
    TERMINAL,
    Numbered,
    appendix,
    is_known_section,
    is_name,
    is_role,
    is_sentence,
    is_title_like,
    numbered,
)

Sort = Literal["styled", "appendix", "numbered", "plain"]
LONG_HEADING, LARGER = 25, 1.12


@dataclass
class Heading:
    """A block that is a heading; `blocks` are taken by it (an appendix may have its title in the next one)."""

    at: int
    sort: Sort
    title: str
    number: Numbered | None = None
    blocks: int = 1
    level: int = 1
    rank: int = 0


class Finder:
    """Goes through the blocks of one document."""

    def __init__(self, blocks: list[Block], *, title: str, school: str, front: int) -> None:
        self.blocks = blocks
        self.place = [at for at, block in enumerate(blocks) if not block.dropped]
        self.not_heading = {key(title), key(school), f"{key(school)} {key(title)}", f"{key(title)} {key(school)}"}
        self.school = school
        self.front = front
        words = (word for block in blocks for word in block.text.split())
        self.small = {word.strip("'\",.;:()’") for word in words if word[:1].islower()}
        self.found: dict[int, Heading] = {}
        self.taken: set[int] = set()  # titles below "Appendix A"
        self.tight = sum(block.gap for block in blocks) < len(blocks) / 6

    def find(self) -> list[Heading]:
        """All headings in reading order."""
        self._styled()
        self._appendices()
        self._numbered()
        strong = [at for at in self.place if self._may_be_plain(at) and self.is_strong(self.blocks[at])]
        many = sum(heading.sort == "styled" for heading in self.found.values())
        self._plain(strong, strong=True)
        looks = sum(self.is_strong(self.blocks[at]) and not self.blocks[at].caps for at in self.found)
        if not many and not looks:
            self._plain([at for at in self.place if self._may_be_plain(at)], strong=False)
        return [self.found[at] for at in sorted(self.found)]

    def is_strong(self, block: Block) -> bool:
        """Whether it looks like more than the text around it."""
        return block.bold or block.underlined or block.size >= LARGER or block.caps

    def next_block(self, at: int, step: int = 1) -> int | None:
        """The place of the next (or with -1 the previous) block that counts."""
        at += step
        while 0 <= at < len(self.blocks):
            if not self.blocks[at].dropped:
                return at
            at += step
        return None

    def _styled(self) -> None:
        levels = {block.level for block in self.blocks if block.level and not block.dropped}
        if not levels:
            return
        for at in self.place:
            block = self.blocks[at]
            text = squeezed(block.text)
            misused = block.words > LONG_HEADING or (block.words > 12 and TERMINAL.search(text))
            if not block.level or misused or key(text) in self.not_heading or not key(text):
                continue
            number = numbered(f"{block.number} {text}" if block.number else text)
            if number is None and appendix(text):
                continue
            heading = Heading(at, "styled", number.title if number else text, number)
            heading.rank = sorted(levels).index(block.level) + 1
            self.found[at] = heading

    def _appendices(self) -> None:
        found = [(at, appendix(squeezed(self.blocks[at].text))) for at in self.place if self.blocks[at].kind == "text"]
        sure = [(at, number) for at, number in found if number and at not in self.found]
        last = {number.shown: at for at, number in sure}
        places = {at for at, _ in sure}
        for at, number in sure:
            again = last[number.shown] > at
            listed = self.next_block(at) in places
            if again and (listed or not number.title):
                continue
            heading = Heading(at, "appendix", number.title, number)
            if not number.title:
                self._title_below(heading)
            self.found[at] = heading

    def _title_below(self, heading: Heading) -> None:
        """Take the next line as the title of the appendix, past a line with only the school's name."""
        at: int | None = heading.at
        for _ in range(3):
            at = None if at is None else self.next_block(at)
            if at is None:
                return
            block = self.blocks[at]
            text = squeezed(block.text)
            if key(text) == key(self.school) or (block.words <= 3 and key(text).endswith(("school", "academy"))):
                continue
            if block.kind == "text" and is_title_like(text) and not numbered(text) and not appendix(text):
                self.found.pop(at, None)
                heading.title, heading.blocks = text.strip(" :"), at - heading.at + 1
                self.taken |= set(range(heading.at, at + 1))
            return

    def _numbered(self) -> None:
        sequence = Sequence()
        for at in self.place:
            block = self.blocks[at]
            known = self.found.get(at)
            if known:
                sequence.note(known.number, appendix=known.sort == "appendix")
                continue
            number = self._number_of(at)
            if number is None or block.kind == "table":
                continue
            strong = self.is_strong(block)
            title = squeezed(number.title)
            if not is_title_like(title, numbered_line=True) or (is_sentence(title) and not block.caps):
                continue
            if self._is_listed(at, number, strong) or not sequence.fits(number, strong=strong):
                continue
            if not self._leads_on(at) or (block.kind == "item" and not strong and not self._stands_alone(at)):
                continue
            sequence.note(number)
            self.found[at] = Heading(at, "numbered", title.strip(" :"), number)
        self._drop_lonely()

    def _number_of(self, at: int | None) -> Numbered | None:
        if at is None:
            return None
        block = self.blocks[at]
        if block.kind == "item" and not block.number:
            return None
        return numbered(f"{block.number} {block.text}" if block.number else block.text)

    def _is_listed(self, at: int, number: Numbered, strong: bool) -> bool:
        """Whether the neighbours are the numbers before and after: a list, with nothing under its items."""
        for step in (1, -1):
            near = self.next_block(at, step)
            other = self._number_of(near)
            if near is None or other is None or (near in self.found and step == 1):
                continue
            sibling = other.style == number.style and other.parts[:-1] == number.parts[:-1]
            if (
                sibling
                and other.parts[-1] == number.parts[-1] + step
                and not (strong and self.is_strong(self.blocks[near]))
            ):
                return near not in self.found
        return False

    def _stands_alone(self, at: int) -> bool:
        following = self.next_block(at)
        return following is not None and self.blocks[following].kind != "item"

    def _leads_on(self, at: int) -> bool:
        following = self.next_block(at)
        return following is not None

    def _drop_lonely(self) -> None:
        """A single number in a document without other numbers is no sequence, unless it looks like a heading."""
        for style in ("letter", "roman", "number"):
            mine = [
                heading for heading in self.found.values() if heading.sort == "numbered" and _style(heading) == style
            ]
            if len(mine) == 1 and not self.is_strong(self.blocks[mine[0].at]):
                del self.found[mine[0].at]

    def _may_be_plain(self, at: int) -> bool:
        block = self.blocks[at]
        text = squeezed(block.text)
        if at in self.found or block.kind != "text" or block.level is not None or not is_title_like(text):
            return False
        if at in self.taken:
            return False
        if key(text) in self.not_heading or self._number_of(at) or appendix(text) or block.rows:
            return False
        if is_name(text, self.small) or not (
            block.gap or self.tight or self.is_strong(block) or self._after_heading(at)
        ):
            return False
        following = self.next_block(at)
        if following is None:
            return False
        below = self.blocks[following]
        if is_role(text) and below.kind == "text" and is_name(squeezed(below.text), self.small):
            return False
        return at >= self.front or self._may_open(at, below)

    def _after_heading(self, at: int) -> bool:
        before = self.next_block(at, -1)
        return before in self.found

    def _may_open(self, at: int, below: Block) -> bool:
        """In the lines before the text: only the one that stands right over it."""
        text = squeezed(self.blocks[at].text)
        if is_known_section(text):
            return True
        content = below.kind != "text" or below.words >= 14
        return content and at == self.front - 1 and (at > 0 or self.is_strong(self.blocks[at]))

    def _plain(self, places: list[int], *, strong: bool) -> None:
        for run in self._runs(places):
            for position, at in enumerate(run):
                if at not in self.found and self._accept(run, position, strong):
                    self.found[at] = Heading(at, "plain", squeezed(self.blocks[at].text).strip(" :"))

    def _after_content(self, at: int) -> bool:
        """Whether a list, a table or a whole sentence stands before: then a lone short line begins something new."""
        before = self.next_block(at, -1)
        if before is None:
            return False
        block = self.blocks[before]
        return block.kind != "text" or (block.words >= 7 and block.text.rstrip().endswith((".", "!", "?")))

    def _runs(self, places: list[int]) -> list[list[int]]:
        """Candidates that follow one another without anything between."""
        runs: list[list[int]] = []
        for at in places:
            if runs and self.next_block(runs[-1][-1]) == at:
                runs[-1].append(at)
            else:
                runs.append([at])
        return runs

    def _accept(self, run: list[int], position: int, strong: bool) -> bool:
        at = run[position]
        text = squeezed(self.blocks[at].text)
        following = self.next_block(at)
        below = self.blocks[following] if following is not None else None
        if below is None:
            return False
        last = position == len(run) - 1
        over_text = (
            below.kind != "text"
            or below.words >= 7
            or below.text.rstrip().endswith((".", ":"))
            or following in self.found
        )
        if text.endswith(":") and below.kind == "text" and below.words < 7:
            return False
        if len(run) > 3 and not is_known_section(text):
            after_list = strong or (_listy(self.blocks[run[position - 1]].text) and not _listy(text))
            return after_list and last and over_text
        if last:
            listed = not strong and _listy(text) and (len(run) > 1 or _listy(below.text))
            over_text = over_text or (len(run) == 1 and self._after_content(at) and not _listy(below.text))
            return (over_text or is_known_section(text) or strong) and not listed
        if strong:
            return len(run) <= 3
        return is_known_section(text) or (len(run) == 2 and not over_text and not _listy(text))


def _listy(text: str) -> bool:
    """Whether a line reads like an item in a list of documents."""
    return key(text).endswith(
        (" policy", " policies", " procedure", " procedures", " act", " of conduct", " agreement")
    )


def _style(heading: Heading) -> str:
    return heading.number.style if heading.number else ""
