"""The clause behind an answer of "May I ...?"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from approvals.transitions.may_i import cite_clause

if TYPE_CHECKING:
    from tests.access.world import World


def add_may_i(world: World) -> None:
    """A clause of the policy in force stands behind the answer that the addresses ask for."""
    cast, policy = world.cast, world.rows["policy"]
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    world.rows["cited_clause"] = cite_clause(cast.school, "befriend-pupil", policy, "1-purpose", **by)
