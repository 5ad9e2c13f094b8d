"""What a request has to say of the people who decide on it (QEI-11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from approvals.models import Decision, Step
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
    found += [f"{by.name} answered this request before, for: {named}." for named in _answered_before(step, also, by)]
    if also:
        found.append(f"Decided once, together with: {', '.join(one.named for one in also)}.")
    return found


def _answered_before(step: Step, also: Sequence[Step], by: Person) -> list[str]:
    """At which other steps of this round the same person has answered, for themselves or standing in for somebody."""
    earlier = Decision.objects.filter(step__request=step.request_id, step__round=step.round, by=by)
    rows = earlier.exclude(step__in=[one.pk for one in also]).select_related("step__group", "step__person")
    return [decision.step.named for decision in rows]
