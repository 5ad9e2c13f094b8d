"""What may be uploaded: kinds known by their ending and by their first bytes, within a size, said in plain sentences.

A picture is decoded and written anew, without the place and time a phone puts into it. What it was before that is
handed on beside it, for evidence alone, which keeps both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.documents.names import clean_name, ending_of
from foundation.jobs.child import MIB, ChildError, run_limited

LARGEST = 20 * MIB


class UploadRefused(Exception):
    """The file is not taken; the text is a plain sentence for the person who sent it."""


@dataclass(frozen=True)
class Checked:
    """A file that was looked at: its cleaned name, its bytes, its media type.

    `removed` names what lay beside a picture and was not taken over: "place", "time", "device", "words", "other".
    `original` is the picture as it came; nothing for any other file, whose `data` is as it came.
    """

    name: str
    data: bytes
    media_type: str
    removed: tuple[str, ...] = ()
    original: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True)
class Kind:
    """A kind of file: what people call it, its media type, and whether bytes look like it."""

    said: str
    media_type: str
    looks_right: Callable[[bytes], bool]


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return len(data) % 2 == 0
    return b"\0" not in data


def _is_html(data: bytes) -> bool:
    return _is_text(data) and b"<" in data.replace(b"\0", b"")


def _is_docx(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04") and b"word/document.xml" in data


def _is_email(data: bytes) -> bool:
    return _is_text(data) and HEADER_LINE.search(data[:8192]) is not None


HEADER_LINE = re.compile(rb"(?im)^(from|to|date|subject|received|message-id|return-path):[ \t]")
PNG = Kind("a PNG picture", "image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"))
JPEG = Kind("a JPEG picture", "image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff"))
HEIC = Kind("a photograph (HEIC)", "image/jpeg", lambda data: data[4:8] == b"ftyp")  # kept as JPEG
HTML = Kind("a web page", "text/html", _is_html)
KINDS = {
    "pdf": Kind("a PDF", "application/pdf", lambda data: b"%PDF-" in data[:1024]),
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "heic": HEIC,
    "heif": HEIC,
    "docx": Kind(
        "a Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_docx
    ),
    "txt": Kind("plain text", "text/plain", _is_text),
    "md": Kind("Markdown", "text/markdown", _is_text),
    "html": HTML,
    "htm": HTML,
}
# Not among what is taken where nothing else is said: its parts are whatever somebody sent.
EMAIL = {"eml": Kind("a saved e-mail (.eml)", "message/rfc822", _is_email)}
POLICY_TEXTS = ("docx", "pdf", "txt", "md", "html", "htm")
PICTURES = ("png", "jpg", "jpeg", "heic", "heif")
SCANS = ("pdf", *PICTURES)
EVIDENCE = (*SCANS, *EMAIL)
_EVERY = {**KINDS, **EMAIL}


def check(upload: UploadedFile[Any], *, kinds: Sequence[str] = tuple(KINDS), most: int = LARGEST) -> Checked:
    """Look at an uploaded file. `kinds` are endings, `most` is in bytes.

    Raises UploadRefused with the sentence. Pictures are written anew in a child process, so this is not called
    inside a change.
    """
    name = clean_name(upload.name or "")
    kind = _EVERY.get(ending_of(name)) if ending_of(name) in kinds else None
    if kind is None:
        raise UploadRefused(f"“{name}” is not a kind of file that can be used here. Choose {_said(kinds)}.")
    if not upload.size:
        raise UploadRefused(f"“{name}” is empty. Choose the file again.")
    if upload.size > most:
        raise UploadRefused(f"“{name}” is larger than {most // MIB} MB. Choose a smaller file.")
    data = upload.read()
    if not kind.looks_right(data):
        raise UploadRefused(f"“{name}” is not {kind.said}, whatever its name says. Save it again and choose that file.")
    removed: tuple[str, ...] = ()
    original = b""
    if kind in (PNG, JPEG, HEIC):
        original = data
        data, removed = written_anew(data, name)
    if kind is HEIC:
        name = f"{name.rpartition('.')[0]}.jpg"
    return Checked(name, data, kind.media_type, removed, original)


def written_anew(picture: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """The picture without anything but what is seen, and what lay beside it. Raises UploadRefused."""
    try:
        answer = run_limited("foundation.documents.pictures:write_anew", picture, output_cap=4 * LARGEST)
    except ChildError as refused:
        raise UploadRefused(f"“{name}” could not be used. {refused.sentence}") from refused
    beside, _, written = answer.partition(b"\n")
    return written, tuple(json.loads(beside))


def _said(kinds: Sequence[str]) -> str:
    words = list(dict.fromkeys(_EVERY[ending].said for ending in kinds))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


class UploadField(forms.FileField):
    """A file of one of these kinds; its cleaned value is a Checked, ready to be sealed."""

    def __init__(self, *, kinds: Sequence[str] = tuple(KINDS), most: int = LARGEST, **options: Any) -> None:
        self.kinds, self.most = tuple(kinds), most
        options.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ",".join(f".{one}" for one in kinds)}))
        super().__init__(**options)
        self.allow_empty_file = True  # the sentence about it is ours

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload
        try:
            return check(upload, kinds=self.kinds, most=self.most)
        except UploadRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
