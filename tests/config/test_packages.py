"""bin/packages: what is missing on the machine is installed, or named. Debian's tools are played by scripts."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

TOOLS = ("sh", "grep", "env")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs in which every package is there, and root asks."""
    for name in TOOLS:
        (tmp_path / name).symlink_to(Path("/bin") / name)
    say(tmp_path, "id", "echo 0")
    say(tmp_path, "dpkg-query", "echo 'install ok installed'")
    say(tmp_path, "apt-get", f'echo "$@" >> {tmp_path}/asked')
    return tmp_path


def say(machine: Path, name: str, script: str) -> None:
    (machine / name).write_text(f"#!/bin/sh\n{script}\n")
    (machine / name).chmod(0o755)


def packages(machine: Path, part: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [settings.BASE_DIR / "bin" / "packages", sys.executable, part],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )


def asked(machine: Path) -> str:
    return (machine / "asked").read_text() if (machine / "asked").exists() else ""


@pytest.mark.parametrize("part", ["run", "test"])
def test_where_nothing_is_missing_nothing_is_said_or_asked(machine: Path, part: str) -> None:
    done = packages(machine, part)
    assert (done.returncode, done.stdout, done.stderr, asked(machine)) == (0, "", "", "")


def test_what_is_missing_is_installed(machine: Path) -> None:
    say(machine, "dpkg-query", '[ "$3" = qpdf ] || echo "install ok installed"')
    done = packages(machine, "test")
    assert done.stdout == "Installing qpdf.\n"
    assert "--no-install-recommends qpdf\n" in asked(machine)


def test_what_cannot_be_installed_is_named_in_one_line_and_the_rest_goes_on(machine: Path) -> None:
    say(machine, "dpkg-query", "exit 1")
    say(machine, "apt-get", f'echo "$@" >> {machine}/asked; case "$*" in *chromium*) exit 100;; esac')
    done = packages(machine, "test")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "chromium could not be installed: run 'apt-get install chromium' and look at what it says."
    ]
    assert "--no-install-recommends redis-server\n" in asked(machine)


def test_without_root_or_sudo_it_says_what_root_has_to_do(machine: Path) -> None:
    say(machine, "id", "echo 1000")
    say(machine, "dpkg-query", '[ "$3" = qpdf ] || echo "install ok installed"')
    done = packages(machine, "test")
    assert done.stderr == "Missing, and only root can install it: apt-get install qpdf\n"
    assert asked(machine) == ""


def test_with_sudo_it_is_asked_through_it(machine: Path) -> None:
    say(machine, "id", "echo 1000")
    say(machine, "sudo", f'echo sudo >> {machine}/asked; "$@"')
    say(machine, "dpkg-query", '[ "$3" = qpdf ] || echo "install ok installed"')
    packages(machine, "test")
    assert asked(machine).splitlines()[0] == "sudo"


def test_an_old_python_is_refused(machine: Path) -> None:
    say(machine, "python-old", "exit 1")
    done = subprocess.run(
        [settings.BASE_DIR / "bin" / "packages", machine / "python-old", "run"],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or later is needed")
