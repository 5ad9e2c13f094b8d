"""Requests and accounts of an invented school, in bulk, as `config.trusts` makes the rest of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from approvals.models import (
    ChainStep,
    Decision,
    Kind,
    Platform,
    Request,
    Revision,
    Site,
    SiteCheckIn,
    SitePerson,
    Step,
    Whose,
)
from approvals.transitions.asking import hash_of
from config.in_bulk import bulk
from foundation.schools.models import Person, School

Duty = SitePerson.Duty
DUTIES = (Duty.OWNER, Duty.ADMINISTRATOR, Duty.ADMINISTRATOR, Duty.MODERATOR, Duty.MODERATOR)
STILL_OPEN = 10  # every so-manieth request waits for the headteacher
NOT_LIVE = 4  # every so-manieth account is approved and not yet live
ANSWERS = {
    "host_site": "A museum's pages",
    "address": "https://museum.example/",
    "run_by": "The museum",
    "shown_as": "A teacher of the school",
    "purpose": "Sharing what classes did there.",
    "content": "Pictures of work.",
    "pupils": "no",
    "pupils_safe": "",
    "uses_brand": "no",
    "ends_on": "",
}


def make_requests(school: School, people: Sequence[Person], count: int, at: datetime) -> None:
    """So many requests to the headteacher, who comes first on the roll; one in ten waits, the others are decided."""
    head, others = people[0], people[1:]
    ChainStep.objects.create(school=school, kind=Kind.PARTICIPATION, position=1, whose=Whose.HEADTEACHER)
    digest = hash_of(Kind.PARTICIPATION, ANSWERS)
    then = [at - timedelta(days=1 + place % 300) for place in range(count)]
    waits = [place % STILL_OPEN == 0 for place in range(count)]
    requests = bulk(
        Request(
            school=school,
            kind=Kind.PARTICIPATION,
            number=place + 1,
            requester=others[place % len(others)],
            requester_name=others[place % len(others)].name,
            status=Request.Status.IN_HAND if waits[place] else Request.Status.APPROVED,
            answers=ANSWERS,
            round=1,
            started_at=then[place],
            settled_at=None if waits[place] else then[place],
        )
        for place in range(count)
    )
    revisions = bulk(
        Revision(
            school=school,
            request=one,
            number=1,
            answers=ANSWERS,
            content_hash=digest,
            sent_by=one.requester,
            sent_at=one.started_at,
        )
        for one in requests
    )
    steps = bulk(
        Step(
            school=school,
            request=revision.request,
            revision=revision,
            round=1,
            position=1,
            whose=Whose.HEADTEACHER,
            status=Step.Status.OPEN if is_open else Step.Status.DONE,
            opened_at=revision.sent_at,
            due_on=localdate(at) + timedelta(days=3),
        )
        for revision, is_open in zip(revisions, waits, strict=True)
    )
    _decide([step for step in steps if step.status == Step.Status.DONE], head)


def _decide(steps: Iterable[Step], head: Person) -> None:
    bulk(
        Decision(
            school=step.school,
            request=step.request,
            revision=step.revision,
            step=step,
            requester=step.request.requester,
            outcome=Decision.Outcome.APPROVED,
            by=head,
            by_name=head.name,
            at=step.revision.sent_at,
            content_hash=step.revision.content_hash,
        )
        for step in steps
    )


def make_sites(school: School, people: Sequence[Person], count: int, at: datetime) -> None:
    """So many accounts, each with an owner, two administrators and two moderators; three in four are live."""
    today = localdate(at)
    platform = Platform.objects.create(
        school=school, name="Facebook", minimum_age=13, checked_on=today, source="Its terms"
    )
    sites = bulk(
        Site(
            school=school,
            platform=platform,
            identity=f"News of class {place + 1}",
            address=f"https://social.example/{school.slug}/{place + 1}",
            account_email=f"news{place + 1}@{school.email_domain}",
            status=Site.Status.APPROVED if place % NOT_LIVE == 0 else Site.Status.LIVE,
            aims="Families know what happens",
            audience="Families",
            contributors="Staff",
            pupils=Site.Pupils.NONE,
            terms="Be kind.",
            live_on=today - timedelta(days=30),
            review_due_on=today + timedelta(days=place % 300),
            added_at=at - timedelta(days=40),
        )
        for place in range(count)
    )
    _give_duties(sites, people, at)
    _look_in(sites, people, at)


def _give_duties(sites: Sequence[Site], people: Sequence[Person], at: datetime) -> None:
    since = at - timedelta(days=40)
    bulk(
        SitePerson(
            school=site.school,
            site=site,
            duty=duty,
            person=person,
            words=person.name,
            starts_on=localdate(since),
            given_by=people[0],
            given_at=since,
        )
        for place, site in enumerate(sites)
        for turn, duty in enumerate(DUTIES)
        for person in (people[(place * len(DUTIES) + turn) % len(people)],)
    )


def _look_in(sites: Sequence[Site], people: Sequence[Person], at: datetime) -> None:
    bulk(
        SiteCheckIn(
            school=site.school,
            site=site,
            seen="Nothing out of the way.",
            by=people[place % len(people)],
            by_name=people[place % len(people)].name,
            at=at - timedelta(days=place % 20),
        )
        for place, site in enumerate(sites)
        if site.status == Site.Status.LIVE
    )
