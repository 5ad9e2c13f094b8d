"""An invented trust of any size, for measuring and for trying out: rows written in bulk, not act by act.

What is made satisfies every constraint and reads like a school's own. The proofs of single acts are not there, because
nobody acted: each school's trail says in one entry that it was made so, and how much of it.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify
from django.utils.timezone import localdate

from config.demo.people import FIRST, LAST
from config.in_bulk import BATCH, bulk
from config.trusts_asking import make_requests, make_sites
from foundation.audit import trail
from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.schools.models import Body, BodyMember, Person, Role, School, SchoolRules, StaffGroup, Term, User
from foundation.schools.models.person import Community
from foundation.schools.models.school import SchoolKind
from foundation.schools.verbs import Verb
from policies.content import ClauseText, Text, canonical, content_hash
from policies.models import Acknowledgement, Clause, Means, Policy, PolicyRules, Statement, Version

MAKER = Clock("make_trust")
PLACES = "Alder Birch Castle Dale Elm Ford Grange Harbour Ivy Juniper Kiln Linden Meadow North Orchard Priory".split()
KINDS = ("Primary School", "High School", "Infant School", "Junior School", "College")
COLOURS = ("#1f5a4c", "#7a2e3a", "#2d4a7c", "#5b3f78", "#6a4a1c")
GROUPS = (  # name, community, share of the roll
    ("Teachers", Community.STAFF, 40),
    ("Teaching assistants", Community.STAFF, 25),
    ("Office staff", Community.STAFF, 8),
    ("Midday supervisors", Community.STAFF, 12),
    ("Site staff", Community.STAFF, 7),
    ("Governors", Community.GOVERNORS, 8),
)
JOBS = ("Class teacher", "Teaching assistant", "Office administrator", "Midday supervisor", "Caretaker", "Governor")
# The first on each roll, in this order: role, job title, place in GROUPS.
OFFICERS = (
    ("headteacher", "Headteacher", 0),
    ("clerk", "Clerk to the governors", 2),
    ("chair", "Chair of governors", 5),
    ("business_manager", "School business manager", 2),
    ("senior_leader", "Deputy headteacher", 0),
    ("administrator", "Office manager", 2),
    ("dsl", "Designated safeguarding lead", 0),
)
IN_A_TEAM = 9  # people who share a line manager
WITHOUT_EMAIL, LEAVERS, IN_TWO_GROUPS = 0.08, 0.02, 0.1
ACKNOWLEDGED = (0.6, 0.9)
TOPICS = (
    *("Attendance", "Behaviour", "Charging", "Complaints", "Data protection", "Equality", "Fire safety", "First aid"),
    *("Gifts", "Health and safety", "Homework", "Keys and visitors", "Lone working", "Medicines", "Mobile phones"),
    *("Online safety", "Social media", "Staff absence", "Trips", "Uniform"),
)
FORMS = ("policy", "procedure", "code of practice")
CLAUSES = (
    ("Purpose", "Why we have it, and what we want it to bring about for everyone at our school."),
    ("Whom it is for", "Everyone who works at our school, paid or not, follows it on the premises and away from them."),
    ("What we expect", "Ask before you act where you are in doubt. Tell the office the same day when something fails."),
    ("Who looks after it", "The owner answers questions and keeps the record of what was reported."),
    ("Review", "We read it again every year, and sooner when the law or our school changes."),
)
STATEMENT = "I know whom to ask when I am not sure."
WORDS = str(PolicyRules._meta.get_field("words").default)


@dataclass(frozen=True)
class Size:
    """How large: `staff` in the whole trust, `policies`, `sites` and `requests` at each school.

    `acknowledged` is the share of those asked who confirmed the least read policy, and the most read one.
    """

    schools: int
    staff: int
    policies: int = 60
    acknowledged: tuple[float, float] = ACKNOWLEDGED
    sites: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Made:
    """One school with those on its roll; the officers come first, in the order of OFFICERS."""

    school: School
    groups: Sequence[StaffGroup]
    people: Sequence[Person]
    members: Sequence[tuple[Person, StaffGroup]]

    def holder(self, role: str) -> Person:
        return self.people[[kind for kind, _, _ in OFFICERS].index(role) % len(self.people)]


def make_trust(size: Size, at: datetime, say: Callable[[str], object] = lambda _: None) -> School:
    """Make a trust with schools, people, policies in force and acknowledgements; each school in changes of its own."""
    dice = random.Random(size.schools * 1_000_003 + size.staff)  # noqa: S311 - the same trust for the same size
    with change():
        trust = _add_school(f"{dice.choice(PLACES)} Learning Trust", SchoolKind.TRUST, None, 0, at)
    secret = make_password(None)
    for number in range(size.schools):
        staff = size.staff * (number + 1) // size.schools - size.staff * number // size.schools
        with change():
            made = _make_school(trust, number, staff, dice, at, secret)
            versions = _make_policies(made, size.policies, dice, at)
            if size.requests:
                make_requests(made.school, made.people, size.requests, at)
            if size.sites:
                make_sites(made.school, made.people, size.sites, at)
        count = _acknowledge(_given(made, versions, size.acknowledged, dice, at))
        say(f"{made.school}: {staff} people, {size.policies} policies, {count} acknowledgements")
    return trust


def _add_school(name: str, kind: str, trust: School | None, number: int, at: datetime, **made: int) -> School:
    slug = f"{slugify(name)[:30]}-{uuid4().hex[:6]}"
    colour = COLOURS[number % len(COLOURS)]
    domain = f"{slug}.example"
    school = School.objects.create(
        name=name, slug=slug, kind=kind, trust=trust, colour=colour, email_domain=domain, address="1 School Lane"
    )
    SchoolRules.objects.create(school=school)
    PolicyRules.objects.create(school=school)
    said = "rows written in bulk: no single act stands behind them"
    trail.record(Verb.SCHOOL_ADDED, school, by=MAKER, at=at, school=school, name=name, kind=kind, made=said, **made)
    return school


def _make_school(trust: School, number: int, staff: int, dice: random.Random, at: datetime, secret: str) -> Made:
    place, kind = PLACES[number % len(PLACES)], KINDS[number // len(PLACES) % len(KINDS)]
    again = number // (len(PLACES) * len(KINDS))
    name = f"{place} {kind}{f' {again + 1}' if again else ''}"
    school = _add_school(name, SchoolKind.ACADEMY, trust, number, at, people=staff)
    groups = bulk(StaffGroup(school=school, name=name, community=community) for name, community, _ in GROUPS)
    today = localdate(at)
    bulk(_terms(school, today))
    people = _make_people(school, staff, dice, today, secret)
    made = Made(school, groups, people, list(_memberships(people, groups, dice)))
    through = Person.groups.through
    bulk(through(person_id=person.pk, staffgroup_id=group.pk) for person, group in made.members)
    _give_roles(made, at)
    return made


def _terms(school: School, today: date) -> Iterator[Term]:
    first = today.year - (today.month < 9)
    for year in range(first - 1, first + 2):
        yield Term(school=school, season="autumn", starts_on=date(year, 9, 2), ends_on=date(year, 12, 18))
        yield Term(school=school, season="spring", starts_on=date(year + 1, 1, 5), ends_on=date(year + 1, 3, 27))
        yield Term(school=school, season="summer", starts_on=date(year + 1, 4, 13), ends_on=date(year + 1, 7, 21))


def _make_people(school: School, staff: int, dice: random.Random, today: date, secret: str) -> list[Person]:
    """The roll: log-ins for those with an address, and a line manager for all but the headteacher."""
    people = [_person(school, place, dice, today) for place in range(staff)]
    users = {user.email: user for user in bulk(User(email=one.email, password=secret) for one in people if one.email)}
    for person in people:
        person.user = users.get(person.email)
    bulk(people)
    for place, person in enumerate(people[1:], start=1):
        team = place // IN_A_TEAM * IN_A_TEAM
        person.line_manager = people[team if team != place else 0]
    Person.objects.bulk_update(people[1:], ["line_manager"], batch_size=500)
    return people


def _person(school: School, place: int, dice: random.Random, today: date) -> Person:
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    is_officer = place < len(OFFICERS)
    has_email = is_officer or dice.random() >= WITHOUT_EMAIL
    leaves = not is_officer and dice.random() < LEAVERS
    return Person(
        school=school,
        name=name,
        reference=f"S{place + 1:05}",
        email=f"{name.lower().replace(' ', '.')}.{place + 1}@{school.email_domain}" if has_email else "",
        job_title=OFFICERS[place][1] if is_officer else JOBS[_group_of(place)],
        starts_on=today - timedelta(days=dice.randint(300, 4000)),
        leaves_on=today - timedelta(days=dice.randint(1, 90)) if leaves else None,
    )


def _group_of(place: int) -> int:
    """The group of the so-manieth on the roll, by the shares of GROUPS."""
    if place < len(OFFICERS):
        return OFFICERS[place][2]
    left = place * 37 % 100
    for number, (_, _, share) in enumerate(GROUPS):
        if left < share:
            return number
        left -= share
    raise ValueError("The shares of the groups are not a hundred.")


def _memberships(
    people: Sequence[Person], groups: Sequence[StaffGroup], dice: random.Random
) -> Iterator[tuple[Person, StaffGroup]]:
    for place, person in enumerate(people):
        own = _group_of(place)
        yield person, groups[own]
        if dice.random() < IN_TWO_GROUPS:
            yield person, groups[(own + 1) % len(groups)]


def _give_roles(made: Made, at: datetime) -> None:
    school, since = made.school, localdate(at) - timedelta(days=100)
    officers = list(zip(OFFICERS, made.people, strict=False))
    bulk(
        Role(school=school, person=person, kind=kind, starts_on=since, given_at=at) for (kind, _, _), person in officers
    )
    body = Body.objects.create(school=school, name="Governing body", kind=Body.Kind.GOVERNING_BODY, quorum=2)
    offices = {"headteacher": "member", "clerk": "clerk", "chair": "chair"}
    bulk(
        BodyMember(school=school, body=body, person=person, office=offices[kind], starts_on=since)
        for (kind, _, _), person in officers
        if kind in offices
    )


def _make_policies(made: Made, count: int, dice: random.Random, at: datetime) -> list[Version]:
    """Policies in force with their text; every second one asks everybody, the others a part of the staff."""
    body = Body.objects.get(school=made.school)
    clerk = made.holder("clerk")
    policies = bulk(
        Policy(
            school=made.school,
            title=title,
            slug=slugify(title),
            summary=f"How we go about {title.lower()}.",
            owner=made.holder("senior_leader" if place % 3 else "business_manager"),
            body=body,
            is_public=place % 2 == 0,
            added_by=clerk,
            added_at=at,
        )
        for place, title in enumerate(_titles(count))
    )
    through = Policy.audience.through
    bulk(
        through(policy_id=policy.pk, staffgroup_id=group.pk)
        for place, policy in enumerate(policies)
        for group in (made.groups if place % 2 == 0 else made.groups[: 3 + place % 3])
    )
    versions = bulk(_version(policy, clerk, dice, at) for policy in policies)
    bulk(clause for version in versions for clause in _clauses(version))
    bulk(Statement(version=version, position=0, text=STATEMENT) for version in versions)
    return versions


def _titles(count: int) -> Iterator[str]:
    for number in range(count):
        form, topic = divmod(number, len(TOPICS))
        again = form // len(FORMS)
        yield f"{TOPICS[topic]} {FORMS[form % len(FORMS)]}{f' {again + 1}' if again else ''}"


def _texts() -> list[ClauseText]:
    return [
        ClauseText(title, f"<p>{words}</p>", str(place), anchor=slugify(f"{place} {title}"))
        for place, (title, words) in enumerate(CLAUSES, start=1)
    ]


def _version(policy: Policy, clerk: Person, dice: random.Random, at: datetime) -> Version:
    """Brought in as it was in force already, so no step is invented (ALL-03)."""
    text = canonical(policy.title, Text(clauses=_texts(), statements=(STATEMENT,)))
    then = at - timedelta(days=dice.randint(5, 300))
    review = localdate(at) + timedelta(days=dice.randint(-30, 600))
    return Version(
        school=policy.school,
        policy=policy,
        number="1.0",
        sequence=1,
        edition=1,
        status=Version.Status.IN_FORCE,
        author=clerk.name,
        review_on=review,
        review_due_on=review,
        canonical=text,
        content_hash=content_hash(text),
        drafted_by=clerk,
        drafted_at=then,
        brought_in_by=clerk,
        brought_in_at=then,
        in_force_by=clerk,
        in_force_at=then,
        asked_on=localdate(then),
    )


def _clauses(version: Version) -> Iterator[Clause]:
    for position, clause in enumerate(_texts()):
        yield Clause(
            version=version,
            position=position,
            number=clause.number,
            title=clause.title,
            anchor=clause.anchor,
            html=clause.html,
        )


def _acknowledge(rows: Iterator[Acknowledgement]) -> int:
    """Written in parts, each in a change of its own: a large school's are too many for one."""
    count = 0
    while part := list(islice(rows, BATCH)):
        with change():
            count += len(bulk(part))
    return count


