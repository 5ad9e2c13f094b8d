"""The person affected and the clocks: on desks and in digests. A line says the reference and what is due, no more."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from foundation.core.panels import DeskLine, desk
from foundation.core.rules import permitted
from foundation.notices.kinds import Owing, digest_sources
from foundation.schools.models import Person, Role, School
from foundation.schools.people import standing
from incidents.due import dues
from incidents.models import Case, CasePerson, DataBreach, Promise, Relation, Support
from incidents.standing import ROLES
from incidents.ties import ties
from incidents.transitions.overdue import OPEN


def for_me(user: Any, today: date) -> list[DeskLine]:
    """To somebody affected: the way to their own page, while the case is open and not resolved for them; one query."""
    if not ties(user, today).affected:
        return []
    mine = list(standing(user, today).persons)
    offered = Support.objects.filter(affected=OuterRef("pk"), answer=Support.Answer.OFFERED)
    rows = CasePerson.objects.filter(person__in=mine, relation=Relation.AFFECTED, ended_at=None)
    still = Q(resolved_at=None, case__status__in=OPEN) | Exists(offered)
    seen = permitted(user, "incidents.see_what_is_done", rows.filter(still), today)
    return [
        DeskLine(
            group="follow",
            what="What is being done for you",
            url=reverse("what-is-done", args=[row.uid]),
            action="See it",
            school=row.school.said,
        )
        for row in seen.select_related("school").order_by("pk")
    ]


def _line(case: Case, what: str, action: str, **more: Any) -> DeskLine:
    url = reverse("case", args=[case.uid])
    return DeskLine(
        group="follow", what=f"Case {case}: {what}", url=url, action=action, school=case.school.said, **more
    )


def wrote_to_me(user: Any, today: date) -> list[DeskLine]:
    """To whoever leads: the person affected wrote and waits for an answer; one query."""
    mine = list(standing(user, today).persons)
    wrote = CasePerson.objects.filter(case=OuterRef("pk"), ended_at=None, wrote_at__isnull=False)
    rows = (
        Case.objects.filter(Exists(wrote), lead__in=mine, status=Case.Status.IN_HAND) if mine else Case.objects.none()
    )
    cases = permitted(user, "incidents.run_case", rows, today).select_related("school")
    return [_line(case, "the person affected wrote to you", "Answer") for case in cases.order_by("pk")]


def _missed() -> Q:
    """Condition: something in the case is over its time, was told so, and is still to be done."""
    promise = Promise.objects.filter(
        case=OuterRef("pk"), kept_at=None, missed_at__isnull=False, affected__ended_at=None
    )  # fmt: skip
    contact = CasePerson.objects.filter(
        case=OuterRef("pk"), ended_at=None, contacted_at=None, contact_missed_at__isnull=False
    )
    counting = ~Q(risk=DataBreach.Risk.NONE) & Q(commissioner_told_at=None, missed_at__isnull=False)
    breach = DataBreach.objects.filter(counting, case=OuterRef("pk"))
    lado = Q(allegation=Case.Allegation.CONSIDERED, lado_at=None, lado_missed_at__isnull=False)
    return Q(lado, Exists(promise), Exists(contact), Exists(breach), _connector=Q.OR)


def missed_by_others(user: Any, today: date) -> list[DeskLine]:
    """To the headteacher, and whoever else answers for a case: what was not done in time and still is not."""
    late = Case.objects.filter(_missed(), status__in=OPEN).exclude(lead__in=list(standing(user, today).persons))
    cases = list(permitted(user, "incidents.run_case", late, today).select_related("school", "lead").order_by("pk"))
    found = dues(cases, today) if cases else {}
    return [
        _line(case, due.what, "See to it", due_on=due.on, is_overdue=True, whose=case.lead.name if case.lead else "")
        for case in cases
        for due in found.get(case.pk, [])[:1]
    ]


desk.register("incidents.for_me", for_me)
desk.register("incidents.wrote", wrote_to_me)
desk.register("incidents.missed", missed_by_others)


def due_in_cases(school: School, people: QuerySet[Person], on: date) -> Iterable[Owing]:
    """What is due in open cases, to whoever leads; while nobody does, to those to whom the case came (ACR-14).

    Nothing is said to who is complained of. Nine queries for any number.
    """
    cases = list(Case.objects.filter(school=school, status__in=OPEN).select_related("school").order_by("pk"))
    found = dues(cases, on) if cases else {}
    if not any(rows and rows[0].on <= on for rows in found.values()):
        return
    persons = dict(people.exclude(email="").values_list("pk", "user"))  # whom no mail reaches, the office is told of
    shut, shut_users = _shut_out(found)
    holders = _holders(school, on)
    for case in cases:
        rows = [due for due in found.get(case.pk, []) if due.on <= on]
        owe = {case.lead_id} if case.lead_id is not None else holders.get(case.route, set())
        for person in sorted(key for key in owe if key is not None and key in persons) if rows else ():
            if (case.pk, person) not in shut and (case.pk, persons[person]) not in shut_users:
                yield _owing(case, person, rows[0].on)


def _shut_out(cases: Iterable[int]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Who is complained of in which case: by the keys of the persons, and by those of their log-ins."""
    named = CasePerson.objects.filter(case__in=list(cases), relation=Relation.COMPLAINED_OF, ended_at=None)
    rows = list(named.filter(person__isnull=False).values_list("case", "person", "person__user"))
    persons = {(case, person) for case, person, _ in rows if person is not None}
    return persons, {(case, user) for case, _, user in rows if user is not None}


def _holders(school: School, on: date) -> dict[str, set[int]]:
    """Who holds each role to which cases come."""
    held: dict[str, set[int]] = {}
    routes = {str(role): str(route) for route, role in ROLES.items()}
    rows = Role.objects.current(on).filter(school=school, kind__in=routes)
    for kind, person in rows.values_list("kind", "person"):
        held.setdefault(routes[kind], set()).add(person)
    return held


def _owing(case: Case, person: int, due_on: date) -> Owing:
    return Owing(
        person_pk=person,
        about_label="incidents.Case",
        about_uid=case.uid,
        about_key=f"case-due:{case.uid}:{due_on}",
        title=f"Case {case}",
        since=due_on,
        due_on=due_on,
        url=reverse("case", args=[case.uid]),
        to="to see to",
    )


digest_sources.register("incidents.due", due_in_cases)
