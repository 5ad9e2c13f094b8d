"""A school whose governing body has two policies before it, for a test of its meeting in a browser."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.schools.models import User
from policies.models import Policy
from policies.transitions import submit_version
from tests.browser.site import PASSWORD
from tests.cast import Cast
from tests.policies.meetings import governors_decide
from tests.policies.shelf import a_draft, a_policy


def meeting() -> dict[str, Any]:
    """Two versions wait for the governing body; nothing is planned yet."""
    cast = Cast.make(timezone.now(), apart="-meeting")
    governors_decide(cast)
    for title in ("Bicycles", "Snow days"):
        submit_version(a_draft(cast, a_policy(cast, title)), by=cast.clerk, at=cast.at)
    User.objects.filter(persons__school=cast.school).update(password=make_password(PASSWORD))
    snow = Policy.objects.get(school=cast.school, title="Snow days")
    emails = {name: getattr(cast, name).email for name in ("clerk", "governor")}
    return {"school": cast.school.slug, "snow": str(snow.uid), **emails}
