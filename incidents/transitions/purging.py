"""What must never have been uploaded is destroyed, everywhere; that it was there, who destroyed it and why stays."""

from contextlib import suppress
from datetime import datetime

from django.db import models

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files, store
from foundation.documents.models import File
from foundation.schools.models import Person
from incidents.models import Entry, Evidence
from incidents.transitions.cases import held, refuse_own, write
from incidents.transitions.evidence import files_of
from incidents.transitions.exporting import remove_exports
from incidents.transitions.questions import say_may_be_sexual
from incidents.verbs import CASE_MOVES, Verb

KEPT_AS = "incident"
RULE = "should never have been uploaded"


class Ground(models.TextChoices):
    SEXUAL = "sexual", "It may be a nude or sexual picture of somebody under 18"
    OTHER = "other", "It should not have been uploaded for another reason"


def purged_with(evidence: Evidence) -> list[Evidence]:
    """What goes when this goes: itself, and every copy made from it or from a copy of it, in their order."""
    rows = list(evidence.case.evidence.filter(purged_at=None).select_related("original", "working"))
    going = {evidence.pk}
    for row in rows:  # a copy has a higher number than what it was made from
        if row.made_from_id in going:
            going.add(row.pk)
    return [row for row in rows if row.pk in going]


def purge_evidence(evidence: Evidence, *, ground: str, why: str, by: Person, at: datetime) -> list[Evidence]:
    """Destroy a piece of evidence with all that was made from it (TH13, FI-28). It cannot be undone.

    Gone are the bytes, the text, what it was called and what was written about it, and every export that held it.
    """
    with change():
        case = held(evidence.case)
        CASE_MOVES.check("add", case.status)
        refuse_own(case, by)
        rows = purged_with(evidence)
        if evidence.pk not in {row.pk for row in rows}:
            raise NotAllowed("It was destroyed already.")
        for row in rows:
            _destroy(row, why, by, at)
            trail.record(Verb.EVIDENCE_PURGED, row, by=by, at=at, school=case.school, number=row.number, ground=ground)
        remove_exports(case, by=by, at=at)
        numbers = ", ".join(str(row.number) for row in rows)
        write(case, Entry.What.DECISION, f"Evidence {numbers} destroyed. {Ground(ground).label}. {why}", by=by, at=at)
        if Ground(ground) == Ground.SEXUAL:
            say_may_be_sexual(case, by=by, at=at)
    return rows


def _destroy(row: Evidence, why: str, by: Person, at: datetime) -> None:
    for file in files_of(row):
        files.purge(file, rule=RULE, by=by, at=at)
    row.text = row.about = row.file_name = ""
    row.purged_at, row.purged_by, row.purged_why = at, by, why
    row.broken_at = None
    row.save(update_fields=["text", "about", "file_name", "purged_at", "purged_by", "purged_why", "broken_at"])


def remove_left_bytes() -> int:
    """Remove bytes of what was destroyed that still lie there, because a machine stopped in between; how many."""
    number = 0
    for file in File.objects.filter(purged_at__isnull=False, retention_class=KEPT_AS).iterator():
        with suppress(OSError):
            store.get(file.uid)
            store.remove(file.uid)
            number += 1
    return number
