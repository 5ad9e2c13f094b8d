"""`manage.py bring_in FILE ...`: policies already in force, taken in as the pages do, with what each document says."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents.uploads import POLICY_TEXTS, UploadRefused, check
from foundation.jobs.child import ChildError
from foundation.schools.dates import PartDate
from foundation.schools.models import Person, School, StaffGroup
from policies.forms.bringing_in import BringInForm
from policies.intakes import bring_document, read
from policies.models import Intake, PolicyRules, Version
from policies.offer import offered
from policies.transitions import bring_in
from policies.writing import unprintable


class Command(BaseCommand):
    help = "Bring in policies that are in force already, one file each; says what was found and what looks wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--school", required=True, help="The school's part of the web address")
        parser.add_argument("--by", required=True, help="E-mail address of the clerk or headteacher who brings them in")
        parser.add_argument("--group", action="append", default=[], help="A staff group to ask; all when left out")
        parser.add_argument("--title", default="", help="The title, where the document has none")

    def handle(self, *args: Any, **options: Any) -> None:
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(f"There is no school at the address {options['school']}.")
        by, groups = _who(school, options["by"]), _groups(school, options["group"])
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
            version = _bring(school, path, options["title"], groups, by, timezone.now())
            self.stdout.write(f"{version.policy.title}, version {version.number}: {version.clauses.count()} clauses.")
            for finding in version.findings.all():
                self.stdout.write(f"  To look at: {finding.sentence}")
            if trouble := unprintable(version.clauses.all()):
                self.stdout.write(f"  There will be no PDF: {trouble}")


def _who(school: School, email: str) -> Person:
    person = Person.objects.filter(school=school, email__iexact=email).select_related("user").first()
    if person is None or person.user is None or not person.user.has_perm("policies.add_policy", school):
        raise CommandError(f"{email} may not bring policies in at {school}. It takes the clerk or the headteacher.")
    return person


def _groups(school: School, names: list[str]) -> list[StaffGroup]:
    held = {group.name.casefold(): group for group in StaffGroup.objects.filter(school=school)}
    unknown = [name for name in names if name.casefold() not in held]
    if unknown:
        raise CommandError(f"{school} has no group called {', '.join(unknown)}.")
    chosen = [held[name.casefold()] for name in names]
    return chosen or [group for group in held.values() if group.community not in ("pupils", "parents")]


def _bring(school: School, path: Path, title: str, groups: list[StaffGroup], by: Person, at: datetime) -> Version:
    """One file, all of it or nothing. Raises CommandError with the sentence a page would show."""
    try:
        checked = check(SimpleUploadedFile(path.name, path.read_bytes()), kinds=POLICY_TEXTS)
        with change():
            intake = read(bring_document(school, checked, Intake.Purpose.IN_FORCE, by=by, at=at), at=at)
            if intake.status == Intake.Status.REFUSED:
                raise CommandError(f"{path.name}: {intake.refused_why}")
            form = _confirmed(intake, title, groups, by, at)
            return bring_in(school, form.brought(), intake=intake, by=by, at=at)
    except (NotAllowed, ChildError, UploadRefused) as refused:
        raise CommandError(f"{path.name}: {refused}") from refused


def _confirmed(intake: Intake, title: str, groups: list[StaffGroup], by: Person, at: datetime) -> BringInForm:
    """The form of the page, filled with what was found, as if the clerk had changed nothing but title and groups."""
    rules = PolicyRules.objects.filter(school=intake.school).first() or PolicyRules(school=intake.school)
    reading = intake.reading or {}
    found = offered(reading, intake.school, by, is_public=rules.makes_public)
    found["wants_signature"] = rules.wants_signature
    found |= {"audience": [group.pk for group in groups]} | ({"title": title} if title else {})
    data = {name: _as_sent(value) for name, value in found.items() if value not in (None, "", False)}
    form = BringInForm(data, school=intake.school, on=timezone.localdate(at), reading=reading)
    if not form.is_valid():
        problems = "; ".join(f"{form[name].label}: {' '.join(map(str, words))}" for name, words in form.errors.items())
        raise CommandError(f"{intake.file.name}: {problems}")
    return form


def _as_sent(value: Any) -> Any:
    """A value as the browser would send it."""
    if isinstance(value, PartDate):
        return str(value) if value.day else ""
    return getattr(value, "pk", value)
