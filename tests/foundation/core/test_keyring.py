"""Encryption at rest: what opens, what does not, and how keys are changed."""

import pytest
from pytest_django import Settings

from foundation.core import keyring
from foundation.core.keyring import KeyMissing, Tampered

OLD, NEW = {"k1": b"1" * 32}, {"k2": b"2" * 32}


@pytest.fixture(autouse=True)
def _one_key(settings: Settings) -> None:
    settings.KEYS = OLD


@pytest.mark.parametrize("plain", ["", "a", "Ω" * 5000])
def test_what_was_closed_opens_again(plain: str) -> None:
    closed = keyring.close_text(plain, about="x")
    assert closed.startswith(b"k1\0")
    assert plain == keyring.open_text(closed, about="x")
    assert len(plain) < 5 or plain.encode() not in closed


def test_the_same_text_is_closed_differently_each_time() -> None:
    assert keyring.close_text("same", about="x") != keyring.close_text("same", about="x")


def test_any_changed_byte_is_found() -> None:
    closed = keyring.close(b"evidence", about="x")
    for place in range(len(closed)):
        changed = bytearray(closed)
        changed[place] ^= 1
        with pytest.raises((Tampered, KeyMissing)):
            keyring.open_closed(bytes(changed), about="x")
    for length in range(len(closed)):
        with pytest.raises((Tampered, KeyMissing)):
            keyring.open_closed(closed[:length], about="x")


def test_a_value_put_in_the_place_of_another_does_not_open() -> None:
    with pytest.raises(Tampered):
        keyring.open_closed(keyring.close(b"of one", about="case 1"), about="case 2")


def test_an_old_key_still_opens_and_the_new_one_closes(settings: Settings) -> None:
    old = keyring.close(b"kept", about="x")
    settings.KEYS = NEW | OLD
    assert keyring.open_closed(old, about="x") == b"kept"
    new = keyring.rotate(old, about="x")
    assert keyring.closed_with(new) == "k2"
    assert keyring.rotate(new, about="x") is new
    settings.KEYS = NEW
    assert keyring.open_closed(new, about="x") == b"kept"


def test_a_lost_key_is_named_and_nothing_opens(settings: Settings) -> None:
    closed = keyring.close(b"kept", about="x")
    settings.KEYS = NEW
    with pytest.raises(KeyMissing, match="“k1” is not in the key ring") as missing:
        keyring.open_closed(closed, about="x")
    assert missing.value.key_id == "k1"


def test_another_key_under_the_same_name_does_not_open(settings: Settings) -> None:
    closed = keyring.close(b"kept", about="x")
    settings.KEYS = {"k1": b"9" * 32}
    with pytest.raises(Tampered):
        keyring.open_closed(closed, about="x")
