"""A name typed as a signature is the same name, however a telephone writes it."""

import pytest

from policies.names import same_name

SAME = (
    ("tessa teacher", "Tessa Teacher"),
    ("  TESSA   TEACHER ", "Tessa Teacher"),
    ("Siobhan O\u2019Brien", "Siobhán O'Brien"),
    ("SIOBHAN OBRIEN", "Siobhán O'Brien"),
    ("Zofia Lopata", "Zofia Łopata"),
    ("Jorgen Groenberg", "Jorgen Groenberg"),
    ("Jorgen Strom", "Jørgen Strøm"),
    ("Mina Midday Supervisor", "Mina Midday-Supervisor"),
    ("J. R. Weiss", "J R Weiß"),
    ("محمد أحمد", "محمد أحمد"),
)
OTHERS = (
    ("", "Tessa Teacher"),
    ("   ", "Tessa Teacher"),
    ("...", "Tessa Teacher"),
    ("Tessa", "Tessa Teacher"),
    ("T Teacher", "Tessa Teacher"),
    ("Teacher Tessa", "Tessa Teacher"),
    ("Tessa Teacher-Jones", "Tessa Teacher"),
    ("احمد", "محمد أحمد"),
)


@pytest.mark.parametrize(("typed", "expected"), SAME)
def test_case_spaces_accents_and_marks_do_not_matter(typed: str, expected: str) -> None:
    assert same_name(typed, expected)


@pytest.mark.parametrize(("typed", "expected"), OTHERS)
def test_another_name_or_a_part_of_it_is_not_the_same(typed: str, expected: str) -> None:
    assert not same_name(typed, expected)
