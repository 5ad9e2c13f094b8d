"""Where sealed bytes lie: one file for each, named by its uid, in a folder named by the first two digits.

A file appears whole or not at all (written beside, made lasting, renamed). Nothing here follows a symbolic link.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

PLACE = re.compile(r"[0-9a-f]{32}")
# Anything younger may belong to a change that has not been committed yet.
SETTLED = timedelta(hours=1)


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


@contextlib.contextmanager
def _folder(uid: UUID, *, make: bool = False) -> Iterator[int]:
    """The folder of this file, open. Raises OSError when it is missing or a symbolic link."""
    place = root() / uid.hex[:2]
    if make:
        with contextlib.suppress(FileExistsError):
            place.mkdir(mode=0o700, parents=True)
    opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield opened
    finally:
        os.close(opened)


def put(uid: UUID, sealed: bytes) -> None:
    """Write the bytes so that they last, before the row is committed. Raises OSError (a full disk, a link)."""
    with _folder(uid, make=True) as folder:
        beside = f"{uid.hex}.{uuid4().hex[:8]}.new"
        try:
            opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
            with os.fdopen(opened, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.rename(beside, uid.hex, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside, dir_fd=folder)
            raise


def get(uid: UUID) -> bytes:
    """The bytes as they lie there. Raises OSError when there are none, or a symbolic link lies in their place."""
    with _folder(uid) as folder:
        opened = os.open(uid.hex, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
        with os.fdopen(opened, "rb") as file:
            return file.read()


def remove(uid: UUID) -> None:
    """Remove the bytes; nothing happens when they are gone already."""
    with contextlib.suppress(FileNotFoundError), _folder(uid) as folder:
        os.unlink(uid.hex, dir_fd=folder)
        os.fsync(folder)


def settled(at: datetime) -> Iterator[tuple[Path, UUID | None]]:
    """Every file that has lain here for an hour, with the uid it is of (None for what is no sealed file)."""
    before = (at - SETTLED).timestamp()
    for folder in sorted(root().glob("*")):
        inside = sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else [folder]
        for path in inside:
            if path.lstat().st_mtime < before:
                yield path, UUID(hex=path.name) if PLACE.fullmatch(path.name) and not path.is_symlink() else None
