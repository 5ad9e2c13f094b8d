"""Evidence is kept as it came, looked after, and destroyed only where it should never have been uploaded.

The original bytes are sealed untouched. Of a picture there is a working copy too, without the place, the time and the
device, and that is what people look at. Nothing of what a file shows stands in its name, in the trail or in a log.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max, Sum

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.models import File
from foundation.documents.uploads import EMAIL, Checked
from foundation.jobs.child import MIB
from foundation.schools.models import Person
from incidents.models import Case, Entry, Evidence
from incidents.routing import rules_of
from incidents.transitions.cases import held, refuse_own, write
from incidents.transitions.reporting import OUTSIDE
from incidents.verbs import CASE_MOVES, Verb

What = Evidence.What
# The file that was given belongs to no rule of the general download: it is handed out by a page of its own.
ORIGINAL = "incidents.Original"
MOST_IN_CASE = 200
LONGEST_TEXT = 50_000
MOST_BYTES_IN_CASE, MOST_BYTES_AT_SCHOOL = 200 * MIB, 20_000 * MIB
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    EMAIL["eml"].media_type: "eml",
}


@dataclass(frozen=True)
class Outsider:
    """Somebody from outside the school who adds something, by the name they gave."""

    name: str


@dataclass(frozen=True)
class About:
    """What is known of something kept: what it shows, the address it was taken from, and when it was taken."""

    about: str
    link: str = ""
    taken_at: datetime | None = None


def keep_file(
    case: Case,
    upload: Checked,
    *,
    about: str,
    link: str = "",
    taken_at: datetime | None = None,
    by: Person | Outsider,
    at: datetime,
) -> Evidence:
    """Keep a file: the bytes as they came; of a picture also a copy without what lay beside it (TH14, STM-15).

    A PDF or a saved e-mail is bytes, which nothing here opens or shows.
    """
    with change():
        return _kept(case, Kept(_what(upload), About(about, link, taken_at), upload), by, at)


keep_picture = keep_document = keep_file


def keep_files(
    case: Case,
    uploads: Sequence[Checked],
    *,
    about: str,
    link: str = "",
    taken_at: datetime | None = None,
    by: Person | Outsider,
    at: datetime,
) -> list[Evidence]:
    """Keep several files of which the same is known: all of them, or none."""
    known = About(about, link, taken_at)
    with change():
        return [_kept(case, Kept(_what(one), known, one), by, at) for one in uploads]


def keep_text(
    case: Case,
    text: str,
    *,
    about: str,
    link: str = "",
    taken_at: datetime | None = None,
    by: Person | Outsider,
    at: datetime,
) -> Evidence:
    """Keep the text of a page or a message, as it was pasted."""
    with change():
        return _kept(case, Kept(What.TEXT, About(about, link, taken_at), text=text), by, at)


def keep_redacted(
    evidence: Evidence, *, upload: Checked | None = None, text: str = "", about: str, by: Person, at: datetime
) -> Evidence:
    """Keep a copy in which something was made unreadable. It is a child of what it was made from, which stays."""
    with change():
        case = held(evidence.case)
        parent = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if parent.purged_at is not None:
            raise NotAllowed("It was destroyed. There is nothing to make a copy of.")
        what = What.TEXT if upload is None else _what(upload)
        known = About(about, parent.link, parent.taken_at)
        made = _kept(case, Kept(what, known, upload, text, made_from=parent), by, at)
        trail.record(Verb.EVIDENCE_COPIED, made, by=by, at=at, school=case.school, made_from=parent.number)
    return made


@dataclass(frozen=True)
class Kept:
    """What is to be kept: a file that was looked at, or a text."""

    what: str
    known: About
    upload: Checked | None = None
    text: str = ""
    made_from: Evidence | None = None

    @property
    def data(self) -> bytes:
        """The bytes as they came."""
        if self.upload is None:
            return self.text.encode()
        return self.upload.original or self.upload.data


def _kept(case: Case, kept: Kept, by: Person | Outsider, at: datetime) -> Evidence:
    case = held(case)
    CASE_MOVES.check("add", case.status)
    if isinstance(by, Person):
        refuse_own(case, by)
    digest = hashlib.sha256(kept.data).hexdigest()
    _check(case, kept, digest)
    if kept.known.taken_at is not None and kept.known.taken_at > at:
        raise NotAllowed("When it was taken cannot be in the future.")
    actor: Actor = by if isinstance(by, Person) else OUTSIDE
    uid = uuid4()
    number = (case.evidence.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Evidence.objects.create(
        uid=uid,
        school=case.school,
        case=case,
        number=number,
        what=kept.what,
        about=kept.known.about,
        link=kept.known.link,
        taken_at=kept.known.taken_at,
        text=kept.text,
        sha256=digest,
        made_from=kept.made_from,
        by=by if isinstance(by, Person) else None,
        by_name=by.name,
        at=at,
        verified_at=at,
        **_sealed(case, kept, uid, number, actor, at),
    )
    was = f", a redacted copy of {kept.made_from.number}" if kept.made_from is not None else ""
    write(case, Entry.What.EVENT, f"Evidence {number} kept: {made.get_what_display().lower()}{was}.", by=actor, at=at)
    data = {"number": number, "sha256": digest, "what": kept.what}
    trail.record(Verb.EVIDENCE_KEPT, made, by=actor, at=at, school=case.school, **data)
    return made


def _check(case: Case, kept: Kept, digest: str) -> None:
    if kept.upload is None and not kept.text.strip():
        raise NotAllowed("Paste the text that is to be kept.")
    if len(kept.text) > LONGEST_TEXT:
        raise NotAllowed(f"The text is longer than {LONGEST_TEXT:,} characters. Keep it in parts.")
    if kept.upload is not None and case.may_be_sexual:
        raise NotAllowed(f"No file can be added to this case. {rules_of(case.school).sexual_pictures}")
    same = case.evidence.filter(sha256=digest).order_by("purged_at").last()
    if same is not None and same.purged_at is not None:
        raise NotAllowed("This was destroyed here, because it should never have been uploaded. It is not taken again.")
    if same is not None:
        raise NotAllowed("Exactly this is kept already.")
    if case.evidence.count() >= MOST_IN_CASE:
        raise NotAllowed(f"A case keeps at most {MOST_IN_CASE} pieces of evidence. Speak with whoever leads it.")
    _check_room(case, kept)


def _check_room(case: Case, kept: Kept) -> None:
    """The room of a case, and of all cases of a school (FI-23)."""
    if kept.upload is None:
        return
    more = len(kept.upload.original) + len(kept.upload.data)
    for rows, most, whose in (
        (Evidence.objects.filter(case=case), MOST_BYTES_IN_CASE, "this case"),
        (Evidence.objects.filter(school=case.school), MOST_BYTES_AT_SCHOOL, "the school's cases"),
    ):
        found = rows.filter(purged_at=None).aggregate(original=Sum("original__size"), working=Sum("working__size"))
        if (found["original"] or 0) + (found["working"] or 0) + more > most:
            raise NotAllowed(f"There is no room left: the evidence of {whose} is at most {most // MIB:,} MB.")


def _sealed(case: Case, kept: Kept, uid: UUID, number: int, by: Actor, at: datetime) -> dict[str, Any]:
    """The sealed files of what is kept. Their names say which case and which number, and nothing of what they show."""
    upload = kept.upload
    if upload is None:
        return {}
    stem = f"{case.reference} evidence {number}"
    more: dict[str, Any] = {"school": case.school, "by": by, "at": at, "retention_class": "incident"}
    is_picture = _what(upload) == What.PICTURE
    media_type = _media_type(kept.data) if is_picture else upload.media_type
    name = f"{stem} original.{ENDINGS[media_type]}"
    found: dict[str, Any] = {
        "original": files.seal(name, kept.data, media_type=media_type, owner=(ORIGINAL, uid), **more),
        "file_name": upload.name,
    }
    if is_picture:
        name = f"{stem}.{ENDINGS[upload.media_type]}"
        owner = (Evidence._meta.label, uid)
        found["working"] = files.seal(name, upload.data, media_type=upload.media_type, owner=owner, **more)
        found["had_location"] = "place" in upload.removed
    return found


def _what(upload: Checked) -> What:
    return What.PICTURE if upload.media_type.startswith("image/") else What.DOCUMENT


def _media_type(picture: bytes) -> str:
    """What a picture is, by its first bytes."""
    if picture.startswith(b"\x89PNG"):
        return "image/png"
    return "image/jpeg" if picture.startswith(b"\xff\xd8\xff") else "image/heic"


def files_of(evidence: Evidence) -> list[File]:
    """The sealed files of a piece of evidence."""
    return [file for file in (evidence.original, evidence.working) if file is not None]
