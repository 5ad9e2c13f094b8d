"""The demo's policies: in force, acknowledged by most, some overdue, some under way."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from config.demo.making import TITLES, DemoSchool, reading_for
from foundation.schools.dates import PartDate, Precision
from foundation.schools.models import Body, BodyMember, Person, StaffGroup
from policies.content import Text, text_of
from policies.models import Policy, PolicyRules, Step, StepKind, Version
from policies.offer import clauses_read
from policies.transitions import (
    acknowledge,
    bring_in,
    decide,
    describe_version,
    put_in_force,
    record_consultation,
    rewrite,
    set_materiality,
    sign,
    start_version,
    submit_version,
)
from policies.transitions.bringing_in import BroughtIn, PastFact
from policies.transitions.drafting import Cover, PolicyFacts
from policies.transitions.steps import Consulted, Decided

STATEMENTS = {
    "social-media": ("I have checked the privacy settings of every service I use.",),
    "acceptable-use": ("I use a second step to sign in wherever the school offers one.",),
}
# For each policy: asked how many days ago, share of people who confirmed, review in so many days.
PLAN = {
    "social-media": (40, 3, 320),
    "acceptable-use": (200, 9, 25),
    "code-of-conduct": (400, 10, -80),
    "visitors-and-keys": (6, 4, 500),
}


def make_policies(one: DemoSchool, at: datetime) -> None:
    """Four policies in force; a new edition and a minor correction after that."""
    versions = {name: _bring(one, name, at) for name in TITLES}
    for name, version in versions.items():
        _acknowledge(one, version, at, PLAN[name][0], PLAN[name][1])
    _new_edition(one, versions["visitors-and-keys"], at)
    _minor_correction(one, versions["code-of-conduct"], at)
    _under_way(one, versions["social-media"], at)


def _bring(one: DemoSchool, name: str, at: datetime) -> Version:
    asked_ago, _, review_in = PLAN[name]
    then = at - timedelta(days=asked_ago)
    day = timezone.localdate(then)
    body = Body.objects.filter(school=one.school, kind__in=("governing_body", "local_board")).order_by("kind").first()
    reading = reading_for(name, one, day)
    review = PartDate(timezone.localdate(at) + timedelta(days=review_in), Precision.MONTH)
    is_heads = name == "visitors-and-keys"
    facts = PolicyFacts(
        title=TITLES[name],
        owner=one.first("business_manager") if is_heads else one.first("senior_leader"),
        determiner=Policy.Determiner.HEADTEACHER if is_heads else Policy.Determiner.BODY,
        body=None if is_heads else body,
        is_public=name != "visitors-and-keys",
        audience=tuple(StaffGroup.objects.filter(school=one.school).exclude(community__in=("pupils", "parents"))),
    )
    who = "Headteacher" if is_heads else str(body)
    past = (PastFact("approved", who, "", day - timedelta(days=9), "day"),)
    related = [*[title for key, title in TITLES.items() if key != name][:2], "Safeguarding and child protection"]
    brought = BroughtIn(
        facts=facts,
        text=Text(clauses=clauses_read(reading), statements=STATEMENTS.get(name, ())),
        cover=Cover(
            author=one.first("senior_leader").name,
            last_updated_on=day - timedelta(days=30),
            review_on=review.day,
            review_precision=review.precision,
            review_due_on=review.last_day(one.school),
        ),
        past=past,
        related=related,
        legal_references=[("Data Protection Act", 2018), ("Education Act", 2002)],
    )
    return bring_in(one.school, brought, by=one.first("clerk"), at=then)


def _acknowledge(one: DemoSchool, version: Version, at: datetime, ago: int, tenths: int) -> None:
    """So many tenths of those with a log-in confirm it, each on a day of their own."""
    rules = PolicyRules.objects.get(school=one.school)
    statements = [statement.text for statement in version.statements.all()]
    for place, person in enumerate(_readers(one, at)):
        if place % 10 < tenths:
            when = at - timedelta(days=max(ago - 1 - place % 5, 0), hours=place % 7)
            acknowledge(
                version, words=rules.words, statements=statements, seen=version.content_hash, by=person, at=when
            )


def _readers(one: DemoSchool, at: datetime) -> list[Person]:
    """Everybody with a log-in, but the starter; and the first teacher, who has everything still to read."""
    today = timezone.localdate(at)
    keen = [person for person in one.people if person.user_id and person.starts_on < today - timedelta(days=100)]
    return [person for person in keen if person != one.people[11] and person.leaves_on is None]


def _new_edition(one: DemoSchool, version: Version, at: datetime) -> None:
    """A new edition a few days ago: those who confirmed the one before see what changed."""
    when = at - timedelta(days=3)
    coming = _next(version, one.first("clerk"), when, "Lost keys", "within the hour", "the same day")
    _through_its_steps(one, submit_version(coming, by=one.first("clerk"), at=when), when)


def _minor_correction(one: DemoSchool, version: Version, at: datetime) -> None:
    """A correction that asked nobody again."""
    clerk, when = one.first("clerk"), at - timedelta(days=20)
    coming = _next(version, clerk, when, "Gifts", "thirty pounds", "twenty-five pounds", review_in=-100)
    note = "The value of gifts to be written down follows the county's figure."
    coming = set_materiality(coming, is_material=False, change_note=note, by=clerk, at=when)
    _through_its_steps(one, submit_version(coming, by=clerk, at=when), when)


def _through_its_steps(one: DemoSchool, version: Version, at: datetime) -> None:
    """Take a version through whatever steps its school's rules name, into force."""
    seen, day, clerk = version.content_hash, timezone.localdate(at), one.first("clerk")
    while step := Step.objects.filter(version=version, status=Step.Status.OPEN).first():
        if step.kind == StepKind.CONSULT:
            record_consultation(step, _asked(step, day), seen=seen, by=clerk, at=at)
        elif step.kind == StepKind.SIGN:
            sign(step, words="I sign this policy.", seen=seen, by=one.first(step.role), at=at)
        elif step.body is None:
            decide(step, Decided(day, "approved"), seen=seen, by=one.first("headteacher"), at=at)
        else:
            decide(step, _meeting(step, day), seen=seen, by=clerk, at=at)
    version.refresh_from_db()
    put_in_force(version, by=one.first("headteacher"), at=at)


