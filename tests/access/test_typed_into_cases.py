"""What is typed into a case, or of who is looked at, stands in clear in no row, file, log, mail, cache or queue."""

import json
import logging
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.celery import app
from foundation.jobs.wake import wake_now as wake_jobs
from foundation.notices.tasks import deliver, remind_schools
from foundation.notices.wake import wake_now as wake_notices
from tests.access.database import holds, rolled_back, written
from tests.access.held import Held, is_for_words
from tests.access.planting import MARK
from tests.access.routes import routes_of
from tests.access.sheets import Sheet, a_png

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
# What is no narrative stands as it was typed: the name of a platform, by which figures are put together.
IN_CLEAR = {"case-takedown-add, post: stands in incidents_takedown"}
HOUSE_DATA = ("incident-setting", "contacts-start")  # the school's own lists, which are of no case
# Of monitoring, what is about somebody; and the boxes of it whose words are facts of the school that stay readable.
OF_SOMEBODY: tuple[str, ...] = (
    "check-",
    "usage-columns",
    "mention",
    "footprint-look",
    "restriction",
    "access-withdraw",
    "site-block",
)
OF_SOMEBODY += ("hold", "subject-")
LIST_OF_REASONS = "check-reason"
READABLE = {"elsewhere", "host", "for_whom", "dpia_reference", "blocked", "record"}
READABLE_OF = {"subject-send": {"how"}}  # how it was handed over
PICTURE = (f"{MARK}.png", a_png(b"Comment\0" + MARK.encode()), "image/png")


def marked(form: Sheet, but: Collection[str] = ()) -> Sheet:
    """The form with the marker in every box for words and every address; in the name and the bytes of every file."""
    boxes = set(form.typed) - set(but)
    pairs = [(name, _marked(name, value) if name in boxes else value) for name, value in form.pairs]
    return replace(form, pairs=pairs, files=dict.fromkeys(form.files, PICTURE))


def _marked(name: str, value: str) -> str:
    if value.startswith("https://"):
        return f"{value}{MARK}"
    return f"{MARK} {value}" if is_for_words(name) else value


def in_redis() -> str:
    """All that lies in the queue and the cache: names and values."""
    store: Any = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    reads = {b"list": lambda key: store.lrange(key, 0, -1), b"zset": lambda key: store.zrange(key, 0, -1)}
    reads |= {b"string": store.get, b"set": store.smembers, b"hash": store.hgetall}
    return "\n".join(f"{key!r} {reads[store.type(key)](key)!r}" for key in store.scan_iter())


@pytest.fixture
def _kept_files() -> Iterator[None]:
    """What a form destroys for good is put back: other tests need it."""
    before = {path: path.read_bytes() for path in _files()}
    yield
    for path, data in before.items():
        path.write_bytes(data)


def _files() -> list[Path]:
    return [path for path in settings.HOME.rglob("*") if path.is_file()]


def clear_words(form: Held, tables: set[str]) -> list[str]:
    """Where the marker stands in clear now."""
    words = (MARK, MARK.encode().hex())  # as bytes are shown
    found = [f"stands in {name}" for name in sorted(tables) if any(holds(one, [name]) for one in words)]
    found += ["lies in the queue or the cache"] if MARK in in_redis() else []
    found += ["lies in a file"] if any(MARK.encode() in path.read_bytes() for path in _files()) else []
    found += ["is in a mail"] if any(MARK.encode() in one.message().as_bytes() for one in mail.outbox) else []
    return [f"{form.name}: {one}" for one in found]


@pytest.mark.clause("ACR-18")
@pytest.mark.usefixtures("_kept_files")
def test_what_is_typed_into_a_case_stands_nowhere_in_clear(
    posted: list[Held],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Every form of a case with the marker in all that is typed and uploaded; then the worker is woken and sends."""
    caplog.set_level(logging.DEBUG)
    ours = routes_of("incidents")
    forms = [one for one in posted if one.place.route in ours and not one.place.route.startswith(HOUSE_DATA)]
    taken, wrong = swept(forms, django_capture_on_commit_callbacks)
    assert wrong == IN_CLEAR
    assert taken >= 20
    assert MARK not in caplog.text


@pytest.mark.clause("ACR-19")
@pytest.mark.usefixtures("_kept_files")
def test_what_is_typed_of_who_is_looked_at_stands_nowhere_in_clear(
    posted: list[Held],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Checks, what is said of the school, restrictions, holds, subject access: why, and what was found."""
    caplog.set_level(logging.DEBUG)
    forms = [one for one in posted if one.place.route.startswith(OF_SOMEBODY)]
    forms = [one for one in forms if not one.place.route.startswith(LIST_OF_REASONS)]
    taken, wrong = swept(forms, django_capture_on_commit_callbacks, READABLE)
    assert wrong == set()
    assert taken >= 20
    assert MARK not in caplog.text


def swept(
    forms: Iterable[Held], on_commit: DjangoCaptureOnCommitCallbacks, readable: Collection[str] = ()
) -> tuple[int, set[str]]:
    """How many of these forms were taken with the marker in them, and where it then stood in clear."""
    taken, wrong = 0, set[str]()
    with rolled_back():
        deliver()  # what the world itself owed
        for form in (one for one in forms if one.sheet.typed):
            cache.clear()
            with rolled_back(), written() as tables:
                but = READABLE_OF.get(form.place.route, readable)
                with on_commit(execute=True):
                    answer = replace(form, sheet=marked(form.sheet, but)).sent()
                deliver()
                taken += answer.status_code == 302
                wrong |= {f"{form.name}: led to {answer['Location']}"} if MARK in answer.get("Location", "") else set()
                wrong |= set(clear_words(form, tables))
    return taken, wrong


@pytest.mark.usefixtures("world")  # its schools are reminded
def test_what_lies_in_the_queue_is_numbers_of_rows() -> None:
    """What a change wakes and what the clock starts: the work itself stands in the database."""
    store: Any = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    store.delete("celery")
    wake_notices()
    wake_jobs()
    remind_schools()
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"], args=entry.get("args", ()))
    asked = [json.loads(b64decode(json.loads(one)["body"])) for one in store.lrange("celery", 0, -1)]
    store.delete("celery")
    assert len(asked) > 2 + len(app.conf.beat_schedule)
    assert all(isinstance(one, int) for args, named, _ in asked for one in (*args, *named.values()))
