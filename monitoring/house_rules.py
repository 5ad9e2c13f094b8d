"""A school's house rules of monitoring."""

from foundation.schools.models import School
from monitoring.models import MonitoringRules


def rules_of(school: School) -> MonitoringRules:
    """The school's rules; the usual ones, not saved, where it has set none."""
    return MonitoringRules.objects.filter(school=school).first() or MonitoringRules(school=school)
