"""What the reader may do on a check as it stands, and what comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from foundation.core.rules import allows
from monitoring.check_people import is_log_left
from monitoring.house_rules import rules_of
from monitoring.models import Check
from monitoring.transitions.telling import owes_telling

Status, Way = Check.Status, Check.Way


@dataclass(frozen=True)
class May:
    """What the reader may do now: their permission and the check's status together."""

    decide: bool
    tell: bool
    cite: bool
    not_tell: bool
    begin: bool
    carry: bool
    read_log: bool
    end: bool
    withdraw: bool
    hand_on: bool
    see_looks: bool


def may_do(user: Any, check: Check, on: date) -> May:
    """Asked of the rules one by one, with the memory of the page."""
    status = check.status
    runs = allows(user, "monitoring.run_check", check, on)
    carries = allows(user, "monitoring.carry_out_check", check, on)
    is_authorised = status == Status.AUTHORISED
    is_highest = is_authorised and allows(user, "monitoring.decide_not_telling", check, on)
    is_held_up = check.way == Way.COVERT and owes_telling(check, on)
    begun = (Status.READY, Status.UNDER_WAY, Status.ENDED)
    return May(
        decide=status == Status.ASKED and allows(user, "monitoring.decide_check", check, on),
        tell=runs and (is_authorised or (status in begun and check.told_at is None)),
        cite=runs and is_authorised and rules_of(check.school).notice_by_policy,
        not_tell=is_highest,
        begin=carries and status == Status.READY and not is_held_up,
        carry=carries and status == Status.UNDER_WAY and not is_held_up,
        read_log=status in (Status.UNDER_WAY, Status.ENDED) and allows(user, "monitoring.read_log", check, on),
        end=runs and status in (Status.READY, Status.UNDER_WAY),
        withdraw=runs and status in (Status.ASKED, Status.AUTHORISED, Status.READY),
        hand_on=runs and (check.is_open or (status == Status.ENDED and is_log_left(check, on))),
        see_looks=runs,
    )


@dataclass(frozen=True)
class Step:
    """What comes next in a sentence, with the reader's way to do it where it is theirs."""

    words: str
    url: str = ""
    action: str = ""


def next_step(check: Check, may: May, on: date) -> Step | None:
    """What comes next, for whom; None once nothing does."""
    name = check.subject.name if check.subject else ""
    carrier = check.carried_by.name if check.carried_by else ""
    if owes_telling(check, on):
        return _step(f"{name} is to be told now.", may.tell, "check-tell", "Tell them", check)
    if check.status == Status.ASKED:
        return _step("It waits to be authorised by somebody else.", may.decide, "check-decide", "Decide", check)
    if check.status == Status.AUTHORISED:
        return _step(f"{name} is told before it begins.", may.tell, "check-tell", "Tell them", check)
    if check.status == Status.READY:
        return _step(f"{carrier} may begin.", may.begin, "check-begin", "Begin", check)
    if check.status == Status.UNDER_WAY:
        return _step(f"{carrier} carries it out.", may.carry, "log-add", "Bring in a log", check)
    return None


def _step(words: str, may: bool, name: str, action: str, check: Check) -> Step:
    return Step(words, reverse(name, args=[check.uid]), action) if may else Step(words)
