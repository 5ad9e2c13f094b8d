"""How the employee knows: told, by the policy they acknowledged, or, exceptionally and until a day, not yet.

The general notice of a policy does not by itself make a hidden check lawful: without the proof that this person
acknowledged it, they are told like everybody else (QEI-25, ICO on monitoring workers).
"""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.people import holds
from foundation.schools.transitions.changes import is_oneself
from monitoring.check_moves import CHECK_MOVES
from monitoring.house_rules import rules_of
from monitoring.models import Check
from monitoring.notice_proof import Proof, proofs_of
from monitoring.notices_checks import tell_ready, tell_subject, tell_untold
from monitoring.transitions.checks import What, held, refuse_subject, write
from monitoring.verbs import Verb

LONGEST_COVERT = timedelta(days=92)  # "for a set time" (ICO): three months, then the employee is told
Status, Way = Check.Status, Check.Way


def tell(check: Check, words: str, *, by: Person, at: datetime) -> Check:
    """The employee is told that they are checked, when and why (ACR-19). From now on they have a page of their own.

    Before it begins, this clears the check to begin; where it began without, the telling is made up for.
    """
    with change():
        check = held(check)
        refuse_subject(check, by)
        _may_be_told(check)
        check.told_at, check.told_by, check.told_words = at, by, words
        fields = ["told_at", "told_by", "told_words"]
        if check.status == Status.AUTHORISED:
            check.status, check.way = CHECK_MOVES.check("clear", check.status), Way.TOLD
            check.cleared_at = at
            fields += ["status", "way", "cleared_at"]
        check.save(update_fields=fields)
        write(check, What.EVENT, f"{by.name} told the person checked: {words}", by=by, at=at)
        trail.record(Verb.CHECK_TOLD, check, by=by, at=at, school=check.school)
        tell_subject(check, "told", at=at)
        if check.started_at is None:
            tell_ready(check, at=at)
    return check


def _may_be_told(check: Check) -> None:
    if check.told_at is not None:
        raise NotAllowed("They were told already.")
    if check.status not in (Status.AUTHORISED, Status.READY, Status.UNDER_WAY, Status.ENDED):
        raise NotAllowed("They are told once the check is authorised.")


def cite_policy(check: Check, proof: Proof, *, by: Person, at: datetime) -> Check:
    """In place of telling: the clause that gives notice, and the proof that this person acknowledged it (QEI-25)."""
    with change():
        check = held(check)
        refuse_subject(check, by)
        if not rules_of(check.school).notice_by_policy:
            raise NotAllowed("At this school the person is told before a check begins.")
        found = {(one.version.pk, one.anchor): one for one in proofs_of(check)}.get((proof.version.pk, proof.anchor))
        if found is None:
            raise NotAllowed(
                "There is no proof that this person acknowledged that clause. Ask them to read and acknowledge the"
                " policy, or tell them of this check."
            )
        check.status, check.way = CHECK_MOVES.check("clear", check.status), Way.POLICY
        check.notice_version, check.notice_anchor, check.notice_proof = found.version, found.anchor, found.given
        check.cleared_at = at
        fields = ["status", "way", "notice_version", "notice_anchor", "notice_proof", "cleared_at"]
        check.save(update_fields=fields)
        write(check, What.EVENT, f"Notice was given by {found.said}.", by=by, at=at)
        version = str(found.version.uid)
        trail.record(
            Verb.CHECK_BY_POLICY, check, by=by, at=at, school=check.school, version=version, clause=found.anchor
        )
        tell_ready(check, at=at)
    return check


def decide_not_telling(check: Check, *, ground: str, why: str, until: date, by: Person, at: datetime) -> Check:
    """The highest authority decides that the employee is not told before a day: crime or gross misconduct only."""
    with change():
        check = held(check)
        refuse_subject(check, by)
        status, on = CHECK_MOVES.check("clear", check.status), localdate(at)
        if check.carried_by is not None and is_oneself(by, check.carried_by):
            raise NotAllowed("Who carries it out does not decide that the person is not told.")
        if not _is_highest(check, by, on):
            raise NotAllowed(f"Only the {check.get_authority_display().lower()} can decide that here.")
        if not on < until <= on + LONGEST_COVERT:
            raise NotAllowed("Give a day after today, and within three months.")
        check.status, check.way = status, Way.COVERT
        check.covert_ground, check.covert_why, check.covert_until = Check.Ground(ground), why, until
        check.covert_by, check.covert_at, check.cleared_at = by, at, at
        fields = ["status", "way", "covert_ground", "covert_why", "covert_until", "covert_by", "covert_at"]
        check.save(update_fields=[*fields, "cleared_at"])
        said = f"{by.name} decided that the person is not told until {until.day} {until:%B %Y} is over."
        write(check, What.EVENT, f"{said} {check.get_covert_ground_display()}. {why}", by=by, at=at)
        trail.record(Verb.CHECK_NOT_TELLING, check, by=by, at=at, school=check.school, until=until, ground=ground)
        tell_ready(check, at=at)
    return check


def _is_highest(check: Check, by: Person, on: date) -> bool:
    highest = holds(by.user, on, *Check.Authority.values, school="school", role="authority") if by.user else None
    return highest is not None and Check.objects.filter(highest, pk=check.pk).exists()


def owes_telling(check: Check, on: date) -> bool:
    """Whether the employee is to be told now: not telling is over, or the check has ended and they never were."""
    if check.told_at is not None or check.way not in (Way.COVERT, Way.POLICY):
        return False
    is_over = check.way == Way.COVERT and check.covert_until is not None and check.covert_until < on
    return check.status == Status.ENDED or (is_over and check.is_open)


def refuse_overdue_secrecy(check: Check, on: date) -> None:
    """Once the day of not telling is over nothing more is looked at before the employee is told."""
    if check.way == Way.COVERT and owes_telling(check, on):
        raise NotAllowed("The time of not telling is over. Nothing more can be looked at before the person is told.")


def chase(check: Check, *, by: Actor, at: datetime) -> None:
    """The clock: those who answer for it are told, once, that the employee is to be told now."""
    with change():
        check = held(check)
        if check.chased_at is not None or not owes_telling(check, localdate(at)):
            return
        check.chased_at = at
        check.save(update_fields=["chased_at"])
        write(check, What.EVENT, "The person checked is to be told now.", by=by, at=at)
        trail.record(Verb.CHECK_CHASED, check, by=by, at=at, school=check.school)
        tell_untold(check, at=at)
