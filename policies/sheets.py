"""Sheets and scans as pages show them: what can be recorded of the codes on a scan, and what is said of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.timezone import localdate

from foundation.jobs.models import Job
from foundation.schools.models import Person, School
from policies.cover import in_words
from policies.models import Acknowledgement, FoundCode, Means, ScanPage, Sheet, SheetLine, SheetScan, Version
from policies.outstanding import asked
from policies.scanning import READ
from policies.sheet_pdf import LinePrint, SheetPrint

STRANGE = "This code is of no sheet of this school. Nothing is recorded for it."


@dataclass(frozen=True)
class Line:
    """A code on a scan with what stands against recording it; `trouble` is empty when nothing does."""

    code: FoundCode
    trouble: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.trouble

    @property
    def who(self) -> str:
        return self.code.line.person_name if self.code.line else "A code that is not known here"

    @property
    def what(self) -> str:
        return self.code.line.sheet.policy.title if self.code.line else ""


def lines_of(scan: SheetScan, reader: Person, on: date) -> list[Line]:
    """Every code of a scan in its order, as it stands now for `reader`, who never records their own: four queries."""
    codes = list(scan.codes.select_related("line__sheet__policy", "line__sheet__version", "line__person", "typed_by"))
    return [Line(code, trouble) for code, trouble in zip(codes, _troubles(codes, reader, on), strict=True)]


def _troubles(codes: Sequence[FoundCode], reader: Person, on: date) -> list[str]:
    lines = [code.line for code in codes if code.line is not None]
    people = [line.person_id for line in lines]
    policies = {line.sheet.policy_id for line in lines}
    in_force = dict(
        Version.objects.filter(policy__in=policies, status=Version.Status.IN_FORCE).values_list("policy", "edition")
    )
    given = {
        (one.person_id, one.policy_id, one.edition): one
        for one in Acknowledgement.objects.filter(person__in=people, policy__in=policies)
    }
    here = Person.objects.filter(pk__in=people).exclude(leaves_on__lt=on)
    reached = asked(here).values_list("person_id", "policy_id")
    known = _Known(in_force, given, set(reached), reader)
    return [known.trouble(code) for code in codes]


@dataclass(frozen=True)
class _Known:
    in_force: dict[int, int]
    given: dict[tuple[int, int, int], Acknowledgement]
    reached: set[tuple[int, int]]
    reader: Person

    def trouble(self, code: FoundCode) -> str:
        if code.line is None:
            return STRANGE
        line, sheet = code.line, code.line.sheet
        edition = self.in_force.get(sheet.policy_id)
        if edition is None:
            return f"{sheet.policy.title} is not in force any more."
        if edition != sheet.edition:
            return f"This sheet is of an older edition of {sheet.policy.title}, so it does not count. Print a new one."
        given = self.given.get((line.person_id, sheet.policy_id, sheet.edition))
        if given is not None:
            day = date_format(given.signed_on or localdate(given.at), "j F Y")
            return f"{line.person_name} confirmed this on {day} already. Nothing is recorded twice."
        if line.person_id == self.reader.pk:
            return "This is your own line. A colleague records it, or you confirm the policy on screen."
        if (line.person_id, sheet.policy_id) not in self.reached:
            return f"{sheet.policy.title} does not ask {line.person_name} any more."
        return ""


def sheets_of(school: School) -> QuerySet[Sheet]:
    """The sheets of a school, the last one first, with how many lines each has (`total`) and how many of those have
    confirmed, by whatever way (`given`)."""
    given = Acknowledgement.objects.filter(
        person=OuterRef("person"), policy=OuterRef("sheet__policy"), edition=OuterRef("sheet__edition")
    )
    confirmed = (
        SheetLine.objects.filter(Exists(given), sheet=OuterRef("pk"))
        .order_by()
        .values("sheet")
        .annotate(count=Count("pk"))
        .values("count")
    )
    sheets = Sheet.objects.filter(school=school).select_related("policy", "version", "made_by")
    return sheets.annotate(total=Count("lines"), given=Coalesce(Subquery(confirmed), 0)).order_by("-made_at", "-pk")


def with_progress(scans: QuerySet[SheetScan]) -> list[tuple[SheetScan, str]]:
    """Scans, each with how far its reading is in words."""
    found = list(scans)
    jobs = {job.key: job for job in Job.objects.filter(key__in=[f"{READ}:{scan.uid}" for scan in found])}
    return [(scan, _progress(scan, jobs.get(f"{READ}:{scan.uid}"))) for scan in found]


def _progress(scan: SheetScan, job: Job | None) -> str:
    if scan.status != SheetScan.Status.READING:
        return scan.get_status_display()
    return f"Being read: {job.message}" if job and job.total_count else "Being read"


@dataclass(frozen=True)
class SignedLine:
    """A line of a sheet, and how the person on it has confirmed the edition since, if they have."""

    line: SheetLine
    given: Acknowledgement | None

    @property
    def how(self) -> str:
        return Means(self.given.means).label if self.given else ""


def signed_lines(sheet: Sheet) -> list[SignedLine]:
    """Every line of a sheet with what came of it: two queries."""
    lines = list(sheet.lines.all())
    given = Acknowledgement.objects.filter(
        policy=sheet.policy_id, edition=sheet.edition, person__in=[line.person_id for line in lines]
    )
    by_person = {one.person_id: one for one in given}
    return [SignedLine(line, by_person.get(line.person_id)) for line in lines]


def sheet_number(sheet: Sheet) -> str:
    """A short name for it, printed at its foot: the first part of its uid."""
    return sheet.uid.hex[:8].upper()


def sheet_print(sheet: Sheet) -> SheetPrint:
    """The sheet as it is printed: names, words and statements as they were when it was made."""
    version = sheet.version
    began = version.in_force_at if version.brought_in_at is None else None
    return SheetPrint(
        school=sheet.school.name,
        accent=sheet.school.colour,
        policy=sheet.policy.title,
        version=version.number,
        in_force_from=in_words(localdate(began)) if began else "",
        words=sheet.words,
        number=sheet_number(sheet),
        about=sheet.about,
        statements=[statement.text for statement in version.statements.all()],
        lines=[LinePrint(name=line.person_name, code=line.code) for line in sheet.lines.all()],
    )


def pages_of(scan: SheetScan) -> QuerySet[ScanPage, Any]:
    """The pictures of its pages, in order."""
    return scan.pages.select_related("picture")
