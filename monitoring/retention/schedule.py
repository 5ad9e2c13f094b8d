"""The lines of the retention schedule of a school: the register with the school's own periods; four queries."""

from dataclasses import dataclass

from foundation.schools.models import School
from monitoring.models import Hold, MonitoringRules, RetentionRule
from monitoring.retention.classes import RecordClass, register
from monitoring.retention.due import as_period
from monitoring.retention.period import Period


@dataclass(frozen=True)
class Line:
    """One class as the school keeps it; `rule` is the school's own, `proposed` waits for a second person."""

    record_class: RecordClass
    period: Period | None
    rule: RetentionRule | None
    proposed: RetentionRule | None
    is_held: bool

    @property
    def how_long(self) -> str:
        return str(self.period) if self.period is not None else "As long as the school is here"

    @property
    def who(self) -> str:
        """What ends it."""
        if self.record_class.run_by:
            return self.record_class.run_by
        if self.record_class.asks:
            return "When two people have agreed, by itself"
        return "Each night, by itself"

    @property
    def source(self) -> str:
        """Why so long: in the school's words where it has its own period."""
        if self.rule is None:
            return self.record_class.source
        return f"{self.rule.why} (agreed by {self.rule.decided_by_name})"


def lines(school: School) -> list[Line]:
    """Every class of the register, in its order."""
    rules = RetentionRule.objects.filter(school=school, status__in=("agreed", "proposed"))
    own: dict[str, RetentionRule] = {}
    proposed: dict[str, RetentionRule] = {}
    for one_rule in rules:
        (own if one_rule.status == RetentionRule.Status.AGREED else proposed)[one_rule.record_class] = one_rule
    held = set(
        Hold.objects.filter(school=school, ended_at=None)
        .exclude(record_class="")
        .values_list("record_class", flat=True)
    )
    house_rules = MonitoringRules.objects.filter(pk=school.pk).first() or MonitoringRules()
    found = []
    for one in register:
        rule = own.get(one.code)
        period = as_period(rule) if rule else one.default
        if period is not None and one.ceiling:
            most = int(getattr(house_rules, one.ceiling))
            period = period if period.days <= most else Period(days=most)
        found.append(Line(one, period, rule, proposed.get(one.code), one.code in held))
    return found
