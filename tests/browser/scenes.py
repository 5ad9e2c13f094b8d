"""What stands in the site's database before a test in a browser; run beside the site, which shares the database.

`python -m tests.browser.scenes NAME` makes one scene and prints what the test needs of it as JSON.
"""

import json
import os
import sys
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.utils import timezone

from config.demo.making import make_schools
from foundation.schools.models import User
from policies.models import PolicyRules
from policies.transitions import acknowledge, set_related
from tests.browser.coming_going import coming_going, contractor
from tests.browser.governing import governing
from tests.browser.keeping import keeping
from tests.browser.kitchen import kitchen
from tests.browser.meetings import meeting
from tests.browser.offices import office, roll, writing
from tests.browser.packing import packing
from tests.browser.reporting import reporting
from tests.browser.requesting import requesting
from tests.browser.retaining import retaining
from tests.browser.site import PASSWORD
from tests.browser.watching import watching
from tests.cast import Cast
from tests.policies.shelf import OTHER_TEXT, TEXT, a_policy, in_force


def reader() -> dict[str, Any]:
    """A teacher owes two policies; one of them has changed since she confirmed it."""
    cast = Cast.make(timezone.now())
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    PolicyRules.objects.create(school=cast.school, personal_use="Own phones stay in the staff room.")
    first = in_force(cast, a_policy(cast, "Keys and visitors", is_public=True))
    seen = first.content_hash
    acknowledge(first, words="I will.", statements=TEXT.statements, seen=seen, by=cast.teacher, at=cast.at)
    newer = in_force(cast, first.policy, OTHER_TEXT)
    alone = in_force(cast, a_policy(cast, "Lone working"))
    set_related(newer.policy, ["Lone working", "Fire drills"], by=cast.clerk, at=cast.at)
    return {
        "school": cast.school.slug,
        "teacher": cast.teacher.email,
        "clerk": cast.clerk.email,
        "policy": str(newer.policy.uid),
        "slug": newer.policy.slug,
        "version": str(newer.uid),
        "before": str(first.uid),
        "other": str(alone.uid),
    }


def five_schools() -> dict[str, Any]:
    """The demo's five schools with their people, without policies."""
    made, _ = make_schools(timezone.now(), PASSWORD)
    return {one.school.slug: {"clerk": one.first("clerk").email, "teacher": one.people[11].email} for one in made}


SCENES = {
    "five_schools": five_schools,
    "reader": reader,
    "office": office,
    "writing": writing,
    "roll": roll,
    "governing": governing,
    "meeting": meeting,
    "packing": packing,
    "requesting": requesting,
    "reporting": reporting,
    "keeping": keeping,
    "watching": watching,
    "retaining": retaining,
    "kitchen": kitchen,
    "contractor": contractor,
    "coming_going": coming_going,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(SCENES[sys.argv[1]]()))
