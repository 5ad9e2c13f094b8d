"""How deep each heading stands."""

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key
from foundation.documents.reading.headings import LARGER, Heading
from foundation.documents.reading.shape import vocabulary

DEEPEST = 6
Look = tuple[bool, bool, bool, bool]


def set_levels(headings: list[Heading], blocks: list[Block]) -> None:
    """Set the level of every heading; none is more than one deeper than the one before it."""
    styled = [heading for heading in headings if heading.sort == "styled"]
    same_style = len({heading.rank for heading in styled}) == 1
    styles = list(
        dict.fromkeys(heading.number.style for heading in headings if heading.sort == "numbered" and heading.number)
    )
    classes = _classes(headings, blocks)
    any_numbered = bool(styles)
    base, inside, main, own = 0, 0, 0, 0
    for heading in headings:
        if heading.sort == "appendix":
            heading.level, base, inside, own = 1, 1, 1, 0
        elif heading.sort == "styled":
            deep = len(heading.number.parts) if heading.number and heading.number.style == "number" else heading.rank
            heading.level = inside = deep if same_style else heading.rank
            base = 0 if heading.level == 1 else base
        elif heading.sort == "numbered" and heading.number:
            first = heading.number.parts[0]
            top = heading.number.style == styles[0] and len(heading.number.parts) == 1
            if base and top and first == main + 1 != own + 1 and main > 1:  # the main text goes on after an appendix
                base = 0
            if top:
                main, own = (main, first) if base else (first, own)
            heading.level = inside = base + styles.index(heading.number.style) + len(heading.number.parts)
        elif styled or any_numbered:
            back = key(heading.title) in vocabulary()["back"] and not base
            heading.level = 1 if back else inside + 1 if inside else 1 + base
            inside = inside or base
        else:
            heading.level = base + classes[_look(blocks[heading.at])]
    _no_jumps(headings)


def _look(block: Block) -> Look:
    return (
        block.size < LARGER,
        not block.caps,
        not (block.bold or block.underlined),
        block.text.rstrip().endswith(":"),
    )


def _classes(headings: list[Heading], blocks: list[Block]) -> dict[Look, int]:
    """Levels for looks: larger before capitals before bold before plain before a label; a lone one joins the top."""
    looks = [_look(blocks[heading.at]) for heading in headings if heading.sort == "plain"]
    often = sorted(look for look in set(looks) if looks.count(look) > 1 or look[3])
    ranks = {look: rank + 1 for rank, look in enumerate(often)}
    return {look: ranks.get(look, 1) for look in set(looks)}


def _no_jumps(headings: list[Heading]) -> None:
    """Each heading stands one below the nearest one before it that is less deep."""
    above: list[int] = []
    for heading in headings:
        while above and above[-1] >= heading.level:
            above.pop()
        above.append(heading.level)
        heading.level = min(len(above), DEEPEST)
