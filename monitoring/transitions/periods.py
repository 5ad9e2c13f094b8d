"""Changing how long a class is kept: proposed with what it does to records already held, agreed by a second person."""

from datetime import date, datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from monitoring.models import RetentionRule
from monitoring.retention import due, holds
from monitoring.retention.classes import RecordClass, class_of
from monitoring.retention.effects import effects
from monitoring.retention.period import Period
from monitoring.transitions.purging import refuse_same
from monitoring.verbs import Verb


def refuse_outside(record_class: RecordClass, school: School, period: Period) -> None:
    """Raise NotAllowed for a period outside the bounds of its class."""
    if record_class.default is None or not record_class.can_change:
        raise NotAllowed("How long these records are kept is not the school's to change.")
    length, unit = (period.days, "days") if record_class.in_days else (period.months, "months")
    if (period.months if record_class.in_days else period.days) or not length:
        raise NotAllowed(f"These records are kept for so many {unit}.")
    if not record_class.lowest <= length <= record_class.highest:
        raise NotAllowed(f"Give {record_class.lowest:,} to {record_class.highest:,} {unit}.")
    if record_class.ceiling and due.ceiling_of(school, record_class) < length:
        raise NotAllowed("The house rules of monitoring say less: change them first.")


def propose_period(
    record_class: RecordClass, school: School, period: Period, why: str, *, on: date, by: Person, at: datetime
) -> RetentionRule:
    """Somebody proposes another period; what it does to records already held is kept with the proposal."""
    refuse_outside(record_class, school, period)
    with change():
        school = holds.lock(school)
        rules = RetentionRule.objects.filter(school=school, record_class=record_class.code)
        if rules.filter(status=RetentionRule.Status.PROPOSED).exists():
            raise NotAllowed("Another change of this period waits to be agreed. Take it back first.")
        if period == due.period_of(school, record_class):
            raise NotAllowed("That is the period already.")
        rule = RetentionRule.objects.create(
            school=school,
            record_class=record_class.code,
            months=period.months or None,
            days=period.days or None,
            counted_from=period.counted_from,
            why=why,
            effects=effects(record_class, school, period, on).as_numbers(),
            proposed_by=by,
            proposed_by_name=by.name,
            proposed_at=at,
        )
        _record(Verb.PERIOD_PROPOSED, rule, by, at, period=str(period))
    return rule


def agree_period(rule: RetentionRule, *, by: Person, at: datetime) -> RetentionRule:
    """A second person agrees: the period counts from now on, for records already held too."""
    with change():
        rule = _proposed(rule)
        refuse_same(rule.proposed_by, by)
        period = due.as_period(rule)
        refuse_outside(class_of(rule.record_class), rule.school, period)
        before = RetentionRule.objects.select_for_update().filter(
            school=rule.school, record_class=rule.record_class, status=RetentionRule.Status.AGREED
        )
        before.update(status=RetentionRule.Status.REPLACED, ended_at=at)
        _decide(rule, RetentionRule.Status.AGREED, by, at)
        _record(Verb.PERIOD_AGREED, rule, by, at, period=str(period))
    return rule


def refuse_period(rule: RetentionRule, why: str, *, by: Person, at: datetime) -> RetentionRule:
    """A second person does not agree: the period stays as it was."""
    with change():
        rule = _proposed(rule)
        refuse_same(rule.proposed_by, by)
        rule.refused_why = why
        _decide(rule, RetentionRule.Status.REFUSED, by, at)
        _record(Verb.PERIOD_REFUSED, rule, by, at)
    return rule


def withdraw_period(rule: RetentionRule, *, by: Person, at: datetime) -> RetentionRule:
    """A proposal is taken back before it is agreed."""
    with change():
        rule = _proposed(rule)
        _decide(rule, RetentionRule.Status.WITHDRAWN, by, at)
        _record(Verb.PERIOD_WITHDRAWN, rule, by, at)
    return rule


def _proposed(rule: RetentionRule) -> RetentionRule:
    school = holds.lock(rule.school)
    rule = RetentionRule.objects.select_for_update().get(pk=rule.pk)
    rule.school = school
    if rule.status != RetentionRule.Status.PROPOSED:
        raise NotAllowed("This change of a period was decided already.")
    return rule


def _decide(rule: RetentionRule, status: RetentionRule.Status, by: Person, at: datetime) -> None:
    rule.status, rule.decided_by, rule.decided_by_name, rule.decided_at = status, by, by.name, at
    rule.save(update_fields=["status", "decided_by", "decided_by_name", "decided_at", "refused_why"])


def _record(verb: Verb, rule: RetentionRule, by: Person, at: datetime, **data: str) -> None:
    trail.record(verb, rule, by=by, at=at, school=rule.school, record_class=rule.record_class, **data)
