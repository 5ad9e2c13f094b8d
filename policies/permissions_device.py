"""What may be done at a shared device by whoever gave their PIN there. No other permission is held there."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.devices import AtDevice
from foundation.schools.models import Person
from policies.models import Acknowledgement, Policy, Version


@rule("policies.read_at_device", Version, asker="at_device")
def read_at_device(user: AtDevice, on: date) -> Q:
    """At a shared device, who gave their PIN there: the versions in force that ask them, and no others."""
    person = Person.objects.current(on).filter(pk=user.person.pk)
    audience = Policy.audience.through.objects.filter(policy=OuterRef("policy"), staffgroup__people__in=person)
    return Q(status=Version.Status.IN_FORCE) & Q(Exists(audience))


@rule("policies.see_receipt_at_device", Acknowledgement, asker="at_device")
def see_receipt_at_device(user: AtDevice, on: date) -> Q:
    """At a shared device, who gave their PIN there: what they confirmed since, on that device."""
    session = user.session
    mine = Person.objects.current(on).filter(pk=user.person.pk, pk__in=OuterRef("person_id"))
    return Q(Exists(mine)) & Q(device=user.device, at__gte=session.started_at if session else None)
