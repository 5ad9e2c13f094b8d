"""All that has to be done between installing and starting; done again, it does only what is missing."""

from pathlib import Path

import pytest
from django.conf import settings as chosen
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from config.management.commands import prepare
from foundation.schools.models import School


@pytest.fixture(autouse=True)
def _static_root(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"


@pytest.mark.django_db
def test_a_database_with_a_school_in_it_gets_no_invented_one() -> None:
    School.objects.create(name="Acresfield", slug="acresfield")
    call_command("prepare", demo=True)
    assert School.objects.count() == 1


@pytest.mark.django_db
def test_it_says_what_postgres_is_still_to_be_set_to(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare")
    assert ("wal_compression = lz4" in capsys.readouterr().err) == (connection.vendor == "postgresql")


def test_static_files_are_collected_once_and_sources_are_not_served(tmp_path: Path) -> None:
    prepare.collect_static()
    assert any((tmp_path / "static").rglob("htmx*.js"))
    assert not (tmp_path / "static" / "src").exists()
    kept = tmp_path / "static" / "not-ours"
    kept.touch()
    prepare.collect_static()
    assert kept.exists()
    (tmp_path / "static.made").write_text("another version")
    prepare.collect_static()
    assert not kept.exists()


def test_a_change_of_a_file_or_of_a_version_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "requirements").mkdir()
    versions, style = tmp_path / "requirements" / "base.txt", tmp_path / "static" / "a.css"
    seen = set()
    for version, text in (("1", "a"), ("2", "a"), ("2", "b"), ("2", "b")):
        versions.write_text(version)
        style.write_text(text)
        seen.add(prepare.fingerprint(tmp_path))
    assert len(seen) == 3
    assert prepare.fingerprint(chosen.BASE_DIR) not in seen
