"""The demo's checks: one of a year ago whose log is over, one told and under way, and one under notice by policy."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from config.demo.making import DemoSchool
from foundation.schools.models import Person, RoleKind
from monitoring.house_rules import rules_of
from monitoring.models import Check, CheckReason, UsageExtract
from monitoring.notice_proof import proofs_of
from monitoring.transitions.carrying_out import begin_check, end_check, write_finding
from monitoring.transitions.checks import check_hash, decide_check, send_check, start_check, write_check
from monitoring.transitions.extracts import confirm_log, finish_log, keep_log, say_layout
from monitoring.transitions.telling import cite_policy, tell
from monitoring.usage.importing import read_on
from monitoring.usage.looking_over import head_of, layout_for, pieces_of

DAY = timedelta(days=1)
TEACHERS = (12, 13, 15)  # places in POSTS
HEADINGS = "Date,User,URL,Category,Action,Duration"
USER, OTHER = "t.colleague", "s.somebody"  # as the invented filter calls them
SITES = (
    ("lessons.example", "Education", 30),
    ("news.example", "News", 14),
    ("chatter.example", "Social media", 22),
    ("shop.example", "Shopping", 12),
    ("films.example", "Streaming", 10),
    ("bets.example", "Gambling", 4),
    ("mail.google.com", "Web mail", 8),  # private: counted and thrown away
)
BLOCKED = ("Streaming", "Gambling")
PURPOSE = "Whether lessons are left for social media, as two colleagues have said."
TOLD = (
    "Your use of the school's internet is looked at from the first to the last day named here, because two colleagues"
    " have said that you are often on social media in lessons. Come and see me about it whenever you like."
)


def make_checks(one: DemoSchool, at: datetime) -> None:
    """At each school as its own rules have it."""
    if rules_of(one.school).notice_by_policy:
        _by_policy(one, at)
    elif one.school.slug == "acresfield":
        _of_last_year(one, at)
        _under_way(one, at)


def _asked(one: DemoSchool, subject: Person, days: tuple[int, int], at: datetime) -> Check:
    """Asked for by the business manager, carried out by the network manager; `days` before that day, and until when."""
    manager, on = one.first(RoleKind.BUSINESS_MANAGER), timezone.localdate(at)
    values = {
        "subject": subject,
        "reason": CheckReason.objects.filter(school=one.school, ended_at=None)[0],
        "purpose": PURPOSE,
        "lawful_basis": Check.Basis.PUBLIC_TASK,
        "dpia_reference": "DPIA 7, staff use of the internet",
        "from_on": on - days[0] * DAY,
        "to_on": on + days[1] * DAY,
        "works_from": time(8),
        "works_to": time(16),
        "carried_by": one.first(RoleKind.NETWORK_MANAGER),
    }
    check = write_check(start_check(one.school, by=manager, at=at), values, by=manager, at=at)
    return send_check(check, seen=check_hash(check), by=manager, at=at)


def _authorised(one: DemoSchool, subject: Person, days: tuple[int, int], at: datetime) -> Check:
    head = one.first(RoleKind.HEADTEACHER)
    why = "The reason is a good one, and nothing less would tell."
    return decide_check(_asked(one, subject, days, at), is_authorised=True, why=why, by=head, at=at)


def _begun(one: DemoSchool, subject: Person, days: tuple[int, int], at: datetime) -> Check:
    check = tell(_authorised(one, subject, days, at), TOLD, by=one.first(RoleKind.HEADTEACHER), at=at)
    return begin_check(check, by=one.first(RoleKind.NETWORK_MANAGER), at=at)


def _of_last_year(one: DemoSchool, at: datetime) -> None:
    """Its lines are older than a year and fall due; what came of it stays a while longer."""
    then = at - 384 * DAY
    check = _begun(one, one.people[TEACHERS[1]], (30, 0), then)
    _bring_in(one, check, then, lines=40)
    carrier = one.first(RoleKind.NETWORK_MANAGER)
    write_finding(check, "No more than a glance at the news at lunch.", by=carrier, at=then + 10 * DAY)
    end_check(
        check,
        outcome=Check.Outcome.NOTHING,
        why="Use was within what the policy allows.",
        by=one.first(RoleKind.HEADTEACHER),
        at=then + 60 * DAY,
    )


def _under_way(one: DemoSchool, at: datetime) -> None:
    check = _begun(one, one.people[TEACHERS[0]], (28, 7), at - 3 * DAY)
    _bring_in(one, check, at, lines=220)
    write_finding(
        check,
        "On most days a messenger is open from the first lesson on; films were tried twice and were blocked.",
        by=one.first(RoleKind.NETWORK_MANAGER),
        at=at,
    )


def _by_policy(one: DemoSchool, at: datetime) -> None:
    """Of somebody who acknowledged the clause: the clause and the proof stand in place of telling (QEI-25)."""
    for place in TEACHERS:
        person = one.people[place]
        if person.leaves_on is None and proofs_of(Check(school=one.school, subject=person)):
            check = _authorised(one, person, (14, 7), at)
            check = cite_policy(check, proofs_of(check)[0], by=one.first(RoleKind.HEADTEACHER), at=at)
            begin_check(check, by=one.first(RoleKind.NETWORK_MANAGER), at=at)
            return


def _bring_in(one: DemoSchool, check: Check, at: datetime, *, lines: int) -> UsageExtract:
    """So many lines for each school day of the check up to that moment, beside those of somebody else."""
    carrier, text = one.first(RoleKind.NETWORK_MANAGER), "\n".join([HEADINGS, *_lines(check, at, lines), ""])
    extract = keep_log(check, "filter-export.csv", [text.encode()], by=carrier, at=at)
    head = head_of(pieces_of(extract), extract.size)
    extract = say_layout(extract, layout_for(one.school, head), [USER], by=carrier)
    confirm_log(extract, head, by=carrier, at=at)
    extract.refresh_from_db()
    read_on(extract, lambda *_: None)
    return finish_log(extract, by=carrier, at=at)


def _lines(check: Check, at: datetime, lines: int) -> Iterator[str]:
    """Invented, and the same each time."""
    assert check.from_on is not None  # noqa: S101 - asked for
    chance, weights = random.Random(str(check.from_on)), [weight for _, _, weight in SITES]  # noqa: S311
    day, last = check.from_on, timezone.localdate(at)
    while day < last:
        if day.weekday() < 5:
            seconds = sorted(chance.randrange(7 * 3600, 18 * 3600) for _ in range(lines))
            for second in seconds:
                host, category, _ = chance.choices(SITES, weights)[0]
                moment = datetime.combine(day, time.min) + timedelta(seconds=second)
                user = USER if chance.random() < 0.8 else OTHER
                action = "Blocked" if category in BLOCKED else "Allowed"
                took = chance.randrange(5, 600)
                yield f"{moment:%Y-%m-%d %H:%M:%S},{user},https://{host}/,{category},{action},{took}"
        day += DAY
