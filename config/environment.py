"""How an installation is chosen: environment variables, and secrets made once and kept in the data folder."""

import base64
import contextlib
import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_ID = re.compile(r"[a-z0-9-]{1,20}")
KEY_BYTES = 32


def text(name: str, default: str = "") -> str:
    """An environment variable; one that is set but empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    said = text(name, str(default))
    if not said.isascii() or not said.isdigit():
        raise ImproperlyConfigured(f"{name} is a whole number, not {said!r}.")
    return int(said)


def site_url(name: str, default: str) -> str:
    """The address people use: scheme and host, without a path."""
    said = text(name, default).rstrip("/")
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} looks like https://policies.school.example, not {said!r}.")
    return said


def data_folder(name: str, default: Path) -> Path:
    """The folder that holds everything an installation keeps outside its database, with the parts it needs."""
    home = Path(text(name, str(default))).expanduser().resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in ("files", "mail", "queue", "static"):
        (home / part).mkdir(mode=0o700, exist_ok=True)
    return home


def kept_secret(path: Path, make: str) -> str:
    """The secret in this file; made on first use, whole or not at all, readable by its owner only."""
    if not path.exists():
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(make)
        with contextlib.suppress(FileExistsError):  # another process was first: its secret holds
            os.link(new, path)
        new.unlink()
    return path.read_text().strip()


def new_secret() -> str:
    return secrets.token_urlsafe(50)


def new_key(key_id: str) -> str:
    """An entry of the key ring, to be set by the administrator or kept in the data folder."""
    return f"{key_id}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def key_ring(name: str, home: Path) -> dict[str, bytes]:
    """Key id -> 32 bytes, from `id:base64,id:base64`; the first is in use, the others open what they closed.

    Raises ImproperlyConfigured for anything else: what is encrypted must never be written with half a key.
    """
    ring: dict[str, bytes] = {}
    for entry in (text(name) or kept_secret(home / "keys", new_key("k1"))).split(","):
        key_id, _, encoded = entry.strip().partition(":")
        try:
            key = base64.b64decode(encoded, altchars=b"-_", validate=True)
        except ValueError:
            key = b""
        if not KEY_ID.fullmatch(key_id) or len(key) != KEY_BYTES or key_id in ring:
            raise ImproperlyConfigured(f"{name}: each key is id:base64 of {KEY_BYTES} bytes (docs/operations.md).")
        ring[key_id] = key
    return ring


def mail(name: str, folder: Path) -> dict[str, object]:
    """Django's mail settings from `smtp://`, `smtp+tls://` or `smtps://user:password@host:port`; without it, files."""
    address = text(name)
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    parts = urlsplit(address)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ImproperlyConfigured(f"{name} looks like smtp+tls://user:password@mail.school.example:587.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
