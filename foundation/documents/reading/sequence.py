"""The numbers of headings as they follow one another, with a fresh count in each appendix."""

from foundation.documents.reading.shape import Numbered

SKIP = 3


class Sequence:
    """What number could come next."""

    def __init__(self) -> None:
        self.last: dict[str, tuple[int, ...]] = {}
        self.main: dict[str, tuple[int, ...]] = {}

    def note(self, number: Numbered | None, *, appendix: bool = False) -> None:
        """Take note of a heading that was accepted."""
        if appendix:
            self.main = self.main or self.last
            self.last = {}
        elif number:
            self.last[number.style] = number.parts

    def fits(self, number: Numbered, *, strong: bool) -> bool:
        """Whether a heading with this number could stand here."""
        last = self.last.get(number.style)
        if number.style == "roman" and len(number.shown) == 1 and self._letter_fits(number):
            return True
        if last is None:
            first = number.parts[0] <= (2 if number.marked else 1) or (strong and number.parts[0] <= SKIP)
            return first and len(number.parts) <= 2
        if len(number.parts) == 1:
            step = number.parts[0] - last[0]
            if number.marked:
                return 0 <= step <= SKIP or (strong and number.parts[0] == 1)
            return step == 1 or (strong and step == 2)
        return self._deeper_fits(number, last, strong=strong)

    def _deeper_fits(self, number: Numbered, last: tuple[int, ...], *, strong: bool) -> bool:
        parent, mine = number.parts[:-1], number.parts[-1]
        if parent == last[: len(parent)]:
            before = last[len(parent)] if len(last) > len(parent) else 0
            return 0 <= mine - before <= SKIP or strong
        return mine <= 2 and abs(number.parts[0] - last[0]) <= 1

    def _letter_fits(self, number: Numbered) -> bool:
        """ "I." after "H." is a letter."""
        last = self.last.get("letter")
        return last is not None and ord(number.shown[0]) - 64 == last[0] + 1
