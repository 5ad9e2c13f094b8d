"""Paper on lower pages: who may open a scan, the way to the sheets, and scans that wait on the desk."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, file_rules, navigation
from foundation.core.rules import permitted
from policies.models import SheetScan
from policies.scanning import OWNER

navigation.register("sheets", NavItem("Paper", "sheet-list", "policies.keep_sheets"))


def scan_file(user: Any, uid: UUID) -> bool:
    """Whoever may look a scan through, before and after it is recorded."""
    return permitted(user, "policies.see_scan", SheetScan.objects.filter(uid=uid)).exists()


file_rules.register(OWNER, scan_file)


def scans_to_look_through(user: Any, today: date) -> list[DeskLine]:
    """Scans that were read, or could not be: for who brought them."""
    waiting = SheetScan.objects.filter(status__in=(SheetScan.Status.READ, SheetScan.Status.REFUSED))
    mine = permitted(user, "policies.see_scan", waiting.filter(brought_by__user=user), today)
    return [
        DeskLine(
            group="follow",
            what=f"Signed sheets: {scan.file.name}",
            url=reverse("scan", args=[scan.uid]),
            action="Look through",
            school=scan.school.said,
        )
        for scan in mine.select_related("file", "school")
    ]


desk.register("policies.scans", scans_to_look_through)
