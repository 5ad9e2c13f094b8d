"""What the demo's schools keep of monitoring: looks, filtering, restrictions, checks, holds, certificates, requests."""

from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.checks_made import make_checks
from config.demo.making import DemoSchool
from foundation.schools.models import RoleKind
from monitoring.house_rules import rules_of
from monitoring.models import (
    FilteringCheck,
    FilteringPoint,
    FilteringReview,
    FootprintLook,
    FootprintPlace,
    Hold,
    Mention,
    Purge,
    SubjectRequest,
)
from monitoring.retention.run import look_over, run_purge
from monitoring.transitions import filtering, footprint, holding, restrictions
from monitoring.transitions.filtering import Reviewed, Tested, ToDo
from monitoring.transitions.footprint import Looked, Said
from monitoring.transitions.restrictions import Terms
from monitoring.transitions.subject import Asked, receive

DAY = timedelta(days=1)
ASSISTANT, GOVERNOR, TEACHER, HELPER = 2, 10, 14, 16  # places in POSTS
PLACES = (
    ("The village group", "https://www.facebook.example/village"),
    ("Reviews of the school", "https://reviews.example/schools"),
    ("The town's forum", "https://forum.example/town"),
)
Tone = Mention.Tone
Entry = tuple[int, str, str, bool, str]
# Found so many days ago: what, tone, about staff, and what was answered ("" while nobody has).
FOUND: tuple[Entry, ...] = (
    (204, "The summer fair was a joy, thank you all.", Tone.PRAISE, False, "We thanked them."),
    (170, "Why is there never anywhere to park in the morning?", Tone.CRITICISM, False, "We told of the walking bus."),
    (121, "Somebody asks when the term ends.", Tone.NEUTRAL, False, "We gave the address of the calendar."),
    (93, "The new library is lovely.", Tone.PRAISE, False, "We thanked them."),
    (64, "Lunches were cold twice this week.", Tone.CRITICISM, False, "We said that the oven was repaired."),
    (36, "The office is always kind on the telephone.", Tone.PRAISE, True, "We told the office, and thanked them."),
    (15, "Homework is far too much in year 5.", Tone.CRITICISM, False, ""),
    (8, "A teacher is called names over a lost jumper.", Tone.ABUSE, True, ""),
)


def make_monitoring(one: DemoSchool, at: datetime) -> None:
    """Over the last months, and what is due now."""
    _footprint(one, at)
    _filtering(one, at)
    _restrictions(one, at)
    make_checks(one, at)
    _retention(one, at)
    _subject_access(one, at)


def _footprint(one: DemoSchool, at: datetime) -> None:
    """A look every so many days for seven months; most of them found nothing."""
    dsl, every = one.first(RoleKind.DSL), rules_of(one.school).looks_every_days
    first = at - 210 * DAY
    places = [footprint.add_place(one.school, name, address=url, by=dsl, at=first) for name, url in PLACES]
    found = list(FOUND)
    for ago in range(210, 0, -every):
        then, now = at - ago * DAY, [entry for entry in found if entry[0] >= ago]
        found = [entry for entry in found if entry[0] < ago]
        looked = Looked(timezone.localdate(then), places, was_quiet=not now)
        look = footprint.record_look(one.school, looked, by=dsl, at=then)
        for entry in now:
            _mention(one, entry, places[ago % len(places)], then, look)
    for entry in found:  # come upon since the last look
        _mention(one, entry, places[0], at - entry[0] * DAY, None)
    footprint.add_sites(one.school, by=dsl, at=at)


def _mention(one: DemoSchool, entry: Entry, place: FootprintPlace, then: datetime, look: FootprintLook | None) -> None:
    _, what, tone, about_staff, answer = entry
    said = Said(timezone.localdate(then), what, tone, place, about_staff=about_staff)
    mention = footprint.note_mention(one.school, said, by=one.first(RoleKind.DSL), at=then, look=look)
    if answer:
        footprint.answer_mention(mention, answer, by=one.first(RoleKind.HEADTEACHER), at=then + DAY)


