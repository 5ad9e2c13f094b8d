"""Paper at a school: a sheet, a scan that waits, a class that is counted."""

from typing import Any

from foundation.documents.scans import ScannedPage
from foundation.documents.uploads import Checked
from policies.codes import in_square
from policies.models import Version
from policies.scanning import READER, bring_scan
from policies.transitions.counting import Counted, add_counted_group, ask_groups, correct_count, record_count
from policies.transitions.sheets import make_sheet, read_scan
from tests.access.sheets import PNG
from tests.cast import Cast

SCAN = Checked("paper.png", PNG, "image/png")


def paper_rows(cast: Cast, version: Version) -> dict[str, Any]:
    """Two sheets of the version in force for the colleagues of the cast, one of them scanned; a class counted once."""
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    people = [cast.dsl, cast.line_manager]
    sheet, other = (make_sheet(version, people, words="I have read it.", about="Teachers", **by) for _ in range(2))
    lines = [in_square(line.code) for line in sheet.lines.all()]
    taken = bring_scan(cast.school, SCAN, **by)
    scan = read_scan(taken, [ScannedPage(PNG, tuple(lines))], by=READER, at=cast.at)
    group = add_counted_group(cast.school, name="Year 5 Oak", kind="pupils", school_year="2026-27", size=30, **by)
    miscounted = add_counted_group(cast.school, name="Year 6 Ash", kind="pupils", school_year="2026-27", size=30, **by)
    ask_groups(version.policy, [group, miscounted], **by)
    counted = Counted(signed=20, signed_on=cast.today, size=30, scan=SCAN)
    count, wrong = (
        record_count(one, version.policy, counted, seen=version.content_hash, **by) for one in (group, miscounted)
    )
    correct_count(wrong, 19, reason="One sheet was there twice.", **by)
    return {
        "sheet": sheet,
        "loose_code": other.lines.all()[0].code,
        "sheet_scan": scan,
        "sheet_scan_file": scan.file,
        "counted_group": group,
        "group_count": count,
        "group_count_file": count.scan,
    }
