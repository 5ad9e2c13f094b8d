"""What reports and cases need at the five schools of the demo: who is who, and the contacts outside."""

from typing import Any

from django.utils import timezone

from config.demo.incidents_made import AUTHORITY
from config.demo.making import DEMO, facts
from foundation.schools.models import School
from incidents.models import HelpContact
from incidents.transitions.rules import add_line
from tests.browser.requesting import who_is_who


def reporting() -> dict[str, Any]:
    """Everybody in their place; the contacts of the local authority stand in each school's list."""
    at, found = timezone.now(), {slug: who_is_who(slug) for slug in facts() if slug != "trust"}
    for school in School.objects.filter(slug__in=found):
        for contact in AUTHORITY:
            row = {"checked_on": timezone.localdate(at), **contact}
            add_line(HelpContact, school, row, by=DEMO, at=at)
    return found
