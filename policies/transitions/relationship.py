"""The private declaration of family relationships: told, changed and ended by new entries, never overwritten.

The trail says that something was told, by whom and when; never what (STM-18, QEI-27). No notice speaks of it.
"""

from collections.abc import Mapping
from datetime import datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from policies.models import PeopleRules, Relationship, RelationshipEntry
from policies.sealed import seal
from policies.verbs import Verb

Kind = RelationshipEntry.Kind
VERBS = {
    Kind.DECLARED: Verb.RELATIONSHIP_DECLARED,
    Kind.UPDATED: Verb.RELATIONSHIP_UPDATED,
    Kind.ENDED: Verb.RELATIONSHIP_ENDED,
}


def declare_relationship(school: School, words: Mapping[str, str], *, by: Person, at: datetime) -> Relationship:
    """Tell headteacher and designated safeguarding lead of a family relationship of one's own."""
    with change():
        if by.school_id != school.pk:
            raise NotAllowed("Only people on this school's roll declare a relationship here.")
        if not PeopleRules.of(school).relationships:
            raise NotAllowed("This school does not ask for family relationships to be declared here.")
        kept = Relationship.objects.create(school=school, person=by, declared_at=at, changed_at=at)
        _enter(kept, Kind.DECLARED, words, 1, by, at)
    return kept


def update_relationship(kept: Relationship, words: Mapping[str, str], *, by: Person, at: datetime) -> Relationship:
    """Tell what is different now; what was told before stays readable."""
    return _go_on(kept, Kind.UPDATED, words, by, at)


def end_relationship(kept: Relationship, words: Mapping[str, str], *, by: Person, at: datetime) -> Relationship:
    """Tell that it is over; what was told before stays readable."""
    return _go_on(kept, Kind.ENDED, words, by, at)


def _go_on(
    kept: Relationship, kind: RelationshipEntry.Kind, words: Mapping[str, str], by: Person, at: datetime
) -> Relationship:
    with change():
        rows = Relationship.objects.select_for_update(of=("self",)).select_related("school")
        kept = rows.get(pk=kept.pk)
        if kept.person_id != by.pk:
            raise NotAllowed("Only who declared it changes it.")
        if kept.ended_at is not None:
            raise NotAllowed("You have ended this already. Declare it anew if it holds again.")
        kept.changed_at = at
        kept.ended_at = at if kind == Kind.ENDED else None
        kept.save(update_fields=["changed_at", "ended_at"])
        _enter(kept, kind, words, kept.entries.count() + 1, by, at)
    return kept


def _enter(
    kept: Relationship, kind: RelationshipEntry.Kind, words: Mapping[str, str], number: int, by: Person, at: datetime
) -> None:
    entry = RelationshipEntry(school=kept.school, relationship=kept, number=number, kind=kind, at=at)
    entry.sealed = seal(entry, words)
    entry.save()
    trail.record(VERBS[kind], kept, by=by, at=at, school=kept.school)
