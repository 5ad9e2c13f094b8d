"""Starters confirm before their first day; the school says what they are to read by then (COR-02)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.notices.transitions import announce
from foundation.schools.models import Person, School
from policies.models import PeopleRules, Policy, StarterPolicy, StartingConfirmation
from policies.starting import starters, starting
from policies.verbs import Verb

TOLD = "policies.starting"


def confirm_starting(person: Person, *, statements: Sequence[str], by: Person, at: datetime) -> StartingConfirmation:
    """Confirm the school's sentences for starters, each by itself. Sent twice, the first one stands."""
    with change():
        person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
        if by.pk != person.pk or not starters(localdate(at)).filter(pk=person.pk).exists():
            raise NotAllowed("Only somebody who starts confirms this, and only for themselves.")
        if not statements or list(statements) != PeopleRules.of(person.school).starters_confirm:
            raise NotAllowed("The school changed what starters confirm. Read it again; nothing was recorded.")
        kept, is_new = StartingConfirmation.objects.get_or_create(
            person=person,
            first_day=person.starts_on,
            defaults={
                "uid": uuid4(),
                "school": person.school,
                "person_name": person.name,
                "statements": [{"text": text, "confirmed_at": at.isoformat()} for text in statements],
                "at": at,
            },
        )
        if is_new:
            trail.record(Verb.STARTING_CONFIRMED, kept, by=by, at=at, school=person.school, person=person.uid)
    return kept


def set_starters_list(school: School, policies: Collection[Policy], *, by: Person, at: datetime) -> None:
    """Say which policies starters read before their first day; none named means all that address them."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        if any(policy.school_id != school.pk for policy in policies):
            raise NotAllowed("Only policies of this school stand on its list.")
        before = set(Policy.objects.filter(pk__in=StarterPolicy.objects.filter(school=school).values("policy")))
        if before == set(policies):
            return
        StarterPolicy.objects.filter(school=school).delete()
        StarterPolicy.objects.bulk_create([StarterPolicy(school=school, policy=policy) for policy in policies])
        said = [sorted(str(one) for one in side) for side in (before, policies)]
        trail.record(Verb.STARTERS_LIST_SET, school, by=by, at=at, school=school, before=said[0], after=said[1])


def tell_starters(school: School, *, on: date, at: datetime) -> int:
    """Tell those who start soon and have a log-in of their list, each once for a first day; how many were told."""
    days = PeopleRules.of(school).starter_notice_days
    soon = starters(on).filter(
        school=school, user__isnull=False, starts_on__gt=on, starts_on__lte=on + timedelta(days=days)
    )
    owing = [one.person for one in starting(school, soon) if one.missing]
    with change():
        told = 0
        for person in owing:
            key = f"starting:{person.starts_on}"
            told += announce(TOLD, key=key, recipients=[person], about=person, school=school, due_at=at).told
    return told
