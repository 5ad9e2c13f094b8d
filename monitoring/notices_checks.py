"""Who is told what of checks. A mail names the school and the kind of news: not whom, why, nor what was found."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from foundation.notices.transitions import announce
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself
from monitoring.check_people import holders, who_authorises, who_runs
from monitoring.models import Check

ASKED, DECIDED, READY = "monitoring.check_asked", "monitoring.check_decided", "monitoring.check_ready"
TOLD, UNTOLD = "monitoring.check_told", "monitoring.check_untold"


def tell_asked(check: Check, *, at: datetime) -> None:
    """Those who could authorise it, that somebody asks."""
    _tell(ASKED, f"check-asked:{check.uid}", who_authorises(check, localdate(at)), check, at)


def tell_decided(check: Check, *, at: datetime) -> None:
    """Who asked, that it was decided on."""
    _tell(DECIDED, f"check-decided:{check.uid}", [check.asked_by], check, at)


def tell_ready(check: Check, *, at: datetime) -> None:
    """Who carries it out, that it may begin."""
    if check.carried_by is not None:
        _tell(READY, f"check-ready:{check.uid}:{check.carried_by.uid}", [check.carried_by], check, at)


def tell_subject(check: Check, step: str, *, at: datetime) -> None:
    """Whoever is checked, once told of it, that there is word for them on their page (ACR-19)."""
    if check.subject is not None and check.told_at is not None:
        key = f"check-told:{check.uid}:{step}"
        announce(TOLD, key=key, recipients=[check.subject], about=check, school=check.school, due_at=at)


def tell_untold(check: Check, *, at: datetime) -> None:
    """Who asked, and who decided not to tell, that the employee is to be told now."""
    on = localdate(at)
    people = who_runs(check, on) if check.covert_by is None else [check.asked_by, check.covert_by]
    people += holders(check.school, [check.authority], on, without=[check.subject])
    _tell(UNTOLD, f"check-untold:{check.uid}", people, check, at)


def _tell(kind: str, key: str, people: Iterable[Person], check: Check, at: datetime) -> None:
    """Owe it to those who are not checked; whether they may still know is asked again when it is sent."""
    reached = [one for one in people if check.subject is None or not is_oneself(one, check.subject)]
    announce(kind, key=key, recipients=reached, about=check, school=check.school, due_at=at)
