"""Keeping the print of a version."""

from datetime import datetime
from typing import Any

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.documents import files
from foundation.documents.models import File
from policies.models import Version
from policies.verbs import Verb

PUBLIC = "policies.PublicPrint"  # the owner's label of the print for the public; its uid is the version's


def keep_print(version: Version, *, name: str, pdf: bytes, for_public: bytes, by: Actor, at: datetime) -> Version:
    """Keep a version's prints with their hashes: the school's own, and the one for the public. Kept once."""
    with change():
        version = Version.objects.select_for_update(of=("self",)).select_related("school").get(pk=version.pk)
        if version.printed_id is not None:
            return version
        version.printed = _sealed(version, name, pdf, version, by, at)
        _sealed(version, name, for_public, (PUBLIC, version.uid), by, at)
        version.save(update_fields=["printed"])
        sha256 = version.printed.sha256
        trail.record(Verb.VERSION_PRINTED, version, by=by, at=at, school=version.school, sha256=sha256)
    return version


def _sealed(version: Version, name: str, data: bytes, owner: Any, by: Actor, at: datetime) -> File:
    about = version.retention_class
    return files.seal(
        name, data, media_type=files.PDF, owner=owner, school=version.school, by=by, at=at, retention_class=about
    )


def public_print(version: Version) -> File | None:
    """The kept print for the public, the newest where a review renewed its date; if there is one."""
    return File.objects.filter(owner_label=PUBLIC, owner_uid=version.uid, purged_at=None).order_by("-pk").first()
