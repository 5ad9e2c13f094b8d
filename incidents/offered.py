"""What can be reported, as the page offers it: in groups, in the words of who reports."""

from collections.abc import Callable

from incidents.models import PUBLIC, SHORT, Kind

GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("A child", (Kind.CHILD, Kind.BETWEEN_PUPILS, Kind.PICTURE, Kind.UNDERAGE, Kind.EXTREMISM)),
    ("Pupils and staff", (Kind.FRIEND_REQUEST, Kind.PUPIL_CONTACT, Kind.STAFF_CONTACT, Kind.QUESTION)),
    ("Somebody who works here", (Kind.STAFF_MENTION, Kind.CONDUCT)),
    ("The school", (Kind.ON_OUR_ACCOUNT, Kind.ABOUT_SCHOOL, Kind.PRESS)),
    ("Anything else", (Kind.OTHER,)),
)
HINTS = {
    Kind.FRIEND_REQUEST: "A few seconds. It protects you.",
    Kind.QUESTION: "In confidence. You get an answer.",
}
# Nobody is asked for pictures of these, so none are taken.
NO_PICTURES = (Kind.FRIEND_REQUEST, Kind.PRESS)


def groups(address: Callable[[str], str], *, is_public: bool = False) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The kinds in their groups: the address of the form, words, hint."""
    kinds = [(title, [kind for kind in group if not is_public or kind in PUBLIC]) for title, group in GROUPS]
    return [
        (title, [(address(kind.value), str(kind.label), HINTS.get(kind, "")) for kind in group])
        for title, group in kinds
        if group
    ]


def is_offered(kind: str, *, is_public: bool = False) -> bool:
    """Whether this can be reported here; the short forms have pages of their own."""
    return kind in Kind.values and (kind in PUBLIC if is_public else kind not in SHORT)
