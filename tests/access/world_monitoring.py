"""Checks, filtering, the footprint, restrictions, retention and subject access in the world of the access tests.

Who is who: the teacher (“self”) is checked and was told; the colleague (“audience”) is checked and is not told; the
senior leader, who could ask for checks, and the chair, who could authorise them, are each checked and do not know. The
business manager asks, the network manager carries out, the headteacher authorises. Access was withdrawn from the
teacher, who asks for what is kept about them as well; the data protection lead proposes a period and a purge, so that
the headteacher, the chair or the trust's officer agrees.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from foundation.jobs.clockruns import clock_tasks, know
from foundation.jobs.models import ClockRun
from monitoring.filtering_start import SHIPPED
from monitoring.models import (
    Check,
    FilteringCheck,
    FilteringPoint,
    FilteringReview,
    Hold,
    ItemStatus,
    Mention,
    Night,
    RetentionRules,
    SubjectItem,
    SubjectRequest,
)
from monitoring.retention import due
from monitoring.retention.classes import class_of
from monitoring.retention.period import Period
from monitoring.retention.run import run_purge
from monitoring.transitions import carrying_out, filtering, footprint, holding, periods, purging, restrictions, subject
from monitoring.transitions.checks import decide_check, start_check, write_check
from monitoring.transitions.extracts import finish_log
from monitoring.transitions.subject_items import Verdict, decide_all, finish_pack
from monitoring.transitions.telling import decide_not_telling, tell
from monitoring.usage.importing import read_on
from tests.cast import a_person, a_role
from tests.monitoring.checked import (
    WORDS,
    a_line,
    a_log,
    a_policy,
    a_reason,
    acknowledged,
    asked,
    by_policy,
    confirmed,
    ended,
    looked_over,
)

if TYPE_CHECKING:
    from datetime import date

    from foundation.schools.models import Person, School
    from tests.access.world import Place, World

# Which of the rows an address is asked with, where it is another than the check that is told and under way.
MONITORING_ROWS: dict[str, dict[str, str]] = {
    "check": {
        "told": "check",
        "asked": "asked_check",
        "not told": "covert_check",
        "of the chair": "chairs_check",
        "draft": "draft_check",
        "ended": "ended_check",
    },
    "own-check": {"told": "check", "asked": "asked_check", "not told": "covert_check", "ended": "ended_check"},
    "check-looks": {"told": "check", "not told": "covert_check"},
    "check-write": {"": "draft_check"},
    "check-answers": {"": "draft_check"},
    "check-discard": {"": "draft_check"},
    "check-decide": {"of a senior leader": "asked_check", "of the chair": "chairs_check"},
    "check-tell": {"": "authorised_check"},
    "check-by-policy": {"": "authorised_check"},
    "check-not-telling": {"": "authorised_check"},
    "check-withdraw": {"": "authorised_check"},
    "check-hand-on": {"": "authorised_check"},
    "check-end": {"": "nearly_ended_check"},
    "check-begin": {"": "covert_check"},
    "usage-log": {"told": "check", "not told": "covert_check"},
    "usage-columns": {"": "new_extract"},
    "usage-confirm": {"": "new_extract"},
    "usage-stop": {"": "read_extract"},
    "usage-leave": {"": "new_extract"},
    "purge": {
        "proposed": "purge",
        "proposed by the headteacher": "heads_purge",
        "found": "found_purge",
        "done": "done_purge",
    },
    "retention-period": {"": "retention_rule", "proposed by the headteacher": "heads_rule"},
    "purge-look-again": {"": "found_purge"},
    "hold": {"of the teacher": "hold", "of the data protection lead": "leads_hold"},
    "restriction": {"access": "restriction", "site": "blocked_site"},
    "subject-request": {"received": "subject_request", "ready": "ready_request", "of the headteacher": "heads_subject"},
    "subject-identity": {"": "outside_request"},
    "subject-answer": {"": "paused_request"},
    "subject-review": {"": "review_request"},
    "subject-archive": {"": "ready_request"},
    "subject-send": {"": "ready_request"},
    "subject-log": {"": "ready_request"},
    "subject-item": {
        "of nobody": "subject_item",
        "of a case": "case_item",
        "of a check": "check_item",
        "a file": "file_item",
    },
    "subject-item-file": {"": "file_item", "of a case": "case_item"},
}
MONITORING_FILES = {"archive of a subject request": "archive_file"}
MONITORING_MODELS = {
    "monitoring.Check": "check",
    "monitoring.CheckEntry": "check_entry",
    "monitoring.UsageExtract": "extract",
    "monitoring.FilteringCheck": "filtering_check",
    "monitoring.FilteringReview": "filtering_review",
    "monitoring.FilteringAction": "filtering_action",
    "monitoring.FootprintPlace": "footprint_place",
    "monitoring.FootprintLook": "footprint_look",
    "monitoring.Mention": "mention",
    "monitoring.Restriction": "restriction",
    "monitoring.RetentionRule": "retention_rule",
    "monitoring.Purge": "purge",
    "monitoring.Night": "night",
    "monitoring.Hold": "hold",
    "monitoring.Certificate": "certificate",
    "monitoring.SubjectRequest": "subject_request",
    "monitoring.SubjectItem": "subject_item",
}
REVIEWERS = {"leader": "senior_leader", "governor": "governor", "dsl": "dsl"}
FINDING = "She read the news for an hour."


def a_watcher(school: School, name: str, kind: str) -> Person:
    """One of the two whose work this is, and whom the cast lacks; tests/monitoring finds them by these names."""
    person = a_person(school, name)
    a_role(person, kind)
    return person


def add_monitoring(world: World) -> None:
    """Add the rows to the world. No clock runs here: its tasks have come through for as long as the tests may take."""
    know(clock_tasks(), at=world.cast.at)
    ClockRun.objects.update(succeeded_at=world.cast.at + timedelta(days=1))
    world.rows |= _checks(world)
    world.rows |= _logs(world)
    world.rows |= _filtering(world)
    world.rows |= _footprint(world)
    world.rows |= _restrictions(world)
    world.rows |= _retention(world)
    world.rows |= _subject_access(world)
    by_policy(world.cast)
    acknowledged(world.cast, a_policy(world.cast), world.cast.clerk)


def also_given_of(world: World, route: str) -> dict[str, Any]:
    """What the addresses of monitoring ask for besides their row."""
    rows = world.rows
    given = {"place": 1, "code": "check", "act": "gather", "point": rows["filtering_point"].uid}
    return given | ({"line": rows["check_reason"].uid} if route.startswith("check-reason") else {})


def _by(world: World, person: Person) -> dict[str, Any]:
    return {"by": person, "at": world.cast.at}


def _checks(world: World) -> dict[str, Any]:
    cast = world.cast
    head = _by(world, cast.headteacher)
    allowed = [
        decide_check(asked(cast, subject=who), is_authorised=True, why="", **head)
        for who in (cast.teacher, world.colleague, cast.clerk, cast.teacher, cast.teacher)
    ]
    check, covert, authorised, *others = allowed
    manager = _by(world, world.network_manager)
    check = carrying_out.begin_check(tell(check, WORDS, **head), **manager)
    entry = carrying_out.write_finding(check, FINDING, **manager)
    over, nearly = (carrying_out.begin_check(tell(one, WORDS, **head), **manager) for one in others)
    of_leader, of_chair = (asked(cast, subject=who) for who in (cast.senior_leader, cast.chair))
    until = cast.today + timedelta(14)
    why = "Telling would let it be hidden."
    covert = decide_not_telling(covert, ground=Check.Ground.MISCONDUCT, why=why, until=until, **head)
    draft = start_check(cast.school, **_by(world, cast.business_manager))
    draft = write_check(draft, _answers(world), **_by(world, cast.business_manager))
    return {
        "check_reason": a_reason(cast),
        "check": check,
        "check_entry": entry,
        "asked_check": of_leader,
        "chairs_check": of_chair,
        "nearly_ended_check": nearly,
        "covert_check": covert,
        "authorised_check": authorised,
        "ended_check": ended(cast, over),
        "draft_check": draft,
    }


def _answers(world: World) -> dict[str, Any]:
    cast = world.cast
    return {
        "subject": cast.governor,
        "reason": a_reason(cast),
        "purpose": "Whether the rules were kept.",
        "lawful_basis": Check.Basis.PUBLIC_TASK,
        "dpia_reference": "DPIA 2026/5",
        "from_on": cast.today - timedelta(days=20),
        "to_on": cast.today,
        "carried_by": world.network_manager,
    }


def _logs(world: World) -> dict[str, Any]:
    """One that is brought in, one that waits to be confirmed, one that the worker has not read to its end."""
    cast, check = world.cast, world.rows["check"]
    data = a_log([a_line(cast.at - timedelta(hours=hours)) for hours in range(1, 6)])
    extract = finish_log(read_on(confirmed(cast, check, data), _no_progress), **_by(world, world.network_manager))
    return {
        "extract": extract,
        "new_extract": looked_over(cast, check, data + b"2020-01-01 10:00:00,other,x.example,News,Allowed,5\n"),
        "read_extract": confirmed(cast, check, data + b"2020-01-02 10:00:00,other,x.example,News,Allowed,5\n"),
    }


def _no_progress(done: int, total: int, words: str = "") -> None:
    """Nobody watches."""


def _filtering(world: World) -> dict[str, Any]:
    cast, by = world.cast, _by(world, world.cast.dsl)
    points = filtering.start_points(cast.school, SHIPPED, **by)
    of_each = [next(one for one in points if one.kind == kind) for kind in FilteringPoint.Kind]
    to_do = [filtering.ToDo("Block the proxy.", world.network_manager, cast.today + timedelta(9))]
    risk = FilteringReview.Why.RISK
    filtering.call_for_review(cast.school, why=risk, words="A proxy was found.", due_on=cast.today, **by)
    outcome = FilteringCheck.Outcome.TO_DO
    tested = filtering.Tested(cast.today, of_each, outcome, "A proxy got round it.", to_do)
    check = filtering.record_check(cast.school, tested, **by)
    held = filtering.Reviewed(
        on=cast.today,
        why=FilteringReview.Why.YEARLY,
        leader=cast.senior_leader,
        governor=cast.governor,
        dsl=cast.dsl,
        others="",
        findings="It suits the risks.",
        check_months=4,
        next_due_on=cast.today + timedelta(300),
    )
    return {
        "filtering_point": points[-1],
        "filtering_check": check,
        "filtering_action": check.actions.get(),
        "filtering_review": filtering.record_review(cast.school, held, **by),
    }


def _footprint(world: World) -> dict[str, Any]:
    cast, by = world.cast, _by(world, world.cast.dsl)
    place = footprint.add_place(cast.school, "The village group", **by)
    look = footprint.record_look(cast.school, footprint.Looked(cast.today, [place], was_quiet=False), **by)
    said = footprint.Said(cast.today, "The lunch queue is too long.", Mention.Tone.CRITICISM, place)
    mention = footprint.note_mention(cast.school, said, look=look, **by)
    return {"footprint_place": place, "footprint_look": look, "mention": mention}


def _restrictions(world: World) -> dict[str, Any]:
    cast, by = world.cast, _by(world, world.cast.headteacher)
    terms = restrictions.Terms(cast.today - timedelta(1), cast.today + timedelta(20), cast.today + timedelta(10))
    given: dict[str, Any] = {"reason": "They were left running in lessons.", "terms": terms, **by}
    site = restrictions.block_site(cast.school, "bets.example", for_whom="Everybody", **given)
    days: dict[str, Any] = {"ends_on": terms.ends_on, "review_on": terms.review_on}
    return {
        "restriction": restrictions.withdraw_access(cast.teacher, cast.school, what="Films", **given),
        "blocked_site": restrictions.review_restriction(site, why="It is still as it was.", **days, **by),
    }


def _retention(world: World) -> dict[str, Any]:
    cast, lead = world.cast, _by(world, world.data_protection_lead)
    head = _by(world, cast.headteacher)
    RetentionRules.objects.get_or_create(school=cast.school)
    held: dict[str, Any] = {"kind": Hold.Kind.COMPLAINT, "why": "A complaint.", "starts_on": cast.today}
    rule = periods.propose_period(
        class_of("filtering"), cast.school, Period(months=84), "It is long enough.", on=cast.today, **lead
    )
    heads_rule = periods.propose_period(
        class_of("footprint"), cast.school, Period(months=36), "It is long enough.", on=cast.today, **head
    )
    proposed = purging.propose(_found(world, "incident_other"), **lead)
    heads_purge = purging.propose(_found(world, "incident_low_level"), **head)
    old = footprint.Looked(cast.today - timedelta(4000), [world.rows["footprint_place"]], was_quiet=True)
    footprint.record_look(cast.school, old, **_by(world, cast.dsl))
    done = _found(world, "footprint")
    assert run_purge(done, lambda: cast.at)
    done.refresh_from_db()
    stopped = Night(school=cast.school, on=cast.today, at=cast.at, status=Night.Status.STOPPED, stopped_at=cast.at)
    stopped.trouble = "The clock jumped."
    stopped.save()
    return {
        "retention_rule": rule,
        "heads_rule": heads_rule,
        "purge": proposed,
        "heads_purge": heads_purge,
        "found_purge": _found(world, "policy_version"),
        "done_purge": done,
        "certificate": done.certificate,
        "night": stopped,
        "hold": holding.place(cast.school, holding.Held(person=cast.teacher), **held, **lead),
        "leads_hold": holding.place(cast.school, holding.Held(person=world.data_protection_lead), **held, **head),
    }


def _found(world: World, code: str) -> Any:
    """A purge of what is due of a class."""
    cast, record_class = world.cast, class_of(code)
    period = due.period_of(cast.school, record_class)
    assert period is not None
    return purging.find(record_class, cast.school, period, 0, cast.today, at=cast.at)


def _subject_access(world: World) -> dict[str, Any]:
    cast, lead = world.cast, _by(world, world.data_protection_lead)
    usual: dict[str, Any] = {"received_on": cast.today, "received_how": "email"}
    known = {**usual, "identity_confirmed_on": cast.today}
    made = {
        "subject_request": subject.receive(cast.school, subject.Asked(person=cast.teacher, **known), **lead),
        "outside_request": subject.receive(cast.school, subject.Asked(who="A parent", **usual), **lead),
        "paused_request": subject.receive(cast.school, subject.Asked(who="Another parent", **known), **lead),
        "review_request": subject.receive(cast.school, subject.Asked(person=cast.teacher, **known), **lead),
        "ready_request": subject.receive(cast.school, subject.Asked(person=world.outsider, **known), **lead),
        "heads_subject": subject.receive(cast.school, subject.Asked(person=cast.headteacher, **known), **lead),
    }
    subject.pause(made["paused_request"], asked_on=cast.today, what="Which years?", **lead)
    for name in ("review_request", "ready_request"):
        SubjectRequest.objects.filter(pk=made[name].pk).update(status=SubjectRequest.Status.REVIEW)
    review, rows = made["review_request"], world.rows
    items = {
        "subject_item": _item(review, rows["absence"]),
        "case_item": _item(review, rows["case_entry"], guard=rows["case"]),
        "file_item": _item(review, rows["scan"]),
        "check_item": _item(review, rows["check_entry"], guard=rows["check"]),
    }
    _item(made["ready_request"], rows["paper_receipt"])
    decide_all(made["ready_request"].items.all(), Verdict(status=ItemStatus.INCLUDED), **lead)
    made["ready_request"] = finish_pack(made["ready_request"], b"PK archive", at=cast.at)
    return made | items | {"archive_file": made["ready_request"].file}


def _item(request: SubjectRequest, row: Any, guard: Any = None) -> SubjectItem:
    """One row that was found, and the row whose rule says who may look at it."""
    by = {"guard_label": guard._meta.label, "guard_uid": guard.uid} if guard is not None else {}
    return SubjectItem.objects.create(
        school=request.school,
        request=request,
        about_label=row._meta.label,
        about_pk=row.pk,
        about_uid=row.uid,
        found=SubjectItem.Found.KEY,
        **by,
    )


def monitoring_files(world: World, place: Place) -> dict[str, tuple[str, bytes, str]]:
    """What is uploaded where any file will not do."""
    if place.route != "log-add":
        return {}
    return {"file": ("log.csv", a_log([a_line(world.cast.at - timedelta(hours=1))]), "text/csv")}


def monitoring_choices(world: World, place: Place) -> dict[str, list[str]]:
    """What filling in a form by rule does not get right."""
    cast, colleague = world.cast, str(world.colleague.uid)
    return {
        "check-hand-on": {"person": [str(cast.dsl.uid)]},
        "site-block": {"host": ["games.example"]},
        "access-withdraw": {"person": [colleague]},
        "filtering-check-action": {"owner": [colleague]},
        "filtering-review-action": {"owner": [colleague]},
        "filtering-review-add": {
            **{name: [str(getattr(cast, held).uid)] for name, held in REVIEWERS.items()},
            **_day("on", cast.today),
            "check_months": ["4"],
        },
        "subject-request-add": {"person": [colleague]},
        "retention-change": {"length": ["6"]},
        "hold-add": {"person": [str(world.colleague.pk)], "record": [""]},
    }.get(place.route, {})


def _day(name: str, day: date) -> dict[str, list[str]]:
    return {f"{name}_{part}": [str(getattr(day, part))] for part in ("day", "month", "year")}
