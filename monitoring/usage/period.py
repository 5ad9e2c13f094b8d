"""The days of which lines are taken."""

from datetime import date, timedelta

from monitoring.house_rules import rules_of
from monitoring.models import Check


def period_of(check: Check, on: date) -> tuple[date, date]:
    """Those of the check, not before logs are kept here, and not ahead (ACR-21)."""
    assert check.from_on is not None and check.to_on is not None  # noqa: PT018, S101 - a check that began has both
    oldest = on - timedelta(days=rules_of(check.school).usage_days - 1)
    return max(check.from_on, oldest), min(check.to_on, on)
