"""A whole case as one archive or printed file: asked for, put together by a job, kept for a day, destroyed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.jobs import transitions as jobs
from foundation.schools.models import Person
from incidents.models import Case, CaseExport, Entry
from incidents.transitions.cases import held, refuse_own, write
from incidents.verbs import Verb

JOB = "incidents.export"
A_DAY = timedelta(days=1)
RULE = "an export is kept for a day"
MAKER = Clock("exports of cases")
Status, What = CaseExport.Status, CaseExport.What
NAMES = {What.ARCHIVE: "export.zip", What.FULL: "in full.pdf", What.POLICE: "for the police.pdf"}
TYPES = {".zip": "application/zip", ".pdf": files.PDF}


def job_key(export: CaseExport) -> str:
    return f"case-export:{export.uid}"


def ask_export(case: Case, what: str = What.ARCHIVE, *, by: Person, at: datetime) -> CaseExport:
    """Ask for everything in a case as one archive, or for its printed file. Whoever asks gets it, and nobody else."""
    with change():
        case = held(case)
        refuse_own(case, by)
        waiting = case.exports.filter(asked_by=by, what=what, status=Status.WAITING, until__gt=at).first()
        if waiting is not None:
            return waiting
        export = CaseExport.objects.create(
            school=case.school, case=case, what=what, asked_by=by, asked_at=at, until=at + A_DAY
        )
        write(case, Entry.What.EVENT, f"An export was asked for: {export.get_what_display().lower()}.", by=by, at=at)
        trail.record(Verb.CASE_EXPORTED, case, by=by, at=at, school=case.school, export=str(export.uid), what=what)
        payload = {"export": str(export.uid)}
        jobs.ask(JOB, key=job_key(export), payload=payload, school=case.school, by=by, at=at)
    return export


def finish_export(export: CaseExport, made: bytes, *, holds: Collection[UUID], at: datetime) -> CaseExport:
    """Keep what was put together until its time is over.

    `holds` are the pieces of evidence in it. Raises NotAllowed when one was destroyed meanwhile, or nobody may have it
    any more.
    """
    with change():
        case = held(export.case)
        export = CaseExport.objects.select_for_update(of=("self",)).select_related("asked_by__user").get(pk=export.pk)
        if export.status != Status.WAITING:
            return export
        refuse_own(case, export.asked_by)
        if case.evidence.filter(uid__in=holds, purged_at__isnull=False).exists():
            raise NotAllowed("Something in it was destroyed meanwhile. Ask for it again.")
        export.file = files.seal(
            f"{case.reference} {NAMES[What(export.what)]}",
            made,
            media_type=TYPES[NAMES[What(export.what)][-4:]],
            owner=export,
            school=case.school,
            by=MAKER,
            at=at,
            retention_class=export.retention_class,
        )
        export.status, export.until = Status.READY, at + A_DAY
        export.save(update_fields=["file", "status", "until"])
    return export


def remove_exports(case: Case, *, by: Actor, at: datetime) -> int:
    """Destroy what was exported of a case, and let what is being put together come to nothing. Inside a change."""
    rows = CaseExport.objects.select_for_update(of=("self",)).filter(case=case).exclude(status=Status.REMOVED)
    return _removed(rows.select_related("file"), by, at)


def remove_old_exports(*, by: Actor, at: datetime) -> int:
    """Destroy every export whose day is over."""
    with change():
        rows = CaseExport.objects.select_for_update(of=("self",), skip_locked=True).filter(until__lte=at)
        return _removed(rows.exclude(status=Status.REMOVED).select_related("file"), by, at)


def _removed(rows: Any, by: Actor, at: datetime) -> int:
    number = 0
    for row in rows:
        if row.file is not None:
            files.purge(row.file, rule=RULE, by=by, at=at)
        row.status = Status.REMOVED
        row.save(update_fields=["status"])
        number += 1
    return number
