"""The list of clauses and the marks of the tests."""

from config.clauses import proofs, sections, table
from tests.architecture.sources import ROOT


def test_the_list_has_all_of_them() -> None:
    parts = sections(ROOT / "docs" / "clauses.toml")
    assert [len(part.clauses) for part in parts] == [13, 20, 30, 24, 9, 5]


def test_tests_name_clauses_that_exist() -> None:
    known = {clause for part in sections(ROOT / "docs" / "clauses.toml") for clause in part.clauses}
    assert proofs(ROOT / "tests").keys() <= known


def test_the_table_says_not_yet_where_no_test_names_a_clause() -> None:
    parts = sections(ROOT / "docs" / "clauses.toml")
    page = table(parts, {"ACR-01": ["tests/test_x.py::test_y"]})
    assert "Of 101 clauses, tests name 1." in page
    assert page.count("| not yet |") == 100
    assert "`tests/test_x.py::test_y`" in page
