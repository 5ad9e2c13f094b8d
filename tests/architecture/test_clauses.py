"""The list of clauses and the marks of the tests."""

from pathlib import Path

from config.clauses import proofs, sections, table
from tests.architecture.sources import ROOT


def test_the_list_has_all_of_them() -> None:
    parts = sections(ROOT / "docs" / "clauses.toml")
    assert [len(part.clauses) for part in parts] == [13, 20, 30, 24, 9, 5]


def test_tests_name_clauses_that_exist() -> None:
    known = {clause for part in sections(ROOT / "docs" / "clauses.toml") for clause in part.clauses}
    assert proofs(ROOT / "tests").keys() <= known


def test_a_mark_counts_on_a_test_and_on_a_whole_file(tmp_path: Path) -> None:
    marks = 'pytestmark = [pytest.mark.django_db, pytest.mark.clause("COR-02")]'
    one = '@pytest.mark.clause("QEI-05")\ndef test_one(): ...'
    (tmp_path / "test_a.py").write_text(f"{marks}\n{one}\ndef test_two(): ...\n")
    (tmp_path / "test_b.py").write_text('pytestmark = pytest.mark.clause("COR-02")\ndef test_three(): ...\n')
    name = tmp_path.name
    assert proofs(tmp_path) == {
        "COR-02": [f"{name}/test_a.py::test_one", f"{name}/test_a.py::test_two", f"{name}/test_b.py::test_three"],
        "QEI-05": [f"{name}/test_a.py::test_one"],
    }


def test_the_table_says_not_yet_where_no_test_names_a_clause() -> None:
    parts = sections(ROOT / "docs" / "clauses.toml")
    page = table(parts, {"ACR-01": ["tests/test_x.py::test_y"]})
    assert "Of 101 clauses, tests name 1." in page
    assert page.count("| not yet |") == 100
    assert "`tests/test_x.py::test_y`" in page
