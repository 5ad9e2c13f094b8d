"""The lines of a desk about people who come and go: first one query whether there is anything, then what there is.

Most people have nothing of the kind on most days, and a desk is asked for often.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from foundation.core.panels import DeskLine, desk
from foundation.core.rules import condition
from foundation.schools.models import Absence, Person, School
from policies.models import ContractorReport, Escalation, Leaving, PanelMember, Relationship
from policies.panels.catching_up import while_you_were_away
from policies.panels.coming_going import leavers_without, my_leaving, my_start
from policies.panels.contractor import reports_to_see
from policies.panels.escalating import people_overdue
from policies.panels.recruitment import to_declare
from policies.panels.relationship import declarations_to_read
from policies.starting import starters

MINE = {
    "starts": my_start,
    "leaves": my_leaving,
    "was_away": while_you_were_away,
    "sits": to_declare,
    "hears": people_overdue,
}
OFFICE = {"reports": reports_to_see, "leavings": leavers_without, "relationships": declarations_to_read}


def about_me(user: Any, today: date) -> list[DeskLine]:
    """What the user has to do as somebody who starts, leaves, was away, sits on a panel or manages people."""
    me = OuterRef("pk")
    asked = Person.objects.filter(user=user).annotate(
        starts=Exists(starters(today).filter(pk=me)),
        leaves=Exists(Leaving.objects.filter(person=me, confirmed_at=None)),
        was_away=Exists(Absence.objects.filter(person=me, ends_on__lt=today)),
        sits=Exists(PanelMember.objects.filter(person=me, taken_off_at=None)),
        hears=Exists(Escalation.objects.filter(to=me)),
    )
    found = {name for row in asked.values(*MINE) for name, is_so in row.items() if is_so}
    return [line for name, lines in MINE.items() if name in found for line in lines(user, today)]


def about_others(user: Any, today: date) -> list[DeskLine]:
    """What waits for the office, the headteacher and the safeguarding lead."""
    here = OuterRef("pk")
    schools = School.objects.filter(
        condition(user, "policies.see_leavers", today) | condition(user, "policies.see_relationships", today)
    )
    asked = schools.annotate(
        reports=Exists(ContractorReport.objects.filter(school=here, seen_at=None)),
        leavings=Exists(Leaving.objects.filter(school=here, confirmed_at=None)),
        relationships=Exists(Relationship.objects.filter(school=here)),
    )
    found = {name for row in asked.values(*OFFICE) for name, is_so in row.items() if is_so}
    return [line for name, lines in OFFICE.items() if name in found for line in lines(user, today)]


desk.register("policies.about_me", about_me)
desk.register("policies.about_others", about_others)
