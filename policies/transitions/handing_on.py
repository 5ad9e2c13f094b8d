"""The annexes of a trust's edition become files of the school that takes it up."""

from datetime import datetime

from foundation.core.keyring import KeyringError
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, open_sealed, seal
from foundation.documents.models import File
from foundation.schools.models import Person
from policies.issued_files import annexes_of, key
from policies.models import Attachment, TrustIssue, Version

BROKEN = "The file “{title}” of your trust cannot be opened, so nothing was taken up. Tell your trust."


def hand_on(issue: TrustIssue, version: Version, before: TrustIssue | None, *, by: Person, at: datetime) -> list[str]:
    """Seal the edition's annexes for the school, as files of its version; their titles.

    Those of the edition `before` that are not in this one go; what the school added itself stays. For transitions,
    inside their change and before the text is written, so that the files are in its hash.
    """
    issued = {key(item): item for item in annexes_of(issue.version)}
    gone = {key(item) for item in annexes_of(before.version)} - set(issued) if before is not None else set()
    there = annexes_of(version)
    version.attachments.filter(pk__in=[item.pk for item in there if key(item) in gone]).delete()
    kept = {key(item) for item in there}
    for item in (one for name, one in issued.items() if name not in kept):
        file = _sealed(item, version, by=by, at=at)
        version.attachments.create(file=file, kind=Attachment.Kind.ANNEX, title=item.title)
    return sorted(title for title, _ in issued)


def _sealed(item: Attachment, version: Version, *, by: Person, at: datetime) -> File:
    try:
        data = open_sealed(item.file)
    except (FileBroken, KeyringError) as broken:
        raise NotAllowed(BROKEN.format(title=item.title)) from broken
    file = item.file
    return seal(file.name, data, media_type=file.media_type, owner=version, school=version.school, by=by, at=at)
