"""What the printer would refuse is known before it is asked."""

import pytest

from foundation.documents.print_limits import MOST_WORDS, print_trouble
from foundation.documents.printable import page
from foundation.jobs.child import ChildRefused

FULL = "too many signs, lines, lists, links or rows of tables"


def words(count: int) -> str:
    return f"<p>{' '.join(['Quiet'] * (count // 2))}</p><p>{' '.join(['doors'] * (count - count // 2))}</p>"


def refuses(html: str) -> bool:
    """Whether the printer itself refuses it."""
    try:
        page('<html><body><div data-words="text"></div></body></html>', {"text": html})
    except ChildRefused:
        return True
    return False


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        (words(MOST_WORDS + 10), "about 40,000 words; 40,000 is the most"),
        (words(MOST_WORDS * 2), "about 80,000 words"),
        (f"<p>{'abcdefghi ' * 39_000}{'abcdefghijklmn' * 2_000}</p>", "more than 2,000 letters"),
        (f"<p>{'abcdefghijklmn ' * 30_000}</p>", FULL),
        ("<p>One.</p>" * 4_100, FULL),
        ("<p>" + "<b>One</b> " * 9_100 + "</p>", FULL),
        ("<p>" + '<a href="https://school.example/">One</a> ' * 2_100 + "</p>", FULL),
        ("<table>" + "<tr><td>One</td></tr>" * 1_100 + "</table>", FULL),
    ],
)
def test_what_the_printer_refuses_is_said_beforehand(html: str, sentence: str) -> None:
    assert sentence in print_trouble([("1 Doors", html)])
    assert refuses(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        words(MOST_WORDS - 1_000),
        "<p>One.</p>" * 3_900,
        "<table>" + "<tr><td>One</td><td>Two</td></tr>" * 990 + "</table>",
    ],
)
def test_what_it_takes_is_not_warned_of(html: str) -> None:
    assert print_trouble([("1 Doors", html)]) == ""
    assert not refuses(html)


def test_all_clauses_count_together() -> None:
    half = words(MOST_WORDS // 2)
    assert print_trouble([("1", half)]) == ""
    assert "words" in print_trouble([("1", half), ("2", half)])
