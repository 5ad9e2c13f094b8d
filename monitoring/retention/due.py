"""What falls due: the roots of a class that are due on a day, and of those what is held and what has to wait."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, DateTimeField, F, Q, QuerySet

from foundation.schools.models import Person, School
from monitoring.models import Hold, MonitoringRules, RetentionRule
from monitoring.retention import holds
from monitoring.retention.classes import How, RecordClass, Root, register
from monitoring.retention.closure import Closure, gather
from monitoring.retention.period import Period, end_of_day

LOOKED_AT_ONCE = 500


def rule_of(school: School, code: str) -> RetentionRule | None:
    """The school's own rule for a class, where it has one."""
    return RetentionRule.objects.filter(school=school, record_class=code, status=RetentionRule.Status.AGREED).first()


def period_of(school: School, record_class: RecordClass, rule: RetentionRule | None = None) -> Period | None:
    """How long the school keeps this class: by its own rule, else by the register; never beyond a ceiling."""
    own = rule or rule_of(school, record_class.code)
    period = as_period(own) if own is not None else record_class.default
    if period is None or not record_class.ceiling:
        return period
    most = ceiling_of(school, record_class)
    return period if 0 < period.days <= most else Period(days=most)


def ceiling_of(school: School, record_class: RecordClass) -> int:
    """The most days that the house rules of monitoring allow for this class."""
    rules = MonitoringRules.objects.filter(pk=school.pk).first() or MonitoringRules()
    return int(getattr(rules, record_class.ceiling))


def as_period(rule: RetentionRule) -> Period:
    return Period(rule.months or 0, rule.days or 0, rule.counted_from)


def roots(root: Root, school: School) -> QuerySet[Any]:
    """The roots of one kind at a school, with when they began to count as `began`."""
    began = F(root.began) if isinstance(root.began, str) else root.began
    at = {root.school: school.uid if root.school.endswith("_uid") else school}
    found: QuerySet[Any] = root.model._base_manager.filter(root.where, **at).annotate(began=began)
    return found


