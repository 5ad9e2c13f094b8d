"""Making log-ins for people on the roll.

A log-in belongs to whoever reads the mail of its address. A link that is handed over proves nothing of that, so it is
only given for a log-in without a password that belongs to one school; and when another school invites the same address,
such a log-in loses its password and its owner is asked for a new one by mail.
"""

from dataclasses import dataclass
from datetime import datetime

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, User
from foundation.schools.verbs import Verb


@dataclass(frozen=True)
class Invitation:
    """A person with a log-in; `needs_password` when a link to set one has still to reach them."""

    person: Person
    user: User
    needs_password: bool


def invite(person: Person, *, by: Actor, at: datetime) -> Invitation:
    """Give somebody a log-in: a new one, or the one their address has already at another school."""
    with change():
        person = Person.objects.select_for_update(of=("self",)).select_related("school", "user").get(pk=person.pk)
        if not person.email:
            raise NotAllowed(f"{person} has no e-mail address. Add one, or record what they sign on paper.")
        if person.leaves_on is not None and person.leaves_on < at.date():
            raise NotAllowed(f"{person} has left.")
        user = person.user or _log_in(person, at)
        trail.record(Verb.PERSON_INVITED, person, by=by, at=at, school=person.school, name=person.name)
    return Invitation(person, user, not user.has_usable_password())


def hand_over(person: Person, *, by: Actor, at: datetime) -> User:
    """Note that the link to somebody's first password is handed over because mail could not be sent.

    Raises NotAllowed where the log-in has a password or is somebody's at another school.
    """
    with change():
        user = User.objects.select_for_update().get(persons=person)
        if user.has_usable_password() or user.persons.exclude(school=person.school).exists():
            raise NotAllowed("The mail could not be sent. Try again later: this link goes to its owner only.")
        user.handed_over_at = at
        user.save(update_fields=["handed_over_at"])
        trail.record(Verb.LINK_HANDED_OVER, person, by=by, at=at, school=person.school, name=person.name)
    return user


def _log_in(person: Person, at: datetime) -> User:
    """The log-in of the person's address, made where there is none."""
    user = User.objects.select_for_update().filter(email__iexact=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email)
    elif user.persons.filter(school=person.school).exists():
        raise NotAllowed(f"The log-in {user.email} is already somebody else's on this roll.")
    elif user.handed_over_at is not None:
        user.set_unusable_password()
        user.handed_over_at = None
        user.save(update_fields=["password", "handed_over_at"])
    person.user = user
    person.save(update_fields=["user"])
    return user
