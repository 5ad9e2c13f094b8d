"""“I have a problem with this”: said, answered, replied to, settled; and which new version it led to."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.notices.transitions import announce
from foundation.schools.models import Person, Role, RoleKind, SharedDevice
from foundation.schools.transitions.changes import is_oneself
from policies.models import Acknowledgement, Clause, Policy, Problem, ProblemMessage, Version
from policies.verbs import OPEN, PROBLEM_MOVES, Verb

RAISED, ANSWERED = "policies.problem", "policies.problem_answer"
STALE = "This policy changed while you had it open. Please read it again; nothing was sent."
CROSSED = "Something was said here meanwhile. Read it, then send yours."


def raise_problem(
    version: Version,
    *,
    words: str,
    clause: Clause | None = None,
    seen: str,
    by: Person,
    at: datetime,
    device: SharedDevice | None = None,
) -> Problem:
    """Say what is wrong with the text one is asked to acknowledge; the owner is told, and one still owes it.

    Raises NotAllowed for a stale text, for somebody who is not asked or has acknowledged it, and for a second problem
    while the first is not settled.
    """
    with change():
        by = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)  # two tabs: one problem
        version = Version.objects.select_related("policy__owner", "school").get(pk=version.pk)
        if version.status != Version.Status.IN_FORCE or version.content_hash != seen:
            raise NotAllowed(STALE)
        _check_asked(version, by, localdate(at))
        problem = Problem(
            school=version.school,
            policy=version.policy,
            version=version,
            edition=version.edition,
            content_hash=version.content_hash,
            anchor=clause.anchor if clause else "",
            clause=str(clause) if clause else "",
            person=by,
            person_name=by.name,
            device=device,
            raised_at=at,
        )
        problem.save()
        _say(problem, words, by, at)
        trail.record(Verb.PROBLEM_RAISED, problem, by=by, at=at, school=version.school, policy=version.policy.title)
        _tell_the_owner(problem, at)
    return problem


def answer_problem(problem: Problem, *, words: str, seen: int, by: Person, at: datetime) -> Problem:
    """Answer what somebody said; they are told. `seen` is how many messages there were: two answers cross no more."""
    with change():
        problem = _held(problem, seen)
        if is_oneself(by, problem.person):
            raise NotAllowed("Nobody answers their own problem. Ask a colleague who looks after the policy.")
        _move(problem, "answer")
        _say(problem, words, by, at)
        trail.record(Verb.PROBLEM_ANSWERED, problem, by=by, at=at, school=problem.school)
        key = f"problem-answer:{problem.uid}:{seen}"
        announce(ANSWERED, key=key, recipients=[problem.person], about=problem, school=problem.school, due_at=at)
    return problem


def reply_to_problem(problem: Problem, *, words: str, seen: int, by: Person, at: datetime) -> Problem:
    """Say more about one's own problem; it waits for an answer again, and the owner is told."""
    with change():
        problem = _held(problem, seen)
        if not is_oneself(by, problem.person):
            raise NotAllowed("Only who has the problem says more about it.")
        _move(problem, "reply")
        _say(problem, words, by, at)
        trail.record(Verb.PROBLEM_REPLIED, problem, by=by, at=at, school=problem.school)
        _tell_the_owner(problem, at)
    return problem


def settle_problems(kept: Acknowledgement, *, by: Actor, at: datetime) -> None:
    """Who acknowledges after all has no problem with this edition any more; what was said is kept."""
    mine = Problem.objects.filter(person=kept.person_id, policy=kept.policy_id, edition=kept.edition)
    mine = mine.exclude(status=Problem.Status.SETTLED)
    if not mine.exists():  # as for nearly everybody
        return
    with change():
        for problem in mine.select_for_update(of=("self",)).select_related("school"):
            problem.status = PROBLEM_MOVES.check("settle", problem.status)
            problem.settled_at = at
            problem.save(update_fields=["status", "settled_at"])
            trail.record(Verb.PROBLEM_SETTLED, problem, by=by, at=at, school=problem.school)


def credit_problems(version: Version, problems: Sequence[Problem], *, by: Actor, at: datetime) -> None:
    """Say which problems led to this new version; until it is in force that can be changed."""
    with change():
        policy = Policy.objects.select_for_update().get(pk=version.policy_id)
        version = Version.objects.select_related("school").get(pk=version.pk)
        if version.status not in OPEN:
            raise NotAllowed("This version is not being written any more.")
        before = set(Problem.objects.filter(led_to=version).values_list("pk", flat=True))
        wanted = {problem.pk for problem in problems if problem.policy_id == policy.pk}
        if before == wanted:
            return
        Problem.objects.filter(pk__in=before - wanted).update(led_to=None)
        Problem.objects.filter(pk__in=wanted - before, led_to=None).update(led_to=version)
        trail.record(Verb.PROBLEM_CREDITED, version, by=by, at=at, school=version.school, problems=len(wanted))


def _check_asked(version: Version, person: Person, on: date) -> None:
    reached = version.policy.audience.filter(people=person).exists()
    if not reached or (person.leaves_on is not None and person.leaves_on < on):
        raise NotAllowed(f"This policy does not ask {person.name} to acknowledge it.")
    theirs = {"person": person, "policy": version.policy, "edition": version.edition}
    if Acknowledgement.objects.filter(**theirs).exists():
        raise NotAllowed("You have confirmed this policy already. Tell its owner directly.")
    if Problem.objects.filter(**theirs).exclude(status=Problem.Status.SETTLED).exists():
        raise NotAllowed("You have said already that you have a problem with this. Say more about it there.")


def _held(problem: Problem, seen: int) -> Problem:
    held = Problem.objects.select_for_update(of=("self",)).select_related("school", "person", "policy__owner")
    problem = held.get(pk=problem.pk)
    if problem.messages.count() != seen:
        raise NotAllowed(CROSSED)
    return problem


def _move(problem: Problem, verb: str) -> None:
    problem.status = PROBLEM_MOVES.check(verb, problem.status)
    problem.save(update_fields=["status"])


def _say(problem: Problem, words: str, by: Person, at: datetime) -> None:
    ProblemMessage.objects.create(
        school=problem.school,
        problem=problem,
        position=problem.messages.count() + 1,
        by=by,
        by_name=by.name,
        words=words,
        at=at,
    )


def _tell_the_owner(problem: Problem, at: datetime) -> None:
    """The policy's owner; where they have left, the clerk."""
    on = localdate(at)
    told = Person.objects.filter(pk=problem.policy.owner_id).current(on)
    if not told.exists():
        clerks = Role.objects.current(on).filter(school=problem.school, kind=RoleKind.CLERK)
        told = Person.objects.filter(pk__in=clerks.values("person"))
    key = f"problem:{problem.uid}:{problem.messages.count()}"
    announce(RAISED, key=key, recipients=told, about=problem, school=problem.school, due_at=at)