def _filtering(one: DemoSchool, at: datetime) -> None:
    """A review last winter and two checks since; one left something to do."""
    manager, then = one.first(RoleKind.NETWORK_MANAGER), at - 200 * DAY
    _review(one, then)
    for ago, found in ((110, "All of it was blocked, and the alert came within a minute."), (21, "")):
        on = at - ago * DAY
        left = [ToDo("Block the proxy that was found", manager, timezone.localdate(at) + 9 * DAY)] if not found else []
        tested = Tested(
            timezone.localdate(on),
            _points(one, ago),
            FilteringCheck.Outcome.TO_DO if left else FilteringCheck.Outcome.SOUND,
            found or "A proxy got round the filter on the tablets; everything else was blocked.",
            left,
        )
        filtering.record_check(one.school, tested, by=manager, at=on)


def _points(one: DemoSchool, turn: int) -> list[FilteringPoint]:
    """Two of each kind, other ones each time."""
    chosen: list[FilteringPoint] = []
    for kind in FilteringPoint.Kind.values:
        rows = list(FilteringPoint.objects.filter(school=one.school, kind=kind, ended_at=None))
        chosen += {rows[turn % len(rows)], rows[(turn + 1) % len(rows)]}
    return chosen


def _review(one: DemoSchool, then: datetime) -> None:
    on, dsl = timezone.localdate(then), one.first(RoleKind.DSL)
    held = Reviewed(
        on=on,
        why=FilteringReview.Why.YEARLY,
        leader=one.people[ASSISTANT],
        governor=one.people[GOVERNOR],
        dsl=dsl,
        others="The network manager, and the company that runs the filter",
        findings="It suits the risks to our pupils. Guests on the wireless network were not filtered and now are.",
        check_months=3,
        next_due_on=on + 360 * DAY,
    )
    filtering.record_review(one.school, held, by=dsl, at=then)


def _restrictions(one: DemoSchool, at: datetime) -> None:
    """Two blocked sites; access withdrawn from a teacher, and once lifted again."""
    head, manager, today = one.first(RoleKind.HEADTEACHER), one.first(RoleKind.NETWORK_MANAGER), timezone.localdate(at)
    for host, whom, why in (
        ("bets.example", "Everybody", "Gambling is not for school."),
        ("chatter.example", "Pupils", "Its terms ask for an age of 13."),
    ):
        terms = Terms(today - 120 * DAY, review_on=today + 60 * DAY)
        restrictions.block_site(one.school, host, for_whom=whom, reason=why, terms=terms, by=manager, at=at - 120 * DAY)
    person = one.people[TEACHER]
    what, why = "Films and music on school devices", "They were left running in lessons, after a first word about it."
    then, terms = at - 90 * DAY, Terms(today - 90 * DAY, today - 30 * DAY)
    early = restrictions.withdraw_access(person, one.school, what=what, reason=why, terms=terms, by=head, at=then)
    restrictions.lift_restriction(early, why="It went well for a month.", by=head, at=then + 30 * DAY)
    terms = Terms(today - 5 * DAY, today + 25 * DAY)
    restrictions.withdraw_access(person, one.school, what=what, reason=why, terms=terms, by=head, at=at - 5 * DAY)


def _retention(one: DemoSchool, at: datetime) -> None:
    """A hold for a complaint; and a first night, which destroys logs that are over and leaves a certificate."""
    lead, today = one.first(RoleKind.DATA_PROTECTION_LEAD), timezone.localdate(at)
    holding.place(
        one.school,
        holding.Held(person=one.people[TEACHER]),
        kind=Hold.Kind.COMPLAINT,
        why="A complaint about how access was withdrawn. It is kept until the complaint is closed.",
        starts_on=today,
        by=lead,
        at=at,
    )
    look_over(one.school, at=at)
    for purge in Purge.objects.filter(school=one.school, record_class="usage_log"):
        run_purge(purge, lambda: at)


def _subject_access(one: DemoSchool, at: datetime) -> None:
    """A teaching assistant asks for what is kept about them; nothing is gathered yet."""
    then = timezone.localdate(at) - 8 * DAY
    asked = Asked(
        person=one.people[HELPER],
        wants="Everything since September.",
        received_on=then,
        received_how=SubjectRequest.Way.EMAIL,
        identity_confirmed_on=then + DAY,
        identity_how="Came to the office in person",
    )
    receive(one.school, asked, by=one.first(RoleKind.DATA_PROTECTION_LEAD), at=at)
