"""What the demo's schools keep for incidents: invented contacts of the local authority, reports, and their cases."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from config.demo.cases_made import make_cases, make_past
from config.demo.making import DemoSchool
from foundation.core.actors import Clock
from foundation.schools.models import RoleKind
from incidents.models import HelpContact, Kind, Relation, Report
from incidents.transitions.friend_requests import Declined, record_declined
from incidents.transitions.overdue import chase
from incidents.transitions.people import Named
from incidents.transitions.reporting import Said, receive
from incidents.transitions.rules import add_line

TEACHER, ASSISTANT = 12, 13  # places in POSTS
# Numbers that are kept free for films and books.
AUTHORITY: tuple[dict[str, Any], ...] = (
    {
        "purpose": HelpContact.Purpose.LADO,
        "name": "Local authority's designated officer (LADO)",
        "telephone": "01632 960 120",
        "words": "Staff towards a pupil: within one working day.",
        "for_staff": False,
    },
    {
        "purpose": HelpContact.Purpose.AUTHORITY,
        "name": "Local authority, children's services",
        "telephone": "01632 960 121",
        "words": "At any hour.",
        "for_staff": True,
        "for_public": True,
    },
)


def make_incidents(one: DemoSchool, at: datetime) -> None:
    """The contacts; a mention of a teacher, a question, a friend request declined; and what became of them."""
    for contact in AUTHORITY:
        add_line(
            HelpContact,
            one.school,
            {"checked_on": timezone.localdate(at), **contact},
            by=one.first(RoleKind.DSL),
            at=at,
        )
    make_past(one, at)
    teacher, assistant = one.people[TEACHER], one.people[ASSISTANT]
    yesterday = timezone.localdate(at) - timedelta(days=1)
    mention = Said(
        Kind.STAFF_MENTION,
        "In a group of parents somebody writes that I shout at the children. Others agree and laugh.",
        who=Report.Who.PARENT,
        place="A class group on a messenger",
        happened_on=timezone.localdate(at) - timedelta(days=8),
        named=[Named(Relation.AFFECTED, teacher)],
    )
    week_ago = at - timedelta(days=7)
    case = receive(one.school, mention, by=teacher, at=week_ago).case
    asked = "A parent wants my own number, to send me pictures of the homework. May I give it?"
    question = Said(Kind.QUESTION, asked, who=Report.Who.STAFF, place="With a parent")
    receive(one.school, question, by=assistant, at=at)
    record_declined(one.school, Declined("Instagram", "4711", yesterday, is_pointed=True), by=assistant, at=at)
    make_cases(one, case, at)
    chase(by=Clock("Countersign"), at=at)
