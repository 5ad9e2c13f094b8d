"""Policies invented for the tests, as outlines: what is a heading is known, the rest is prose, lists and tables."""

import itertools
from dataclasses import dataclass

PROSE = (
    "Everyone who works with us, paid or unpaid, keeps to what is set out here and asks when something is not clear.",
    "The office keeps a record of each trip, and the leader carries a copy with telephone numbers for every family.",
    "We would rather hear about a small worry early than about a large one late, so nobody is blamed for asking.",
    "Where two rules seem to point in different directions, the safer of the two is followed until the head decides.",
    "Families are told about changes in good time, in plain language, and in the languages that are spoken at home.",
    "Equipment is checked at the start of every half term by the caretaker, who writes the result in the blue book.",
)
ITEMS = (
    "Keep the gate shut during lessons",
    "tell the office before leaving the site;",
    "Hand in lost property at the desk, and",
    "Use the blue book for repairs.",
    "Wear a badge at all times",
)


@dataclass(frozen=True)
class Head:
    """A true heading."""

    number: str
    title: str
    level: int


@dataclass(frozen=True)
class Part:
    """Something that is not a heading: prose, list, table."""

    kind: str
    lines: tuple[str, ...]


Outline = list[Head | Part]


def body(*heads: Head, lists_at: tuple[int, ...] = (1, 3), table_at: int = 2) -> Outline:
    """The heads with prose under each, a list under some and a table under one."""
    prose = itertools.cycle(PROSE)
    made: Outline = []
    for at, head in enumerate(heads):
        made.append(head)
        parent = at + 1 < len(heads) and heads[at + 1].level > head.level
        if parent and at % 2:
            continue
        made.append(Part("prose", (next(prose),)))
        if at in lists_at:
            made.append(Part("list", ITEMS[at % 2 : at % 2 + 3]))
        if at == table_at:
            made.append(Part("table", ("Who\tWhat\tWhen", "Office\tCalls home\tDaily", "Head\tSigns\tEach term")))
            made.append(Part("prose", (next(prose),)))
    return made


NUMBERED = body(
    Head("1", "Introduction", 1),
    Head("2", "Who this is for", 1),
    Head("2.1", "Staff and volunteers", 2),
    Head("2.2", "Visitors", 2),
    Head("3", "Trips and visits", 1),
    Head("4", "When things go wrong", 1),
    Head("4.1", "Telling the office", 2),
    Head("4.2", "Afterwards", 2),
    Head("5", "Review", 1),
)
PLAIN = body(
    Head("", "Purpose", 1),
    Head("", "Our approach to homework", 1),
    Head("", "How much and how often", 1),
    Head("", "What families can do", 1),
    Head("", "Marking and feedback", 1),
    Head("", "Monitoring and review", 1),
)
APPENDED = body(
    Head("1", "Aims", 1),
    Head("2", "Lunchtime arrangements", 1),
    Head("3", "Allergies", 1),
    Head("Appendix A", "Menu planning sheet", 1),
    Head("Appendix B", "Letter to families", 1),
    table_at=1,
)
LONG = body(
    Head("1", "Statement of intent", 1),
    Head("2", "Legal framework", 1),
    Head("3", "Roles and responsibilities", 1),
    Head("3.1", "The governing board", 2),
    Head("3.2", "The headteacher", 2),
    Head("3.3", "Class teachers", 2),
    Head("4", "Uniform, jewellery and hair", 1),
    Head("5", "Lost property", 1),
    Head("6", "Complaints", 1),
    Head("7", "Monitoring arrangements", 1),
    Head("8", "Links with other policies", 1),
    lists_at=(3, 6, 10),
)
OUTLINES = {"numbered": NUMBERED, "plain": PLAIN, "appended": APPENDED, "long": LONG}


def heads(outline: Outline) -> list[Head]:
    """The true headings."""
    return [part for part in outline if isinstance(part, Head)]
