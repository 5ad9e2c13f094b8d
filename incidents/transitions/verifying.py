"""Evidence is looked at again, each night and whenever somebody opens it: is it what was kept?"""

import hashlib
from datetime import datetime

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.core.keyring import Tampered
from foundation.documents.files import FileBroken, open_sealed
from incidents.models import Entry, Evidence
from incidents.transitions.cases import held, write
from incidents.transitions.evidence import files_of
from incidents.verbs import Verb

CHECKER = Clock("checking of evidence")
TEXT_CHANGED = "This text is not the one that was kept here; it is not shown."


def fault_of(evidence: Evidence) -> str:
    """What is wrong with a piece of evidence, as a sentence; nothing where it is whole. Raises KeyMissing."""
    try:
        for file in files_of(evidence):
            open_sealed(file)
        text = evidence.text if evidence.what == Evidence.What.TEXT else None
    except (FileBroken, Tampered) as broken:
        return str(broken)
    kept = evidence.original.sha256 if evidence.original is not None else ""
    found = hashlib.sha256(text.encode()).hexdigest() if text is not None else kept
    return "" if found == evidence.sha256 else TEXT_CHANGED


def verify(evidence: Evidence, *, at: datetime, by: Actor = CHECKER) -> str:
    """Look at it again, and write down what was found; the sentence that says what is wrong.

    Raises KeyMissing where the key is lost: nothing is said of the bytes then, they may be whole. The row is loaded
    with its files.
    """
    if evidence.purged_at is not None:
        return ""
    fault = fault_of(evidence)
    if not fault and evidence.broken_at is None:
        Evidence.objects.filter(pk=evidence.pk, purged_at=None).update(verified_at=at)
        return ""
    with change():
        case = held(evidence.case)
        row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if row.purged_at is not None or bool(fault) == (row.broken_at is not None):
            return fault
        row.broken_at = at if fault else None
        row.verified_at = row.verified_at if fault else at
        row.save(update_fields=["broken_at", "verified_at"])
        said = "is not as it was kept" if fault else "is whole again"
        write(case, Entry.What.EVENT, f"Evidence {row.number} {said}. {fault}".strip(), by=by, at=at)
        verb = Verb.EVIDENCE_BROKEN if fault else Verb.EVIDENCE_WHOLE
        trail.record(verb, row, by=by, at=at, school=case.school, number=row.number)
    return fault
