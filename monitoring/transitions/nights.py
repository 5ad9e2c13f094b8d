"""A night on which what falls due is looked for."""

from datetime import datetime

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.schools.models import School
from monitoring.models import Night
from monitoring.retention import holds
from monitoring.retention.alarms import clock_trouble, rest
from monitoring.retention.destroy import CLOCK
from monitoring.retention.period import LONDON
from monitoring.verbs import Verb


def begin_night(school: School, *, at: datetime, database_at: datetime | None) -> Night | None:
    """A night begins, once a day and not while one is stopped; an alarm about the clock stops it at once; after the
    site was off it waits.
    """
    on = localdate(at, LONDON)
    with change():
        school = holds.lock(school)
        nights = Night.objects.filter(school=school)
        if nights.filter(on=on).exists() or nights.filter(status=Night.Status.STOPPED).exists():
            return None
        trouble = clock_trouble(school, at=at, database_at=database_at)
        waits = "" if trouble else rest(school, at=at)
        night = Night.objects.create(school=school, on=on, at=at)
        if trouble:
            night.status, night.stopped_at, night.trouble = Night.Status.STOPPED, at, trouble
            night.save(update_fields=["status", "stopped_at", "trouble"])
            trail.record(Verb.NIGHT_STOPPED, night, by=CLOCK, at=at, school=school, trouble=trouble)
        elif waits:
            night.status, night.trouble = Night.Status.WAITED, waits
            night.save(update_fields=["status", "trouble"])
            trail.record(Verb.NIGHT_WAITED, night, by=CLOCK, at=at, school=school, trouble=waits)
    return night
