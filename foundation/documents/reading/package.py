"""The outside of a Word file: a zip that is checked by its sums before anything in it is unpacked."""

import io
import itertools
import posixpath
import re
import stat
import zipfile
import zlib

from lxml import etree

from foundation.documents.reading.model import CannotRead

UNPACKED, MEMBERS, RATIO, SMALL = 20 * 1024 * 1024, 2_000, 100, 1024 * 1024
DAMAGED = "This Word file is damaged. Open it in Word, save it again as .docx, and try the new file."
TOO_LARGE = "This Word file unpacks to more than 20 MB. Take out pictures or divide it, and try again."
UNUSUAL = "This Word file is built in an unusual way and was not opened. Save it again in Word as .docx."
LOCKED = "This Word file has a password. Take the password off and save it again as .docx."
MACROS = "This Word file has macros (small programs) in it. Save it as .docx without macros, and try again."
REMOTE = "This Word file fetches its template from another computer. Detach the template and save it again as .docx."
NOT_WORD = "This file is not a Word document. Use .docx, .pdf, .txt, .md or .html."
_MAIN = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
_ELSEWHERE = re.compile(r"(?i)^\s*(?!file:)[a-z][a-z0-9+.-]+://|^\s*(file:)?[/\\]{2}[^/\\]")
# All that zipfile raises for bytes that are no sound zip: broken sums or headers, broken packing, an end too soon, a
# place outside the file (ValueError, OSError), a way of packing or locking it does not know (RuntimeError).
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError)
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of a .docx, each read at most once and parsed without entities, network or great depth."""

    def __init__(self, data: bytes) -> None:
        """Check the sums, names and kinds of all members. Raises CannotRead."""
        self._zip = check_zip(data)
        self.names = set(self._zip.namelist())
        self._check_kind()

    def bytes_of(self, name: str) -> bytes:
        """The unpacked part. Raises CannotRead for a damaged one."""
        return unpacked(self._zip, name)

    def xml(self, name: str) -> etree._Element | None:
        """The parsed part, or None where there is none."""
        return parsed(self.bytes_of(name)) if name in self.names else None

    def relations(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """For each relation of a part: its kind, its target and whether it lies outside the file."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in root.iter(RELATION) if root is not None else ():
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            outside = relation.get("TargetMode") == "External"
            found[relation.get("Id") or ""] = (kind, relation.get("Target") or "", outside)
        return found

    def main_part(self) -> str:
        """The name of the part that holds the text."""
        for kind, target, _ in self.relations("").values():
            if kind == "officeDocument":
                return target.lstrip("/")
        return "word/document.xml"

    def _check_kind(self) -> None:
        if "[Content_Types].xml" not in self.names:
            raise CannotRead(NOT_WORD)
        kinds = etree.tostring(parsed(self.bytes_of("[Content_Types].xml")), encoding="unicode").lower()
        if "macroenabled" in kinds or any(re.search(r"(?i)vba(project|data)", name) for name in self.names):
            raise CannotRead(MACROS)
        if not any(kind in kinds for kind in _MAIN) or self.main_part() not in self.names:
            raise CannotRead(NOT_WORD)
        for name in self.names:
            if name.endswith(".rels"):
                folder, base = posixpath.split(name)
                owner = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
                for kind, target, outside in self.relations(owner).values():
                    if outside and kind in ("attachedTemplate", "frame", "subDocument") and _ELSEWHERE.search(target):
                        raise CannotRead(REMOTE)


def check_zip(data: bytes) -> zipfile.ZipFile:
    """The zip of an Office file, its sums and names checked before anything is unpacked. Raises CannotRead."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise CannotRead(DAMAGED) from error
    members = opened.infolist()
    _check_sums(members, len(data))
    for member in members:
        _check_member(member)
    if len({member.filename.lower() for member in members}) != len(members):
        raise CannotRead(UNUSUAL)
    _check_overlap(members, data)
    return opened


def unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member of a zip that was checked: zipfile stops at the size it gave and compares the sum.

    Raises CannotRead for a damaged one, KeyError where there is none.
    """
    try:
        return archive.read(name)
    except BROKEN as error:
        raise CannotRead(DAMAGED) from error


def _check_sums(members: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(member.file_size for member in members)
    if total > UNPACKED or any(member.file_size < 0 for member in members):
        raise CannotRead(TOO_LARGE)
    if len(members) > MEMBERS or (total > SMALL and total > RATIO * packed):
        raise CannotRead(UNUSUAL)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    if member.flag_bits & 0x1:
        raise CannotRead(LOCKED)
    bad_name = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.search(r"[\x00-\x1f:\\]", name)
    if bad_name or stat.S_ISLNK(member.external_attr >> 16):
        raise CannotRead(UNUSUAL)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotRead(UNUSUAL)
    if member.file_size > SMALL and member.file_size > 10 * RATIO * max(member.compress_size, 1):
        raise CannotRead(UNUSUAL)


def _check_overlap(members: list[zipfile.ZipInfo], data: bytes) -> None:
    """Entries that share their packed bytes are how a small file unpacks to a huge one."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    for member, following in itertools.pairwise(ordered):
        lengths = data[member.header_offset + 26 : member.header_offset + 30]
        inside = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        if member.header_offset + 30 + inside + member.compress_size > following.header_offset:
            raise CannotRead(UNUSUAL)


def parsed(data: bytes) -> etree._Element:
    """The XML without entities or network. Raises CannotRead for a DOCTYPE, damage or great depth."""
    if _DOCTYPE.search(data) or (data[:200].count(b"\x00") and _DOCTYPE.search(data.replace(b"\x00", b""))):
        raise CannotRead(UNUSUAL)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CannotRead(DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CannotRead(UNUSUAL)
    return root
