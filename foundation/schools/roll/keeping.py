"""The file that was sent, sealed until it is done with, and the plan that is made of it each time it is looked at."""

from datetime import date, datetime
from uuid import uuid4

from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.documents import files
from foundation.documents.models import File
from foundation.schools.models import Person, RollImport, School
from foundation.schools.roll.columns import guess
from foundation.schools.roll.onroll import OnRoll
from foundation.schools.roll.plan import Maker, Plan
from foundation.schools.roll.reading import Table, read_table
from foundation.schools.roll.workbook import MEDIA_TYPE, is_workbook
from foundation.schools.transitions.roll import upload_roll

OWNER = "schools.RollImport"


def keep(school: School, name: str, data: bytes, *, by: Person, at: datetime) -> RollImport:
    """Seal a file and begin to look it over. Raises Unreadable when it is no table."""
    columns = guess(read_table(data).headers)
    uid = uuid4()
    with change():
        file = files.seal(
            name,
            data,
            media_type=MEDIA_TYPE if is_workbook(data) else "text/csv",
            owner=(OWNER, uid),
            school=school,
            by=by,
            at=at,
            retention_class="roll_import",
        )
        return upload_roll(school, uid=uid, file_uid=file.uid, file_name=file.name, columns=columns, by=by, at=at)


def table_of(roll: RollImport) -> Table:
    """The table in the sealed file. Raises files.FileBroken."""
    return read_table(files.open_sealed(File.objects.get(uid=roll.file_uid)))


def plan_of(roll: RollImport, today: date, table: Table | None = None) -> Plan:
    """What bringing in the file would do, by the roll as it is now."""
    maker = Maker(roll.school, OnRoll.of(roll.school), roll.uid, today, roll.answers)
    return maker.make(table or table_of(roll), roll.columns)


def discard(roll: RollImport, *, by: Actor, at: datetime) -> None:
    """Destroy the file once it is brought in or left: what it said is on the roll, or was not wanted."""
    for file in File.objects.filter(uid=roll.file_uid, purged_at=None):
        files.purge(file, rule="a file with the roll is kept until it is done with", by=by, at=at)
