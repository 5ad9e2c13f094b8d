"""Checks and logs in the state a test wants them in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from foundation.schools.models import Person, RoleKind
from monitoring.models import Check, CheckReason, MonitoringRules, UsageExtract
from monitoring.transitions.carrying_out import begin_check, end_check
from monitoring.transitions.checks import check_hash, decide_check, send_check, start_check, write_check
from monitoring.transitions.extracts import confirm_log, keep_log, say_layout
from monitoring.transitions.telling import decide_not_telling, tell
from monitoring.usage.columns import Layout
from monitoring.usage.looking_over import head_of, layout_for, pieces_of
from policies.models import Acknowledgement, Clause, Policy, Version
from tests.cast import Cast, a_person, a_role

WORDS = "Your use of the internet at work is looked at, for the reason given here."


def network_manager(cast: Cast) -> Person:
    """Who carries checks out; the cast has none."""
    found = Person.objects.filter(school=cast.school, name="Nora Network-Manager").first()
    if found is None:
        found = a_person(cast.school, "Nora Network-Manager")
        a_role(found, RoleKind.NETWORK_MANAGER)
    return found


def a_reason(cast: Cast, name: str = "Excessive use in working time") -> CheckReason:
    return CheckReason.objects.get_or_create(school=cast.school, name=name, defaults={"position": 0})[0]


def answers(cast: Cast, **more: Any) -> dict[str, Any]:
    """What a check asks, answered: by the business manager, of the teacher, over the last weeks."""
    return {
        "subject": cast.teacher,
        "reason": None if "reason" in more else a_reason(cast),
        "purpose": "Whether lessons were left for social media.",
        "lawful_basis": Check.Basis.PUBLIC_TASK,
        "dpia_reference": "DPIA 2026/4",
        "from_on": cast.today - timedelta(days=20),
        "to_on": cast.today,
        "carried_by": network_manager(cast),
        **more,
    }


def asked(cast: Cast, by: Person | None = None, **more: Any) -> Check:
    by = by or cast.business_manager
    check = start_check(cast.school, by=by, at=cast.at)
    check = write_check(check, answers(cast, **more), by=by, at=cast.at)
    return send_check(check, seen=check_hash(check), by=by, at=cast.at)


def authorised(cast: Cast, by: Person | None = None, **more: Any) -> Check:
    return decide_check(asked(cast, **more), is_authorised=True, why="", by=by or cast.headteacher, at=cast.at)


def told(cast: Cast, **more: Any) -> Check:
    return tell(authorised(cast, **more), WORDS, by=cast.headteacher, at=cast.at)


def covert(cast: Cast, until: date | None = None, **more: Any) -> Check:
    """Not told, by the headteacher, until a day."""
    return decide_not_telling(
        authorised(cast, **more),
        ground=Check.Ground.MISCONDUCT,
        why="Telling would let it be hidden.",
        until=until or cast.today + timedelta(days=14),
        by=cast.headteacher,
        at=cast.at,
    )


def under_way(cast: Cast, **more: Any) -> Check:
    check = told(cast, **more)
    assert check.carried_by is not None
    return begin_check(check, by=check.carried_by, at=cast.at)


def ended(cast: Cast, check: Check | None = None, by: Person | None = None) -> Check:
    check = check or under_way(cast)
    return end_check(
        check, outcome=Check.Outcome.NOTHING, why="No more than others.", by=by or cast.headteacher, at=cast.at
    )


def by_policy(cast: Cast) -> None:
    MonitoringRules.objects.update_or_create(school=cast.school, defaults={"notice_by_policy": True})


def a_policy(cast: Cast, *, edition: int = 1, says: str = "Internet use is monitored.") -> Version:
    """A policy in force, of which one clause gives notice."""
    policy, _ = Policy.objects.get_or_create(
        school=cast.school,
        slug="online-conduct",
        defaults={
            "title": "Online conduct policy",
            "owner": cast.headteacher,
            "added_by": cast.clerk,
            "added_at": cast.at,
        },
    )
    Version.objects.filter(policy=policy).update(status=Version.Status.SUPERSEDED)
    version = Version.objects.create(
        school=cast.school,
        policy=policy,
        number=f"{edition}.0",
        sequence=edition,
        edition=edition,
        status=Version.Status.IN_FORCE,
        content_hash="a" * 64,
        drafted_by=cast.clerk,
        drafted_at=cast.at,
        in_force_at=cast.at,
        in_force_by=cast.clerk,
    )
    for place, (title, html) in enumerate((("Purpose", "<p>Why.</p>"), ("Notice", f"<p>{says}</p>")), start=1):
        Clause.objects.create(
            version=version, position=place, number=str(place), title=title, anchor=title.lower(), html=html
        )
    return version


def acknowledged(cast: Cast, version: Version, person: Person | None = None) -> Acknowledgement:
    person = person or cast.teacher
    return Acknowledgement.objects.create(
        school=cast.school,
        person=person,
        person_name=person.name,
        policy=version.policy,
        version=version,
        edition=version.edition,
        content_hash=version.content_hash,
        words="I have read it.",
        means="browser",
        at=cast.at,
        recorded_by=person,
        recorded_by_name=person.name,
    )


HEADINGS = "Date,User,URL,Category,Action,Duration"


def a_line(at: datetime | str, user: str = "tteacher", site: str = "news.example", **more: str) -> str:
    said = at if isinstance(at, str) else at.strftime("%Y-%m-%d %H:%M:%S")
    site = f"https://{site}/page?q=secret"
    return ",".join(
        [said, user, site, more.get("category", "News"), more.get("action", "Allowed"), more.get("seconds", "5")]
    )


def a_log(lines: Iterable[str], headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *lines, ""]).encode()


def looked_over(
    cast: Cast, check: Check, data: bytes, *, names: Sequence[str] = ("tteacher",), layout: Layout | None = None
) -> UsageExtract:
    """A log that arrived, with its columns and the name of the person checked."""
    assert check.carried_by is not None
    extract = keep_log(check, "log.csv", [data], by=check.carried_by, at=cast.at)
    head = head_of(pieces_of(extract), extract.size)
    return say_layout(extract, layout or layout_for(check.school, head), names, by=check.carried_by)


def confirmed(cast: Cast, check: Check, data: bytes, **more: Any) -> UsageExtract:
    """A log that waits for the worker."""
    extract = looked_over(cast, check, data, **more)
    assert check.carried_by is not None
    confirm_log(extract, head_of(pieces_of(extract), extract.size), by=check.carried_by, at=cast.at)
    extract.refresh_from_db()
    return extract


def sees(person: Person, check: Any, perm: str = "monitoring.see_check") -> bool:
    """Whether this person holds a permission on a check, or on a row below one."""
    assert person.user is not None
    return person.user.has_perm(perm, check)
