"""Late steps, deputies, advisers and ends: on desks, in the digest and in the mail. No mail says what is asked for."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from approvals.holders import holders_of, standing_in
from approvals.lateness import stuck, to_pass_on
from approvals.models import Advice, Deputy, Request, Revision, Step
from approvals.notices_people import DEPUTY, ENDED, ENDING, LET_IN
from foundation.core.panels import DeskLine, DeskNote, ahead, desk
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, Owing, digest_sources, kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person, Role, RoleKind, School

AHEAD = timedelta(days=30)
WITH_ALL = ("request__requester", "request__school", "school", "group", "person")


def to_see_to(user: Any, today: date) -> list[DeskLine]:
    """What the clerk can pass on: steps past the school's time, and those that nobody can answer."""
    rows = permitted(user, "approvals.pass_on_step", Step.objects.all(), today)
    steps = list(rows.select_related(*WITH_ALL).order_by("due_on", "pk"))
    alone = stuck(steps, today)
    return [
        DeskLine(
            group="follow",
            what=f"{step.request}: {_standstill(step, alone)}",
            url=reverse("step-pass-on", args=[step.uid]),
            action="Pass it on",
            school=step.school.said,
            whose=step.request.requester_name,
            due_on=step.due_on,
            is_overdue=step.due_on is not None and step.due_on < today,
        )
        for step in to_pass_on(steps, alone, today)
    ]


def _standstill(step: Step, alone: Collection[int]) -> str:
    return "nobody can answer it" if step.pk in alone else f"no answer from: {step.named}"


def to_advise_on(user: Any, today: date) -> list[DeskLine]:
    """The requests on which the user is asked for advice and has not given it on the text as it now is: one query."""
    later = Revision.objects.filter(request=OuterRef("request"), number__gt=OuterRef("revision__number"))
    said = Advice.objects.filter(~Exists(later), request=OuterRef("pk"), by__user=user)
    rows = permitted(user, "approvals.advise", Request.objects.filter(~Exists(said)), today)
    return [
        DeskLine(
            group="decide",
            what=f"{request}: you are asked for advice",
            url=reverse("request", args=[request.uid]),
            action="Advise",
            school=request.school.said,
            whose=request.requester_name,
        )
        for request in rows.select_related("school").order_by("started_at")
    ]


def ends_ahead(user: Any, today: date) -> list[DeskNote]:
    """What the user was allowed until a day within a month: one query."""
    mine = Request.objects.filter(requester__user=user, status=Request.Status.APPROVED)
    return [
        DeskNote(
            what=f"{request} ends",
            on=request.ends_on,
            url=reverse("request", args=[request.uid]),
            action="See what was approved",
            school=request.school.said,
        )
        for request in mine.filter(ends_on__range=(today, today + AHEAD)).select_related("school")
        if request.ends_on is not None
    ]


def late_steps(school: School, people: QuerySet[Person], on: date) -> Iterator[Owing]:
    """What these people hold past its day, for themselves or standing in; and what stands with nobody, for the clerk.

    People of a trust may hold a role at its schools. Six queries for any number.
    """
    here = Q(school=school) | Q(school__trust=school)
    rows = Step.objects.filter(here, status=Step.Status.OPEN).select_related(*WITH_ALL)
    steps = list(rows.order_by("due_on", "pk"))
    if not steps:
        return
    keys = set(people.values_list("pk", flat=True))
    held = holders_of(steps, on)
    deputies = standing_in({one for found in held.values() for one in found}, on)
    clerks = _clerks(school, on)
    for step in steps:
        owe = {two.pk for one in held[step.pk] for two in (one, *deputies.get(one.pk, ()))}
        if step.due_on is not None and step.due_on < on:
            yield from (_owing(step, key, "request-step", "to answer") for key in sorted(owe & keys))
        if not held[step.pk]:
            asked = clerks.get(step.school_id, set()) - {step.request.requester_id}
            yield from (_owing(step, key, "request-stuck", "to pass on") for key in sorted(asked & keys))


def _clerks(school: School, on: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    here = Q(school=school) | Q(school__trust=school)
    for at, person in Role.objects.current(on).filter(here, kind=RoleKind.CLERK).values_list("school", "person"):
        found.setdefault(at, set()).add(person)
    return found


def _owing(step: Step, person: int, what: str, to: str) -> Owing:
    assert step.opened_at is not None  # noqa: S101 - an open step was opened
    return Owing(
        person_pk=person,
        about_label="approvals.Request",
        about_uid=step.request.uid,
        about_key=f"{what}:{step.uid}",
        title=str(step.request),
        since=step.opened_at.date(),
        due_on=step.due_on,
        url=reverse("request", args=[step.request.uid]),
        to=to,
    )


desk.register("approvals.advice", to_advise_on)
desk.register("approvals.standstill", to_see_to)
ahead.register("approvals.ends", ends_ahead)
digest_sources.register("approvals.late_steps", late_steps)


def _request(notice: Notice) -> Request | None:
    return Request.objects.select_related("school").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    request, user = _request(notice), notice.recipient.user
    return request is not None and user is not None and user.has_perm("approvals.see_request", request)


def _news(subject: str, template: str) -> Callable[[Notice], Mail]:
    """The mail about one request, when it is sent."""

    def render(notice: Notice) -> Mail:
        request = _request(notice)
        if request is None:
            raise NoLongerOwed("It is not there any more.")
        said = {"who": request.requester_name, "kind": request.get_kind_display(), "ends_on": request.ends_on}
        said["url"] = reverse("request", args=[request.uid])
        return Mail(f"{subject} at {request.school.said}", f"approvals/email/{template}", said)

    return render


def _row(notice: Notice) -> Deputy | None:
    rows = Deputy.objects.select_related("person", "school").filter(ended_at=None)
    return rows.filter(uid=notice.about[0]["uid"]).first()


def _deputy(notice: Notice) -> Mail:
    row = _row(notice)
    if row is None:
        raise NoLongerOwed("It was taken back.")
    said = {"row": row, "url": reverse("deputy-list", args=[row.school.slug])}
    return Mail(f"You stand in for somebody at {row.school.said}", "approvals/email/deputy", said)


def _is_deputy(notice: Notice) -> bool:
    row = _row(notice)
    return row is None or row.deputy_id == notice.recipient_id


kinds.register(DEPUTY, Kind("Standing in for somebody", _is_deputy, _deputy))
kinds.register(LET_IN, Kind("Asked for advice", _may_know, _news("You are asked for advice", "let_in")))
kinds.register(ENDING, Kind("A permission comes to its end", _may_know, _news("A permission ends soon", "ending")))
kinds.register(ENDED, Kind("A permission has ended", _may_know, _news("A permission has ended", "ended")))
