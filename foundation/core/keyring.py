"""Encryption at rest: AES-GCM with the id of the key in front of what it closed.

The keys come from the settings (`KEYS`: id -> 32 bytes, the first in use, the others open what they closed). A value is
the id, a zero byte, a nonce of 12 bytes and the ciphertext. What cannot be opened is an error, never an empty value.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
END_OF_ID = b"\0"


class KeyringError(Exception):
    """Something encrypted could not be opened."""


class KeyMissing(KeyringError):
    """The key that closed this is not in the key ring. Without it nothing can open it."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(
            f"The key “{key_id}” is not in the key ring. Put it back behind the one in use (COUNTERSIGN_KEYS)."
        )


class Tampered(KeyringError):
    """The bytes are not what was written, or belong to something else."""

    def __init__(self) -> None:
        super().__init__("What was encrypted here was changed or damaged; it is not shown.")


def current_key_id() -> str:
    """The id of the key that closes new values."""
    return str(next(iter(settings.KEYS)))


def close(plain: bytes, *, about: str) -> bytes:
    """Encrypt with the key in use. `about` (what the value belongs to) is bound in: opening needs the same."""
    key_id, nonce = current_key_id(), os.urandom(NONCE_BYTES)
    head = key_id.encode("ascii") + END_OF_ID
    return head + nonce + AESGCM(settings.KEYS[key_id]).encrypt(nonce, plain, head + about.encode())


def open_closed(closed: bytes, *, about: str) -> bytes:
    """Decrypt what `close` made for the same `about`. Raises KeyMissing for a lost key, Tampered for anything else."""
    key_id = closed_with(closed)
    if key_id not in settings.KEYS:
        raise KeyMissing(key_id)
    head = key_id.encode("ascii") + END_OF_ID
    body = closed[len(head) :]
    try:
        return AESGCM(settings.KEYS[key_id]).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], head + about.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered from error


def closed_with(closed: bytes) -> str:
    """The id of the key a value was closed with. Raises Tampered when it does not say."""
    key_id, found, _ = closed[:64].partition(END_OF_ID)
    if not found or not key_id.isascii() or not key_id.decode("ascii").replace("-", "").isalnum():
        raise Tampered
    return key_id.decode("ascii")


def close_text(plain: str, *, about: str) -> bytes:
    return close(plain.encode(), about=about)


def open_text(closed: bytes, *, about: str) -> str:
    return open_closed(closed, about=about).decode()


def needs_rotation(closed: bytes) -> bool:
    """Whether a value was closed with a key that is no longer the one in use."""
    return closed_with(closed) != current_key_id()


def rotate(closed: bytes, *, about: str) -> bytes:
    """The same value, closed with the key in use."""
    return close(open_closed(closed, about=about), about=about) if needs_rotation(closed) else closed
