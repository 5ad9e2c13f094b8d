"""A kitchen whose people have no e-mail: what stands there before the shared tablet does."""

from typing import Any

from django.utils import timezone

from foundation.schools.models import StaffGroup, User
from foundation.schools.transitions.pins import set_pin
from tests.browser.site import PASSWORD
from tests.cast import Cast, a_person
from tests.policies.shelf import OTHER_TEXT, a_policy, in_force

OTHERS_PIN = "739158"


def kitchen() -> dict[str, Any]:
    """Kim and Noor of the kitchen owe two policies, one of them to be signed by name; Noor has a PIN already."""
    cast = Cast.make(timezone.now(), apart="-kitchen")
    for user in User.objects.filter(persons__school=cast.school):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    group = StaffGroup.objects.create(school=cast.school, name="Kitchen")
    kim, noor = (a_person(cast.school, name, has_email=False, groups=(group,)) for name in ("Kim Kitchen", "Noor Next"))
    set_pin(noor, OTHERS_PIN, by=cast.clerk, at=cast.at)
    in_force(cast, a_policy(cast, "Keys and visitors", audience=(group,), wants_signature=True))
    in_force(cast, a_policy(cast, "Hot surfaces", audience=(group,)), OTHER_TEXT)
    return {"school": cast.school.slug, "clerk": cast.clerk.email, "kim": str(kim.uid), "noor": str(noor.uid)}
