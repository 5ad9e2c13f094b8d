"""The demo's kitchen tablet with its PINs, and two readers who have a problem with a policy."""

from datetime import datetime, timedelta
from typing import Any

from config.demo.making import TITLES, DemoSchool
from foundation.schools.models import Person, StaffGroup
from foundation.schools.transitions.devices import name_device
from foundation.schools.transitions.pins import give_slips, set_pin
from policies.models import Version
from policies.outstanding import outstanding
from policies.transitions import answer_problem, raise_problem

PIN = "482951"  # of the cook and the site manager; the log-ins say so
SAID = (
    "On trips I only have my own phone. Whom do I ask before I take a picture of the class?",
    "I have no second step at home, because my old telephone cannot do it. Can I still work on reports there?",
)
ANSWER = "Ask the office for the school's phone before a trip. The next version will say so."


def make_devices(one: DemoSchool, at: datetime) -> None:
    """A tablet that waits to be set up, for whoever has no e-mail address; two have a PIN, one a slip."""
    by: dict[str, Any] = {"by": one.first("clerk"), "at": at}
    people = [person for person in one.people if not person.email]
    groups = list(StaffGroup.objects.filter(people__in=people).distinct())
    name_device(one.school, name="Kitchen tablet", groups=groups, **by)
    for person in people[:2]:
        set_pin(person, PIN, **by)
    give_slips(people[2:3], **by)
    for name, words, is_answered in (("social-media", SAID[0], True), ("acceptable-use", SAID[1], False)):
        _problem(one, TITLES[name], words, at - timedelta(days=2), is_answered=is_answered)


def _problem(one: DemoSchool, title: str, words: str, at: datetime, *, is_answered: bool) -> None:
    """Somebody who owes the policy cannot agree to it; its owner answers, or has still to."""
    version = Version.objects.get(school=one.school, policy__title=title, status=Version.Status.IN_FORCE)
    readers = [person.pk for person in one.people if person.email and person != one.people[11]]
    people = Person.objects.filter(pk__in=readers).current(at.date())
    row = outstanding(people).filter(policy=version.policy).order_by("person_id").first()
    if row is None:
        return
    reader = Person.objects.get(pk=row["person_id"])
    problem = raise_problem(version, words=words, seen=version.content_hash, by=reader, at=at)
    if is_answered:
        answer_problem(problem, words=ANSWER, seen=1, by=version.policy.owner, at=at + timedelta(hours=20))
