"""Log lines name nobody and stay one line."""

import logging

import pytest

from config.logs import Discreet


def line(message: str, *words: object) -> str:
    record = logging.LogRecord("policies", logging.INFO, "here.py", 1, message, words, None)
    return Discreet("%(levelname)s %(name)s: %(message)s").format(record)


def test_an_address_is_masked() -> None:
    assert line("Sent to %s.", "ann.o'clerk+x@acresfield.sch.example") == "INFO policies: Sent to (address)"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\u2028", "\x1b[31m", "\x00", "\x85"])
def test_nothing_logged_can_begin_a_line_of_its_own(ending: str) -> None:
    said = line("Not found: %s", f"/x{ending}ERROR policies: forged")
    assert said.count("\n") == 0
    assert ending not in said
