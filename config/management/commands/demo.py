"""`manage.py demo`: five schools side by side, with invented people, their policies and a log-in for each role."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.devices_made import PIN, make_devices
from config.demo.incidents_made import make_incidents
from config.demo.issuing_made import make_issued
from config.demo.making import ROLES_SHOWN, DemoSchool, make_schools
from config.demo.may_i_made import make_clauses_behind
from config.demo.meetings_made import make_meetings
from config.demo.monitoring_made import make_monitoring
from config.demo.packs_made import GOVERNOR, make_packs
from config.demo.paper_made import make_paper
from config.demo.people_made import make_people
from config.demo.policies_made import make_policies
from config.demo.registers_made import make_registers
from config.demo.sites_made import make_sites
from foundation.schools.models import Person, School

WORDS = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "hazel",
    "inlet",
    "lemon",
    "maple",
    "north",
    "pearl",
)


class Command(BaseCommand):
    help = "Fill an empty installation with five schools and print the log-ins. Does nothing where a school is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if School.objects.exists():
            self.stdout.write("There are schools here already; nothing was added.")
            return
        password = "-".join(secrets.choice(WORDS) for _ in range(4))
        at = timezone.now()
        schools, officer = make_schools(at, password)
        for one in schools:
            make_policies(one, at)
            make_registers(one, at)
            make_clauses_behind(one, at)
            make_people(one, at)
            make_meetings(one, at)
            make_devices(one, at)
            make_paper(one, at)
            make_sites(one, at)
            make_incidents(one, at)
            make_monitoring(one, at)
            self.stdout.write(f"{one.school.name}: {len(one.people)} people, 4 policies")
        make_issued(officer, schools, at)
        for one in schools:
            make_packs(one, at)
        sheet = log_ins(schools, officer, password)
        path = settings.HOME / "log-ins.txt"
        path.touch(mode=0o600)
        path.write_text(sheet, encoding="utf-8")
        self.stdout.write(sheet)


def log_ins(schools: list[DemoSchool], officer: Person, password: str) -> str:
    """Who signs in as what, for the person who tries the demo."""
    lines = [
        f"Every log-in of the demo has the password {password}",
        "",
        f"Trust officer, two schools: {officer.email}",
    ]
    for one in schools:
        lines += ["", one.school.name]
        lines += [f"  {role.label}: {one.first(role).email}" for role in ROLES_SHOWN]
        lines.append(f"  Governor: {one.people[GOVERNOR].email}")
        lines.append(f"  Teacher with everything still to read: {one.people[11].email}")
        lines.append(f"  Line manager: {one.people[1].email}")
        lines.append(f"  At the kitchen tablet (People, Shared devices): {one.people[18].name} with the PIN {PIN}")
    return "\n".join(lines) + "\n"
