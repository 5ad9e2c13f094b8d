"""What the printer takes at most, and a quick look whether a text keeps within it, before anybody waits for its PDF."""

import re
from collections.abc import Iterable

MOST_WORDS = 40_000
MOST_CHARACTERS = 400_000
MOST_ELEMENTS = 9_000
MOST_LINES = 4_000
MOST_LINKS = 2_000
PRINTED_ROWS = 1_000
LONGEST_WORD = 2_000

AROUND = 300  # words and elements of cover, signatures and version table
IN_CONTENTS = 8  # elements around a clause and its line in the contents
OPENED = re.compile(r"<([a-z][a-z0-9]*)")
TAG = re.compile(r"<[^>]*>")
LINE = re.compile(r"<(?:p|h[1-6]|li|br|hr|tr)\b")
WORDY = "This text has about {words:,} words; {most:,} is the most that can be printed as one document."
FULL = "This text has too many signs, lines, lists, links or rows of tables to be printed as one document."
LONG_WORD = "This text holds a word or a row of signs of more than 2,000 letters, which cannot be printed."


def print_trouble(pieces: Iterable[tuple[str, str]]) -> str:
    """Why the printer would refuse a text, in a sentence; "" where it would not.

    `pieces` are the heading and the clean HTML of each clause. Nothing is parsed: the printer counts again, more
    exactly, in a process of its own; this is a little stricter.
    """
    found = list(pieces)
    html = " ".join(one for _, one in found)
    titles = " ".join(title for title, _ in found)
    text = f"{titles} {TAG.sub(' ', html)}"
    words = text.split()
    if len(words) + len(titles.split()) + AROUND > MOST_WORDS:
        return WORDY.format(words=round(len(words), -2), most=MOST_WORDS)
    if any(len(word) > LONGEST_WORD for word in words):
        return LONG_WORD
    opened = OPENED.findall(html)
    counts = (
        (len(text) + len(titles), MOST_CHARACTERS),
        (len(opened) + IN_CONTENTS * len(found) + AROUND, MOST_ELEMENTS),
        (len(LINE.findall(html)) + 2 * len(found), MOST_LINES),
        (opened.count("a") + len(found), MOST_LINKS),
        (opened.count("tr"), PRINTED_ROWS),
    )
    return FULL if any(count > most for count, most in counts) else ""
