"""Names of files as people gave them: shown and offered for saving, never used as a path."""

import re
import unicodedata

LONGEST = 150
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def clean_name(name: str) -> str:
    """The last part of the name, without characters nobody sees and without marks that turn text round.

    Kept to 150 characters with its ending; never empty.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(" " if sign.isspace() else sign for sign in name if _is_shown(sign))
    seen = " ".join(seen.split()).strip(". ")
    ending = ENDING.search(seen)
    if len(seen) > LONGEST:
        tail = ending[0] if ending else ""
        seen = seen[: LONGEST - len(tail)].rstrip(". ") + tail
    return seen or "file"


def ending_of(name: str) -> str:
    """The ending of a cleaned name in small letters without its dot; "" when it has none."""
    ending = ENDING.search(name)
    return ending[0][1:].lower() if ending else ""


def _is_shown(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in UNSEEN