def _given(
    made: Made, versions: Sequence[Version], shares: tuple[float, float], dice: random.Random, at: datetime
) -> Iterator[Acknowledgement]:
    """Of those asked, as many as the share says that is drawn for each policy."""
    members: dict[int, dict[int, Person]] = {}
    for person, group in made.members:
        members.setdefault(group.pk, {})[person.pk] = person
    audience: dict[int, dict[int, Person]] = {}
    reached = Policy.audience.through.objects.filter(policy__in=[version.policy_id for version in versions])
    for policy, group_pk in reached.values_list("policy_id", "staffgroup_id"):
        audience.setdefault(policy, {}).update(members.get(group_pk, {}))
    for version in versions:
        share = dice.uniform(*shares)
        for person in audience.get(version.policy_id, {}).values():
            if dice.random() < share:
                yield _acknowledgement(made.school, version, person, dice, at)


def _acknowledgement(
    school: School, version: Version, person: Person, dice: random.Random, at: datetime
) -> Acknowledgement:
    assert version.in_force_at is not None  # noqa: S101 - made so above
    then = version.in_force_at + (at - version.in_force_at) * dice.random()
    return Acknowledgement(
        school=school,
        person=person,
        person_name=person.name,
        policy_id=version.policy_id,
        version=version,
        edition=version.edition,
        content_hash=version.content_hash,
        words=WORDS,
        statements=[{"text": STATEMENT, "confirmed_at": then.isoformat()}],
        means=Means.BROWSER,
        at=then,
        recorded_by=person,
        recorded_by_name=person.name,
    )