def _asked(step: Step, day: date) -> Consulted:
    words = "Two people asked for plainer words; they were changed."
    return Consulted(day - timedelta(days=16), day - timedelta(days=2), step.whose, "agreed", words)


def _meeting(step: Step, day: date) -> Decided:
    members = BodyMember.objects.filter(body=step.body).exclude(office=BodyMember.Office.CLERK)
    present = ", ".join(seat.person.name for seat in members.select_related("person"))
    return Decided(day - timedelta(days=1), "approved", present=present, minute_reference=f"{day:%m/%y}, item 6.2")


def _under_way(one: DemoSchool, version: Version, at: datetime) -> None:
    """The next version waits at its first step or, where staff were asked, at the one after."""
    clerk, when = one.first("clerk"), at - timedelta(days=14)
    coming = _next(version, clerk, when, "What you see", "within the day", "the same day")
    coming = submit_version(coming, by=clerk, at=when)
    step = coming.steps.filter(status=Step.Status.OPEN).first()
    if step is not None and step.kind == StepKind.CONSULT:
        record_consultation(step, _asked(step, timezone.localdate(at)), seen=coming.content_hash, by=clerk, at=at)


def _next(
    version: Version, by: Person, at: datetime, title: str, new: str, old: str, *, review_in: int = 365
) -> Version:
    """The next version with one change in one clause."""
    started = start_version(version.policy, by=by, at=at)
    clauses = [
        replace(clause, html=clause.html.replace(old, new)) if clause.title == title else clause
        for clause in text_of(started).clauses
    ]
    coming = rewrite(started, clauses=clauses, by=by, at=at)
    review = timezone.localdate(at) + timedelta(days=review_in)
    return describe_version(coming, Cover(author=by.name, review_on=review, review_due_on=review), by=by, at=at)
