"""Who does things: a person of a school, or a named clock when nobody pressed a button."""

from dataclasses import dataclass
from typing import Protocol
from uuid import NAMESPACE_OID, UUID, uuid5


class Actor(Protocol):
    """Anyone a transition can name as its `by`."""

    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_uid(self) -> UUID: ...
    @property
    def actor_name(self) -> str: ...


@dataclass(frozen=True)
class Clock:
    """The named machine actor: a scheduled job or a command, such as `Clock("reminders")`."""

    actor_name: str
    actor_kind: str = "clock"

    @property
    def actor_uid(self) -> UUID:
        return uuid5(NAMESPACE_OID, f"countersign:clock:{self.actor_name}")
