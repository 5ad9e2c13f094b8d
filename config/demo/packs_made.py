"""The demo's pack: a governor asked for the policies in force; it is put together as soon as the site is served."""

from datetime import datetime

from django.utils.timezone import localdate

from config.demo.making import DemoSchool
from policies.models import Pack
from policies.pack_contents import Chosen, wanted_pack
from policies.transitions import ask_pack

GOVERNOR = 8  # by place in POSTS, as on the sheet of log-ins


def make_packs(one: DemoSchool, at: datetime) -> None:
    """What is in force at this school, for its governors."""
    governor = one.people[GOVERNOR]
    wanted = wanted_pack(governor.user, one.school, Chosen(Pack.Choice.IN_FORCE), localdate(at))
    ask_pack(one.school, wanted, by=governor, at=at)
