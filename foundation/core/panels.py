"""What upper apps hang on lower pages: small registries, filled in each app's `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries, in the order they were registered. Registering a name twice is an error."""

    def __init__(self) -> None:
        self.entries: dict[str, T] = {}

    def register(self, name: str, entry: T) -> T:
        if name in self.entries:
            raise RuntimeError(f"{name} is registered twice.")
        self.entries[name] = entry
        return entry

    def __iter__(self) -> Any:
        return iter(self.entries.values())


@dataclass(frozen=True)
class DeskLine:
    """One thing on somebody's desk: what, from whom, until when, with one action."""

    group: str  # "read", "decide", "follow", "look"
    what: str
    url: str
    action: str
    school: str = ""
    whose: str = ""
    due_on: date | None = None
    due_words: str = ""  # how far off that is, such as "in 3 school days"
    is_overdue: bool = False


@dataclass(frozen=True)
class DeskNote:
    """Something to know, below what needs doing: what was done lately, or a date that is coming."""

    what: str
    on: date
    url: str
    action: str
    school: str = ""


# user, today -> lines
desk: Registry[Callable[[Any, date], list[DeskLine]]] = Registry()
# user, today -> what they did or sent lately; dates ahead
lately: Registry[Callable[[Any, date], list[DeskNote]]] = Registry()
ahead: Registry[Callable[[Any, date], list[DeskNote]]] = Registry()

# label of the owner ("policies.Version") -> may this user read this file of that owner?
file_rules: Registry[Callable[[Any, UUID], bool]] = Registry()


@dataclass(frozen=True)
class Section:
    """A group of house rules: the row that holds them, its form, and where it stands in the settings."""

    title: str
    why: str
    model: Any
    form: Any


house_rules: Registry[Section] = Registry()


@dataclass(frozen=True)
class NavItem:
    """An entry of the navigation, with the permission on the school that shows it ("" shows it to everyone there).

    One that stands `under` the page of another entry (its url_name) is on that page, with `about` beside it.
    """

    title: str
    url_name: str
    perm: str
    under: str = ""
    about: str = ""


navigation: Registry[NavItem] = Registry()


@dataclass(frozen=True)
class PublicPage:
    """A page of a school that anyone may read, linked from its public policies."""

    title: str
    url_name: str


public_pages: Registry[PublicPage] = Registry()
