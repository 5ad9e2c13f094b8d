"""Recruitment panels: who sits on them, and what each member declares about searching for applicants (ACR-07)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from policies.models import PanelDeclaration, PanelMember, PanelRule, PeopleRules, Recruitment
from policies.verbs import Verb

WORDS = {
    PanelRule.NO_SEARCHES: "I will not search for applicants for this post on social media. To look there for people"
    " who might apply is no such search.",
    PanelRule.AS_GUIDED: "Candidates for this post are searched for online only once they are shortlisted and have been"
    " told that it may happen, by whom and for what is written here; what is found is recorded, and put to the"
    " candidate at interview.",
}


@dataclass(frozen=True)
class Search:
    """How shortlisted candidates are searched for: by whom, what for, and where it is recorded."""

    searched_by: str = ""
    searched_for: str = ""
    recorded_in: str = ""


def open_recruitment(
    school: School,
    *,
    post: str,
    starts_on: date,
    ends_on: date,
    panel: Collection[Person],
    by: Person,
    at: datetime,
) -> Recruitment:
    """Start a recruitment with its panel, under the rule that holds at the school today."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        if ends_on < starts_on:
            raise NotAllowed("The last day cannot be before the first.")
        row = Recruitment.objects.create(
            school=school,
            post=post,
            rule=PeopleRules.of(school).panel_rule,
            starts_on=starts_on,
            ends_on=ends_on,
            opened_by=by,
            opened_at=at,
        )
        trail.record(Verb.RECRUITMENT_OPENED, row, by=by, at=at, school=school, post=post, rule=row.rule)
        for person in panel:
            _put_on(row, person, by, at)
    return row


def put_on_panel(recruitment: Recruitment, person: Person, *, by: Person, at: datetime) -> PanelMember:
    """Put one more person on the panel; they declare as everybody on it."""
    with change():
        return _put_on(_held(recruitment), person, by, at)


def take_off_panel(member: PanelMember, *, by: Person, at: datetime) -> PanelMember:
    """Take somebody off the panel; what they declared is kept."""
    with change():
        recruitment = _held(member.recruitment)
        member = PanelMember.objects.select_related("person").get(pk=member.pk)
        if member.taken_off_at is not None:
            raise NotAllowed(f"{member.person} is off the panel already.")
        member.taken_off_by, member.taken_off_at = by, at
        member.save(update_fields=["taken_off_by", "taken_off_at"])
        trail.record(Verb.PANEL_LEFT, recruitment, by=by, at=at, school=recruitment.school, person=member.person.uid)
    return member


def declare_on_panel(
    recruitment: Recruitment, search: Search, *, rule: str, by: Person, at: datetime
) -> PanelDeclaration:
    """Declare, as a member of the panel, by the rule of this recruitment. Sent twice, the first one stands.

    Raises NotAllowed for another rule than its own, for a search described under the rule that has none, and for a
    search by, for or recorded nowhere under the rule that has one.
    """
    with change():
        recruitment = _held(recruitment)
        if not PanelMember.objects.filter(recruitment=recruitment, person=by, taken_off_at=None).exists():
            raise NotAllowed("Only members of this panel declare.")
        if rule != recruitment.rule:
            raise NotAllowed("This recruitment goes by the other rule. Read it again; nothing was recorded.")
        told = [search.searched_by, search.searched_for, search.recorded_in]
        if rule == PanelRule.NO_SEARCHES and any(told):
            raise NotAllowed("By this school's rule nobody is searched for on social media: there is none to tell of.")
        if rule == PanelRule.AS_GUIDED and not all(told):
            raise NotAllowed("Say who searches, what for, and where it is recorded.")
        kept, is_new = PanelDeclaration.objects.get_or_create(
            recruitment=recruitment,
            person=by,
            defaults={
                "uid": uuid4(), "school": recruitment.school, "person_name": by.name, "rule": rule,
                "words": WORDS[PanelRule(rule)], "at": at, **vars(search),
            },
        )  # fmt: skip
        if is_new:
            trail.record(Verb.PANEL_DECLARED, kept, by=by, at=at, school=recruitment.school, rule=rule)
    return kept


def _put_on(recruitment: Recruitment, person: Person, by: Person, at: datetime) -> PanelMember:
    if not Person.objects.current(localdate(at)).filter(pk=person.pk, school=recruitment.school).exists():
        raise NotAllowed(f"{person} is not on the roll now.")
    if PanelMember.objects.filter(recruitment=recruitment, person=person, taken_off_at=None).exists():
        raise NotAllowed(f"{person} is on the panel already.")
    member = PanelMember.objects.create(
        school=recruitment.school, recruitment=recruitment, person=person, added_by=by, added_at=at
    )
    trail.record(Verb.PANEL_JOINED, recruitment, by=by, at=at, school=recruitment.school, person=person.uid)
    return member


def _held(recruitment: Recruitment) -> Recruitment:
    return Recruitment.objects.select_for_update(of=("self",)).select_related("school").get(pk=recruitment.pk)
