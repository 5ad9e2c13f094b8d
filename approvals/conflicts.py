"""What a request has to say of the people who decide on it (QEI-11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from approvals.models import Step
from foundation.schools.models import Person

DUTIES = {"administrators": "administrator", "moderators": "moderator"}


def named_in(answers: Mapping[str, Any], duty: str) -> list[str]:
    """The uids of the people that a request names for a duty; a vacancy has none."""
    return [str(one["person"]) for one in answers.get(duty, ()) if one.get("person")]


def conflicts(step: Step, also: Sequence[Step], by: Person) -> list[str]:
    """In words: where else on the form this person stands; `also` are the other steps settled by the same act."""
    answers = step.revision.answers
    duties = [word for duty, word in DUTIES.items() if str(by.uid) in named_in(answers, duty)]
    found = [f"{by.name} is also named as {word}." for word in duties]
    if also:
        found.append(f"Decided once, together with: {', '.join(one.named for one in also)}.")
    return found
