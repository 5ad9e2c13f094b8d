"""Documents read in: any .docx, .pdf, .txt, .md or .html becomes a tree of clauses, with what it says about itself.

`read_document` runs in the killable child. `clean_clause_html` is for HTML from the editor as well.
"""

import datetime
import json

from foundation.documents.reading.cleaning import clean_clause_html
from foundation.documents.reading.model import (
    CannotRead,
    FoundDate,
    LegalReference,
    Metadata,
    ReadClause,
    Reading,
    ReadWarning,
    Signatory,
    VersionRow,
)
from foundation.jobs.child import ChildFailed, run_limited

__all__ = [
    "CannotRead",
    "FoundDate",
    "LegalReference",
    "Metadata",
    "ReadClause",
    "ReadWarning",
    "Reading",
    "Signatory",
    "VersionRow",
    "clean_clause_html",
    "read_document",
]
WALL = 10.0
UNUSUAL_PDF = "This PDF is built in an unusual way and could not be read. Use the document it was made from."


def read_document(name: str, data: bytes, *, today: datetime.date) -> Reading:
    """Read a document in the killable child; `today` decides which review dates are past.

    Raises ChildError (ChildRefused with the reader's own sentence, or a limit that was passed); show its `sentence`.
    """
    head = json.dumps({"name": name, "today": today.isoformat()}).encode()
    target = "foundation.documents.reading.inside:read_payload"
    try:
        return Reading.from_json(run_limited(target, head + b"\n" + data, cpu=9, wall=WALL))
    except ChildFailed as failed:
        if name.lower().endswith(".pdf"):  # PDFium ends its process where a file asks for more memory than there is
            raise CannotRead(UNUSUAL_PDF) from failed
        raise
