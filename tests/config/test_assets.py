"""The styles and the script: built from what the lock file names, pointing at nothing outside."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from config import assets

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout with the sources, and the package at hand."""
    shutil.copytree(ROOT / "static" / "src", tmp_path / "static" / "src")
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    assets.install(ROOT)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


def test_the_lock_file_names_no_address_and_pins_every_package_by_its_hash() -> None:
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert "resolved" not in text
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)


def test_what_is_built_points_at_nothing(copy: Path) -> None:
    assert assets.build(copy)
    css = (copy / "static/built/countersign.css").read_text()
    script = (copy / "static/built/countersign.js").read_text()
    assert not re.search(r"url\(|@import|@font-face|sourceMappingURL|GDS Transport", css)
    assert not re.search(r"sourceMappingURL|^import |^export |\bexport\{", script, re.MULTILINE)
    assert ".app-school" in css
    assert ".govuk-error-summary" in css
    assert "data-print" in script


def test_building_again_does_nothing_until_a_source_changes(copy: Path) -> None:
    assert assets.build(copy)
    assert not assets.build(copy)
    source = copy / "static/src/parts/_frame.scss"
    source.write_text(source.read_text() + "\n.app-new { color: inherit; }\n")
    assert assets.build(copy)
    assert ".app-new" in (copy / "static/built/countersign.css").read_text()


def test_a_lost_file_is_built_again(copy: Path) -> None:
    assets.build(copy)
    (copy / "static/built/countersign.js").unlink()
    assert assets.build(copy)


def test_styles_that_do_not_compile_or_point_at_a_file_are_refused(copy: Path) -> None:
    source = copy / "static/src/countersign.scss"
    whole = source.read_text()
    source.write_text(whole + "\n.a { color: $nothing; }")
    with pytest.raises(assets.AssetsNotBuilt, match="do not compile"):
        assets.build(copy)
    source.write_text(whole + "\n.a { background: url(x.png); }")
    with pytest.raises(assets.AssetsNotBuilt, match="point at a file"):
        assets.build(copy)


def test_a_script_of_another_shape_is_refused(copy: Path, tmp_path: Path) -> None:
    (copy / "node_modules").unlink()
    script = copy / assets.SCRIPT
    script.parent.mkdir(parents=True)
    script.write_text("const a = 1;")
    with pytest.raises(assets.AssetsNotBuilt, match="list of exports"):
        assets.script(copy)


def test_an_npm_that_cannot_install_is_named(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "package.json").write_text("{")
    with pytest.raises(assets.AssetsNotBuilt, match="npm could not install"):
        assets.install(tmp_path)


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_assets")
    call_command("build_assets")
    assert capsys.readouterr().out.splitlines()[-1] == "Styles and script are up to date."
