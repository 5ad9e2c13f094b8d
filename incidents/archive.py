"""A case as an archive that can be checked without this product: everything in words, the originals, and their hashes.

What it holds is what whoever decides on the case sees. Purged evidence is not in it; that it was there is.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q
from django.template.loader import render_to_string
from django.utils.timezone import localtime

from foundation.audit.models import Chain, Look
from foundation.documents.files import FileBroken, open_sealed
from incidents.models import Answer, Case, Entry, Evidence, TakedownStep

# Ends of keys that mean nothing outside, the secret behind a link, and what the case itself is.
LEFT_OUT = {"id", "school", "case", "content_object", "user", "permission", "progress_hash", "retention_class"}
LEFT_OUT |= {"original", "working", "file"}
SUMS, MANIFEST, EPOCH = "SHA256SUMS", "manifest.json", (1980, 1, 1, 0, 0, 0)


@dataclass
class Archive:
    """The files of an archive by their paths, and the evidence whose bytes are in it."""

    files: dict[str, bytes] = field(default_factory=dict)
    holds: list[UUID] = field(default_factory=list)

    def zipped(self) -> bytes:
        """All of it as a ZIP, with a list of hashes that `sha256sum -c` reads."""
        lines = [f"{_hash(data)}  {path}\n" for path, data in sorted(self.files.items())]
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in {**self.files, SUMS: "".join(lines).encode()}.items():
                archive.writestr(zipfile.ZipInfo(path, EPOCH), data, zipfile.ZIP_DEFLATED)
        return made.getvalue()


def archive_of(case: Case, *, asked_by: str, at: datetime) -> Archive:
    """Everything in a case. Raises KeyMissing where the key of anything in it is lost."""
    made = Archive()
    evidence = [_evidence(row, made) for row in case.evidence.select_related("original", "made_from", "by")]
    facts = {"case": _row(case), **_parts(case), "evidence": evidence, "looks": _looks(case)}
    made.files["case.json"] = _json(facts)
    made.files["timeline.txt"] = _timeline(case).encode()
    made.files["README.txt"] = _readme(case, asked_by, at).encode()
    made.files[MANIFEST] = _json(_manifest(case, made.files, asked_by, at))
    return made


def _evidence(row: Evidence, made: Archive) -> dict[str, Any]:
    """The facts of a piece of evidence; its bytes go into the archive, or the facts say why not."""
    facts = _row(row)
    if row.purged_at is not None:
        return facts
    try:
        data = open_sealed(row.original) if row.original is not None else row.text.encode()
    except FileBroken as broken:
        return facts | {"not_included": str(broken)}
    ending = row.original.name.rpartition(".")[2] if row.original is not None else "txt"
    path = f"evidence/{row.number:04d}.{ending}"
    made.files[path] = data
    made.holds.append(row.uid)
    return facts | {"path": path, "matches": _hash(data) == row.sha256}


def _parts(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Every kind of row that belongs to a case, with its rows in the order they were made."""
    found = {}
    for model in apps.get_app_config("incidents").get_models():
        key = next(
            (one for one in model._meta.fields if isinstance(one, ForeignKey) and one.related_model is Case), None
        )
        if key is not None and model is not Evidence:
            rows = model._default_manager.filter(**{key.name: case}).order_by("pk")
            found[model.__name__] = [_row(row) for row in rows.select_related(*_keys(model))]
    steps = TakedownStep.objects.filter(takedown__case=case).order_by("happened_at", "pk")
    answers = Answer.objects.filter(report__case=case)
    found["TakedownStep"] = [
        _row(row) | {"address": row.takedown.address} for row in steps.select_related("takedown", "by")
    ]
    return found | {"Answer": [_row(row) for row in answers.select_related("report", "by")]}


def _keys(model: type[Model]) -> list[str]:
    return [one.name for one in model._meta.fields if isinstance(one, ForeignKey) and one.name not in LEFT_OUT]


def _row(row: Model) -> dict[str, Any]:
    """The columns of a row in words."""
    return {one.name: _said(row, one) for one in row._meta.concrete_fields if one.name not in LEFT_OUT}


def _said(row: Model, column: "Field[Any, Any]") -> Any:
    value = getattr(row, column.name)
    if column.choices and value:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | list | dict) or value is None else str(value)


def _looks(case: Case) -> list[dict[str, Any]]:
    """Who looked at the case and its evidence, and when."""
    about = Q(about_uid=case.uid) | Q(about_uid__in=case.evidence.values("uid"))
    rows = Look.objects.filter(about).order_by("at", "pk")
    return [
        {"at": localtime(one.at).isoformat(), "by": one.by_name, "how": one.how, "about": str(one.about_uid)}
        for one in rows
    ]


def _timeline(case: Case) -> str:
    """The timeline for reading, the earliest first."""
    return "\n".join(_lines(case))


def _lines(case: Case) -> Iterator[str]:
    yield f"Case {case.reference}, {case.school}"
    for entry in case.entries.select_related("corrects").order_by("happened_at", "pk"):
        yield ""
        yield f"{localtime(entry.happened_at):%d %B %Y, %H:%M}  {entry.get_what_display()}  ({_written(entry)})"
        if entry.corrects is not None:
            yield f"corrects what {entry.corrects.by_name} wrote on {localtime(entry.corrects.at):%d %B %Y, %H:%M}"
        yield entry.words
    yield ""


def _written(entry: Entry) -> str:
    return f"{entry.by_name}, written {localtime(entry.at):%d %B %Y, %H:%M}"


def _manifest(case: Case, files: Mapping[str, bytes], asked_by: str, at: datetime) -> dict[str, Any]:
    """Each file with its hash, and the head of the school's trail: whoever keeps it can show later what stood then."""
    chain = Chain.objects.filter(school_uid=case.school.uid).first()
    return {
        "case": case.reference,
        "school": case.school.name,
        "made_at": localtime(at).isoformat(),
        "asked_by": asked_by,
        "files": [{"path": path, "sha256": _hash(data), "size": len(data)} for path, data in sorted(files.items())],
        "trail": {"entries": chain.length if chain else 0, "head": chain.head if chain else ""},
    }


def _readme(case: Case, asked_by: str, at: datetime) -> str:
    context = {"case": case, "asked_by": asked_by, "at": at, "sums": SUMS, "manifest": MANIFEST}
    return render_to_string("incidents/evidence/readme.txt", context)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str).encode()