def begun_by(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Those that began to count on that day in London or before it."""
    column = rows.query.annotations["began"].output_field
    if isinstance(column, DateTimeField):
        return rows.filter(began__lt=end_of_day(day))
    return rows.filter(began__lte=day)


def due(root: Root, school: School, period: Period, on: date) -> QuerySet[Any]:
    """The roots that are due on that day."""
    return begun_by(roots(root, school), period.latest(on))


@dataclass
class Found:
    """What was found of one class: how many are due, of them how many are held and why, how many wait for what."""

    record_class: RecordClass
    due: int = 0
    held: Counter[str] = field(default_factory=Counter)
    cited: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    first: date | datetime | None = None
    last: date | datetime | None = None

    @property
    def kept(self) -> list[tuple[str, int]]:
        """Why so many of them are held, in words."""
        return list(self.held.items())

    @property
    def going(self) -> int:
        return self.due - self.held.total() - self.waiting


def withheld(record_class: RecordClass, closure: Closure, school: School, on: date) -> dict[int, str]:
    """The roots of a closure that are held, each with why."""
    why = holds.class_held(school, record_class.code, on)
    if why:
        return dict.fromkeys(closure.roots(), why)
    named = closure.uids()
    found = holds.rows_held(school, on, {model._meta.label: set(uids) for model, uids in named.items()})
    held = {root: found[uid] for uids in named.values() for uid, root in uids.items() if uid in found}
    people = holds.people_held(school, on)
    if people:
        held.update({root: people[who] for root, who in closure.names(people).items()})
    return held


def closure_of(record_class: RecordClass, root: Root, keys: list[int]) -> Closure:
    """What goes with these roots; with somebody who left nothing goes, as their row stays."""
    if root.how is How.EMPTY:
        return who_left(root, keys)
    return gather(record_class, root.model, keys)


def who_left(root: Root, keys: list[int]) -> Closure:
    """People who left, without those of whom a record that is still kept says who it is about."""
    closure = Closure(root.model, {root.model: {key: key for key in keys}})
    for label, name in root.needed_by:
        rows = apps.get_model(label)._base_manager.filter(**{f"{name}__in": keys}).order_by()
        for key, number in rows.values_list(name).annotate(number=Count("pk")):
            closure.cited.setdefault(key, Counter())[label] += number
    closure.without(closure.cited)
    return closure


def count_due(record_class: RecordClass, school: School, period: Period, on: date) -> int:
    """How many are due on that day: one query for each kind of root."""
    return sum(due(root, school, period, on).count() for root in record_class.roots)


def look_through(record_class: RecordClass, school: School, period: Period, on: date, most: int | None = None) -> Found:
    """What is due on that day, looked at one by one as a purge would: held, waiting, or going.

    `most` ends it after so many roots of each kind (a page is not to take minutes); the number due is always whole.
    """
    found = Found(record_class)
    for root in record_class.roots:
        rows = due(root, school, period, on)
        found.due += rows.count()
        _range(found, rows)
        if root.how in (How.ROWS, How.PAYLOAD):
            _look_at_rows(found, root, rows, school, on)
            continue
        for keys in _in_parts(rows, most):
            closure = closure_of(record_class, root, keys)
            found.waiting += len(closure.cited)
            for by in closure.cited.values():
                found.cited.update(by)
            found.held.update(withheld(record_class, closure, school, on).values())
    return found


def _range(found: Found, rows: QuerySet[Any]) -> None:
    first = rows.order_by("began").values_list("began", flat=True).first()
    last = rows.order_by("-began").values_list("began", flat=True).first()
    if first is not None and last is not None:
        found.first = first if found.first is None else min(found.first, first, key=_sortable)
        found.last = last if found.last is None else max(found.last, last, key=_sortable)


def _sortable(began: date | datetime) -> date:
    return began.date() if isinstance(began, datetime) else began


def _look_at_rows(found: Found, root: Root, rows: QuerySet[Any], school: School, on: date) -> None:
    why = holds.class_held(school, found.record_class.code, on)
    if why:
        found.held[why] += rows.count()
        return
    for condition, reason in held_rows(root, school, on):
        found.held[reason] += rows.filter(condition).count()
        rows = rows.exclude(condition)


def held_rows(root: Root, school: School, on: date) -> list[tuple[Q, str]]:
    """Conditions on rows without uid that are held by what they belong to, or by whom they name, each with why."""
    found = [one for path in root.above for one in _held_above(root, path, school, on)]
    if root.uids:
        by_hand = Hold.objects.active(on).filter(school=school, about_uid__isnull=False)
        uids = {hold.about_uid: holds.said(hold) for hold in by_hand}
        people = holds.people_held(school, on)
        uids.update({uid: people[pk] for pk, uid in Person.objects.filter(pk__in=people).values_list("pk", "uid")})
        found += [(Q(**{column: uid}), why) for column in root.uids for uid, why in uids.items()]
    return found


def _held_above(root: Root, path: str, school: School, on: date) -> Iterator[tuple[Q, str]]:
    """By the first key of the path alone, so that millions of rows are never joined to anything."""
    first, _, rest = path.partition("__")
    parent: Any = root.model._meta.get_field(first).related_model
    target = parent
    for name in rest.split("__") if rest else ():
        target = target._meta.get_field(name).related_model
    parents = parent._base_manager.filter(school=school)
    if target is Person:
        for who, why in holds.people_held(school, on).items():
            keys = list(parents.filter(**{rest: who}).values_list("pk", flat=True)) if rest else [who]
            if keys:
                yield Q(**{f"{first}__in": keys}), why
        return
    pairs = list(parents.values_list("pk", f"{rest}__uid" if rest else "uid"))
    held = holds.rows_held(school, on, {target._meta.label: {uid for _, uid in pairs}})
    for why in sorted(set(held.values())):
        yield Q(**{f"{first}__in": [pk for pk, uid in pairs if held.get(uid) == why]}), why


def _in_parts(rows: QuerySet[Any], most: int | None) -> Iterator[list[int]]:
    after, seen = 0, 0
    while most is None or seen < most:
        keys = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:LOOKED_AT_ONCE])
        if not keys:
            return
        yield keys
        after, seen = keys[-1], seen + len(keys)


def everything(school: School, on: date) -> Iterator[tuple[RecordClass, Period, int]]:
    """Each class with the school's period and how many are due on that day."""
    for record_class in register:
        period = period_of(school, record_class)
        if period is not None and record_class.roots:
            yield record_class, period, count_due(record_class, school, period, on)
