"""The site as it is run by default: real processes, an SQLite file, a broker of files, for tests in a browser."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from config.assets import build
from tests.waiting import until

ELSEWHERE = ("DATABASE_URL", "REDIS_URL")
PASSWORD = "a long enough pass phrase"


@dataclass(frozen=True)
class Site:
    """A running site. `make` has rows made in its database by a function of tests.browser.scenes."""

    url: str
    environment: dict[str, str]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def make(self, scene: str) -> dict[str, Any]:
        """Run a scene beside the site, once: a file of tests may be left and come back to.

        What it gives back, ids and addresses, comes as it was.
        """
        if scene not in self.made:
            words = [sys.executable, "-m", "tests.browser.scenes", scene]
            run = subprocess.run(words, env=self.environment, check=True, stdout=subprocess.PIPE, cwd=settings.BASE_DIR)
            self.made[scene] = json.loads(run.stdout)
        return self.made[scene]

    def sign_in(self, page: Page, email: str, password: str = PASSWORD) -> None:
        """As a person does it, on the sign-in page."""
        page.goto(f"{self.url}/account/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Your desk").wait_for()


@contextmanager
def running(home: Path) -> Iterator[Site]:
    """Prepare an empty installation in `home`, start it, stop it."""
    build(Path(settings.BASE_DIR))
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    environment = kept | {"COUNTERSIGN_HOME": str(home), "PORT": str(port), "WEB_WORKERS": "1", "WORKERS": "1"}
    _manage(environment, "migrate", "--verbosity", "0")
    _manage(environment, "createcachetable")
    with (home / "up.log").open("wb") as said:
        process = subprocess.Popen(_words("up"), env=environment, stdout=said, stderr=said, cwd=settings.BASE_DIR)
    try:
        url = f"http://127.0.0.1:{port}"
        until(lambda: _answers(url, process), within=90, what="the site answers")
        yield Site(url, environment)
    finally:
        process.terminate()
        process.wait(60)


def _manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run(_words(*words), env=environment, check=True, cwd=settings.BASE_DIR)


def _words(*words: str) -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), *words]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"The site ended by itself with code {process.returncode}.")
    try:
        urllib.request.urlopen(f"{url}/account/login/", timeout=10).close()  # noqa: S310 - our own address
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True
