"""Who may have the files of cases: whoever sees the evidence, at that moment.

What somebody gave as it came (`ORIGINAL`) and exports belong to no rule here: pages of their own hand them out.
"""

from typing import Any
from uuid import UUID

from foundation.core.panels import file_rules
from foundation.core.rules import permitted
from incidents.models import Evidence


def evidence_file(user: Any, uid: UUID) -> bool:
    """The working copy: whoever sees the evidence."""
    rows = Evidence.objects.filter(uid=uid, purged_at=None)
    return permitted(user, "incidents.see_evidence", rows).exists()


file_rules.register(Evidence._meta.label, evidence_file)
