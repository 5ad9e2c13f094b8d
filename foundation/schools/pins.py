"""PINs: which are too easy to guess, how they are kept, and how long one waits after wrong ones.

A PIN is short, so it is kept as a slow hash that is encrypted besides: who has the database alone cannot try them out.
A slip's code, and the code that sets up a device, follow from the site's secret and the row: they are kept nowhere, and
can be shown again until they are used.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from foundation.core import keyring
from foundation.core.rotation import Rotated, rotate_column
from foundation.schools.models import Person, Pin, SharedDevice

FEWEST, MOST = 4, 8  # figures
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
CODE_LENGTH = 10

# Minutes to wait after the first wrong PIN for a name, the second, ... ; after the tenth the office lifts the lock.
WAITS = (0, 0, 1, 2, 5, 15, 30, 60, 60)
LOCKED_AFTER = 10
# At one device, whatever the name: so many within an hour are free.
DEVICE_FREE = 15
DEVICE_WAITS = (1, 2, 4, 8, 15, 30, 60)
FORGOTTEN = timedelta(hours=1)


def too_easy(pin: str, *, digits: int, reference: str = "") -> str:
    """Why this PIN cannot be had, as a sentence; "" for a good one."""
    if not (pin.isascii() and pin.isdecimal()):
        return "A PIN has figures only."
    if not digits <= len(pin) <= MOST:
        return f"Choose {digits} to {MOST} figures." if digits < MOST else f"Choose {MOST} figures."
    steps = {(int(later) - int(one)) % 10 for one, later in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        return "This is one of the first that people guess: the same figure, or figures in a row. Choose another."
    if len(pin) % 2 == 0 and len({pin[place : place + 2] for place in range(0, len(pin), 2)}) == 1:
        return "This is the same two figures again and again. Choose another."
    if len(pin) == 4 and pin[:2] in ("19", "20"):
        return "This looks like a year, and years of birth are guessed first. Choose another."
    if pin == "".join(letter for letter in reference if letter.isdecimal()):
        return "This is the staff reference. Choose another."
    return ""


def close_pin(person: Person, typed: str) -> bytes:
    """The PIN as it is kept."""
    return keyring.close_text(make_password(typed), about=_about(person))


def is_right(pin: Pin, typed: str) -> bool:
    """Whether this is the PIN. It takes as long for a name that has none."""
    if pin.closed is None:
        make_password(typed)
        return False
    return check_password(typed, keyring.open_text(bytes(pin.closed), about=_about(pin.person)))


def rotate_pins() -> Rotated:
    """Give every PIN the key in use."""
    rows = Pin.objects.exclude(closed=None).select_related("person")
    return rotate_column(rows, "closed", lambda pin: _about(pin.person))


def _about(person: Person) -> str:
    return f"pin:{person.uid}"


def slip_code(pin: Pin) -> str:
    """The code on the slip that is out for this person."""
    return _code(f"slip:{pin.uid}:{pin.slip_number}")


def set_up_code(device: SharedDevice) -> str:
    """The code that makes a browser this device."""
    return _code(f"device:{device.uid}:{device.code_number}")


def is_code(typed: str, code: str) -> bool:
    """Whether the code was typed, whatever the case and however it was divided."""
    plain = "".join(letter for letter in typed.upper() if letter in LETTERS)
    return hmac.compare_digest(plain, code.replace("-", ""))


def _code(about: str) -> str:
    made = hmac.digest(settings.SECRET_KEY.encode(), f"foundation.schools.pins:{about}".encode(), sha256)
    letters = "".join(LETTERS[byte % 32] for byte in made[:CODE_LENGTH])
    return f"{letters[:5]}-{letters[5:]}"


def free_at(pin: Pin) -> datetime | None:
    """From when on a PIN may be tried for this name again; None when at once."""
    if not pin.wrong or pin.wrong_at is None:
        return None
    return pin.wrong_at + timedelta(minutes=WAITS[min(pin.wrong, len(WAITS)) - 1])


def device_free_at(device: SharedDevice) -> datetime | None:
    """From when on a PIN may be tried at this device again; None when at once."""
    over = device.wrong - DEVICE_FREE
    if over < 0 or device.wrong_at is None:
        return None
    return device.wrong_at + timedelta(minutes=DEVICE_WAITS[min(over, len(DEVICE_WAITS) - 1)])
