"""As at a past day: what is computed now is what stood then."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.schools.models import Absence, Person
from foundation.schools.transitions.groups import change_group
from foundation.schools.transitions.people import change_person, enter_leaving
from foundation.schools.transitions.school import change_rules
from policies.as_at import AsAt, as_at, lines
from policies.models import Acknowledgement, Means, PolicyRules, Version
from policies.outstanding import asked, outstanding
from policies.transitions import (
    acknowledge,
    change_policy,
    describe_version,
    put_in_force,
    start_version,
    submit_version,
    withdraw_policy,
    write_text,
)
from policies.transitions.drafting import Cover, PolicyFacts
from tests.cast import Cast, a_person, a_role
from tests.policies.shelf import OTHER_TEXT, TEXT, a_policy, in_force, review_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ALL-02")]
FIRST = datetime(2026, 1, 12, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def cast() -> Cast:
    return Cast.make(FIRST)


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def on(number: int) -> date:
    return timezone.localdate(day(number))


def confirm(version: Version, person: Person, at: datetime) -> None:
    acknowledge(version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=person, at=at)


def next_version(cast: Cast, version: Version, at: datetime) -> Version:
    draft = start_version(version.policy, by=cast.clerk, at=at)
    describe_version(draft, Cover(**review_in(cast, 400)), by=cast.clerk, at=at)
    draft = write_text(draft, OTHER_TEXT if version.edition % 2 else TEXT, by=cast.clerk, at=at)
    draft = submit_version(draft, by=cast.clerk, at=at)
    return put_in_force(draft, by=cast.headteacher, at=at)


def names(then: AsAt) -> dict[str, list[str]]:
    return {policy.title: [person.name for person in policy.asked] for policy in then.policies}


def test_the_version_in_force_is_the_one_of_the_end_of_the_day(cast: Cast) -> None:
    first = in_force(cast, at=day(2))
    second = next_version(cast, first, day(10))
    held = {number: [policy.number for policy in as_at(cast.school, on(number)).policies] for number in (1, 2, 9, 10)}
    assert held == {1: [], 2: [first.number], 9: [first.number], 10: [second.number]}
    then = as_at(cast.school, on(9)).policies[0]
    assert (then.since, then.until, then.edition) == (on(2), on(10), first.edition)


def test_a_withdrawn_policy_stood_until_its_day(cast: Cast) -> None:
    version = in_force(cast)
    withdraw_policy(version.policy, why="Not needed.", by=cast.clerk, at=day(5))
    assert [len(as_at(cast.school, on(number)).policies) for number in (4, 5)] == [1, 0]


def test_an_acknowledgement_counts_from_its_day_and_for_its_edition_only(cast: Cast) -> None:
    first = in_force(cast)
    confirm(first, cast.teacher, day(3))
    second = next_version(cast, first, day(10))
    confirm(second, cast.headteacher, day(12))
    given = {number: set(as_at(cast.school, on(number)).policies[0].given) for number in (2, 3, 9, 10, 12)}
    assert given == {2: set(), 3: {cast.teacher.pk}, 9: {cast.teacher.pk}, 10: set(), 12: {cast.headteacher.pk}}


def test_a_sheet_counts_from_the_day_on_it_and_says_when_it_was_entered(cast: Cast) -> None:
    version = in_force(cast)
    row = Acknowledgement(
        school=cast.school,
        person=cast.midday_supervisor,
        person_name=cast.midday_supervisor.name,
        policy=version.policy,
        version=version,
        edition=version.edition,
        content_hash=version.content_hash,
        words="I will.",
        means=Means.ON_BEHALF,
        reason="Cannot hold a pen.",
        witness="Clara",
        at=day(9),
        signed_on=on(4),
        recorded_by=cast.clerk,
        recorded_by_name=cast.clerk.name,
    )
    row.save()
    assert as_at(cast.school, on(3)).policies[0].given == {}
    given = as_at(cast.school, on(4)).policies[0].given[cast.midday_supervisor.pk]
    assert (given.on, given.entered_on) == (on(4), on(9))


def test_leavers_starters_and_who_was_away_stand_as_on_the_day(cast: Cast) -> None:
    enter_leaving(cast.teacher, on=on(5), by=cast.clerk, at=day(1))
    Absence.objects.create(
        school=cast.school, person=cast.dsl, starts_on=on(2), ends_on=on(3), entered_by=cast.clerk, entered_at=day(1)
    )
    told = {number: as_at(cast.school, on(number)) for number in (2, 4, 5, 6)}
    there = {number: then.people for number, then in told.items()}
    present = {number: cast.teacher.name in [person.name for person in people] for number, people in there.items()}
    assert present == {2: True, 4: True, 5: True, 6: False}
    assert told[2].away == {cast.dsl.pk}
    assert told[4].away == frozenset()
    assert cast.leaver.name not in [person.name for person in there[2]]
    assert cast.starter.name in [person.name for person in as_at(cast.school, on(31)).people]


def test_who_moved_to_another_group_was_asked_as_before(cast: Cast) -> None:
    in_force(cast)
    change_person(cast.teacher, details={}, groups=[cast.office], by=cast.clerk, at=day(5))
    change_person(cast.teacher, details={"job_title": "Cook"}, groups=[], by=cast.clerk, at=day(8))
    before, after = as_at(cast.school, on(4)), as_at(cast.school, on(5))
    assert cast.teacher.name in names(before)["Keys and visitors"]
    assert cast.teacher.name not in names(after)["Keys and visitors"]
    assert next(one for one in after.people if one.pk == cast.teacher.pk).groups == {"Office staff"}


def test_a_renamed_group_is_still_the_same_group(cast: Cast) -> None:
    in_force(cast)
    change_group(cast.teachers, name="Teaching staff", community="staff", by=cast.clerk, at=day(3))
    change_person(cast.teacher, details={}, groups=[cast.office], by=cast.clerk, at=day(5))
    change_group(cast.teachers, name="Those who teach", community="staff", by=cast.clerk, at=day(7))
    for number in (2, 4):
        assert cast.teacher.name in names(as_at(cast.school, on(number)))["Keys and visitors"]
    assert cast.teacher.name not in names(as_at(cast.school, on(5)))["Keys and visitors"]
    assert cast.headteacher.name in names(as_at(cast.school, on(2)))["Keys and visitors"]


def test_a_policy_addressed_to_others_since_asked_whom_it_asked(cast: Cast) -> None:
    version = in_force(cast)
    facts = PolicyFacts(
        title="Keys", owner=cast.business_manager, determiner="body", body=cast.governing_body, audience=(cast.office,)
    )
    change_policy(version.policy, facts, by=cast.clerk, at=day(5))
    assert cast.teacher.name in names(as_at(cast.school, on(4)))["Keys and visitors"]
    assert names(as_at(cast.school, on(5)))["Keys"] == [
        cast.administrator.name,
        cast.business_manager.name,
        cast.clerk.name,
    ]


def test_roles_and_seats_are_those_held_on_the_day(cast: Cast) -> None:
    a_role(cast.teacher, "dsl", starts_on=on(3), ends_on=on(6))
    held = {
        number: ("Designated safeguarding lead", cast.teacher.name)
        in [(role.what, role.name) for role in as_at(cast.school, on(number)).roles]
        for number in (2, 3, 6, 7)
    }
    assert held == {2: False, 3: True, 6: True, 7: False}
    assert ("Chair, Governing body", cast.chair.name) in [(s.what, s.name) for s in as_at(cast.school, on(2)).seats]


def test_house_rules_that_were_others_then_are_named_with_what_they_were(cast: Cast) -> None:
    row = PolicyRules.objects.get_or_create(school=cast.school)[0]
    for number, days in ((4, 20), (8, 30)):
        change_rules(
            cast.school,
            section="policies",
            row=row,
            values={"days_to_acknowledge": days},
            by=cast.clerk,
            at=day(number),
        )
    told = {number: [(rule.rule, rule.then) for rule in as_at(cast.school, on(number)).rules] for number in (3, 4, 8)}
    usual = str(PolicyRules._meta.get_field("days_to_acknowledge").default)
    assert told == {3: [("days_to_acknowledge", usual)], 4: [("days_to_acknowledge", "20")], 8: []}


def test_what_retention_destroyed_since_is_counted_and_not_made_up(cast: Cast) -> None:
    version = in_force(cast)
    confirm(version, cast.teacher, day(2))
    confirm(version, cast.headteacher, day(3))
    Acknowledgement.objects.filter(person=cast.teacher).delete()
    then = as_at(cast.school, on(5))
    assert (then.given, then.destroyed) == (1, 1)
    assert as_at(cast.school, on(1)).destroyed == 0


def test_changes_whose_words_were_destroyed_are_said_to_be_unknown(cast: Cast) -> None:
    change_person(cast.teacher, details={}, groups=[], by=cast.clerk, at=day(5))
    kept = Entry.objects.filter(verb="person_changed")
    super(type(kept), kept).update(payload="", salt="", destroyed_at=day(9), destroyed_by="retention")
    assert as_at(cast.school, on(4)).silent == 1
    assert as_at(cast.school, on(6)).silent == 0


def test_nothing_of_another_school_is_told(cast: Cast) -> None:
    then = as_at(cast.other_school, on(1))
    assert {person.name for person in then.people} == {
        cast.other_clerk.name,
        cast.other_headteacher.name,
        cast.other_teacher.name,
    }
    assert then.policies == []


@dataclass
class Seen:
    """What the product itself said at the end of a day."""

    in_force: set[str]
    people: set[str]
    asked: set[tuple[str, str]]
    outstanding: set[tuple[str, str]]
    roles: set[tuple[str, str]]


def seen_now(cast: Cast, today: date) -> Seen:
    """Asked of the rows as they are, by the functions that the desk and the compliance pages use."""
    people = Person.objects.filter(school=cast.school).current(today)
    called = dict(people.values_list("pk", "name"))
    return Seen(
        in_force=set(
            Version.objects.filter(school=cast.school, status="in_force").values_list("policy__title", flat=True)
        ),
        people=set(called.values()),
        asked={(called[row["person_id"]], str(row["uid"])) for row in asked(people)},
        outstanding={(called[row["person_id"]], str(row["uid"])) for row in outstanding(people)},
        roles={
            (role.get_kind_display(), role.person.name)
            for role in cast.school.roles.current(today).select_related("person")
        },
    )


def told_of(then: AsAt) -> Seen:
    return Seen(
        in_force={policy.title for policy in then.policies},
        people={person.name for person in then.people},
        asked={(line.person.name, str(line.policy.version.uid)) for line in lines(then)},
        outstanding={(line.person.name, str(line.policy.version.uid)) for line in lines(then) if line.given is None},
        roles={(role.what, role.name) for role in then.roles},
    )


class Chronicle:
    """A school in which something happens every day, by the dice."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice = cast, random.Random(seed)  # noqa: S311 - the same days for the same seed
        self.policies = [in_force(cast, a_policy(cast, title)).policy for title in ("Keys", "Lunch", "Trips")]
        self.groups = [cast.teachers, cast.midday, cast.office]

    def live(self, at: datetime) -> None:
        for _ in range(self.dice.randrange(1, 5)):
            self.dice.choice(
                [
                    self.confirm,
                    self.confirm,
                    self.confirm,
                    self.move,
                    self.start,
                    self.leave,
                    self.renew,
                    self.address,
                    self.rename,
                    self.promote,
                ]
            )(at)

    def somebody(self, at: datetime) -> Person:
        return self.dice.choice(list(Person.objects.filter(school=self.cast.school).current(timezone.localdate(at))))

    def confirm(self, at: datetime) -> None:
        person = self.somebody(at)
        owed = list(outstanding(Person.objects.filter(pk=person.pk)))
        if owed:
            version = Version.objects.get(pk=self.dice.choice(owed)["pk"])
            confirm(version, person, at)

    def move(self, at: datetime) -> None:
        groups = self.dice.sample(self.groups, self.dice.randrange(0, 3))
        change_person(self.somebody(at), details={}, groups=groups, by=self.cast.clerk, at=at)

    def start(self, at: datetime) -> None:
        number = Person.objects.count()
        a_person(
            self.cast.school,
            f"Nora New {number}",
            starts_on=timezone.localdate(at),
            groups=(self.dice.choice(self.groups),),
        )

    def leave(self, at: datetime) -> None:
        officers = {self.cast.clerk.pk, self.cast.headteacher.pk, self.cast.administrator.pk}
        person = self.somebody(at)
        if person.pk not in officers and person.leaves_on is None:
            enter_leaving(person, on=timezone.localdate(at), by=self.cast.clerk, at=at)

    def renew(self, at: datetime) -> None:
        policy = self.dice.choice(self.policies)
        current = policy.versions.get(status="in_force")
        next_version(self.cast, Version.objects.select_related("policy", "school").get(pk=current.pk), at)

    def address(self, at: datetime) -> None:
        policy = self.dice.choice(self.policies)
        policy.refresh_from_db()
        facts = PolicyFacts(
            title=policy.title, owner=policy.owner, determiner=policy.determiner, body=policy.body,
            audience=self.dice.sample(self.groups, self.dice.randrange(1, 3)),
        )  # fmt: skip
        change_policy(policy, facts, by=self.cast.clerk, at=at)

    def rename(self, at: datetime) -> None:
        group = self.dice.choice(self.groups)
        group.refresh_from_db()
        name = f"{group.name.split(' no')[0]} no {self.dice.randrange(10_000)}"
        change_group(group, name=name, community=group.community, by=self.cast.clerk, at=at)

    def promote(self, at: datetime) -> None:
        starts = timezone.localdate(at)
        a_role(
            self.somebody(at),
            "senior_leader",
            starts_on=starts,
            ends_on=starts + timedelta(days=self.dice.randrange(9)),
        )


@pytest.mark.parametrize("seed", range(2))
def test_each_day_of_a_lively_month_is_told_as_it_was(cast: Cast, seed: int) -> None:
    chronicle = Chronicle(cast, seed)
    seen = {}
    for number in range(1, 22):
        with time_machine.travel(day(number), tick=False):
            chronicle.live(day(number))
        seen[number] = seen_now(cast, on(number))
    wrong = [number for number, expected in seen.items() if told_of(as_at(cast.school, on(number))) != expected]
    assert wrong == []
    assert len({frozenset(one.outstanding) for one in seen.values()}) > 5
