"""Leavers confirm what the school asks of them: signed in until the last day, by a link for a while after (QEI-05)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.notices.transitions import queue
from foundation.schools.models import Person
from policies.links import new_link
from policies.models import Leaving, PeopleRules
from policies.verbs import Verb

TOLD = "policies.leaving"


def open_leaving(person: Person, *, on: date, by: Actor, at: datetime) -> Leaving | None:
    """Ask somebody whose last day was entered to confirm; a day that moved moves what is open along.

    None where the school asks leavers nothing, or where this leaver has confirmed already.
    """
    if not PeopleRules.of(person.school).leavers_confirm:
        return None
    with change():
        leaving = Leaving.objects.select_for_update().filter(person=person, confirmed_at=None).first()
        if leaving is not None:
            leaving.last_day = on
            leaving.save(update_fields=["last_day"])
            return leaving
        if Leaving.objects.filter(person=person, last_day__gte=max(person.starts_on, localdate(at))).exists():
            return None
        leaving = Leaving.objects.create(
            school=person.school, person=person, person_name=person.name, last_day=on, opened_at=at
        )
        trail.record(Verb.LEAVING_OPENED, leaving, by=by, at=at, school=person.school, person=person.uid, on=on)
        if on >= localdate(at):
            key = f"leaving:{leaving.uid}"
            queue(TOLD, key=key, recipient=person, about=leaving, school=person.school, due_at=at)
    return leaving


def confirm_leaving(leaving: Leaving, *, statements: Sequence[str], means: str, at: datetime) -> Leaving:
    """Confirm the school's sentences for leavers, as the leaver. Sent twice, the first one stands."""
    with change():
        leaving = _held(leaving)
        if leaving.confirmed_at is not None:
            return leaving
        rules = PeopleRules.of(leaving.school)
        _check_in_time(leaving, rules, means, localdate(at))
        if not statements or list(statements) != rules.leavers_confirm:
            raise NotAllowed("The school changed what leavers confirm. Read it again; nothing was recorded.")
        leaving.statements = [{"text": text, "confirmed_at": at.isoformat()} for text in statements]
        leaving.person_name, leaving.confirmed_at, leaving.means = leaving.person.name, at, means
        leaving.save(update_fields=["statements", "person_name", "confirmed_at", "means"])
        trail.record(
            Verb.LEAVING_CONFIRMED, leaving, by=leaving.person, at=at, school=leaving.school,
            person=leaving.person.uid, means=means,
        )  # fmt: skip
    return leaving


def make_leaving_link(leaving: Leaving, *, by: Person, at: datetime) -> str:
    """Make the link by which a leaver may confirm later; one made before opens nothing from now on."""
    with change():
        leaving = _held(leaving)
        rules = PeopleRules.of(leaving.school)
        if leaving.confirmed_at is not None:
            raise NotAllowed(f"{leaving.person_name} has confirmed already.")
        if not rules.leaver_link_days:
            raise NotAllowed("This school takes no confirmation by a link. School settings say so.")
        _check_in_time(leaving, rules, Leaving.Means.LINK, localdate(at))
        link = new_link()
        leaving.link_hash, leaving.link_made_at = link.hash, at
        leaving.save(update_fields=["link_hash", "link_made_at"])
        trail.record(Verb.LEAVING_LINK_MADE, leaving, by=by, at=at, school=leaving.school, person=leaving.person.uid)
    return link.word


def _held(leaving: Leaving) -> Leaving:
    rows = Leaving.objects.select_for_update(of=("self",)).select_related("person", "school")
    return rows.get(pk=leaving.pk)


def _check_in_time(leaving: Leaving, rules: PeopleRules, means: str, today: date) -> None:
    if leaving.person.leaves_on is None:
        raise NotAllowed(f"{leaving.person.name} is staying: no last day is entered any more.")
    if today > open_until(leaving, rules, means):
        raise NotAllowed("The time for confirming this is over. Write to the school's office.")


def open_until(leaving: Leaving, rules: PeopleRules, means: str) -> date:
    """The last day on which it can be confirmed by these means."""
    more = rules.leaver_link_days if means == Leaving.Means.LINK else 0
    return leaving.last_day + timedelta(days=more)
