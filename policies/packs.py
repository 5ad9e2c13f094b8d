"""Putting a pack together: the kept print and the signature page of each text, a front, and all of it as one PDF."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.core.keyring import KeyMissing
from foundation.documents.files import FileBroken, open_sealed
from foundation.documents.merging import Part, bind
from foundation.documents.printing import Page, PrintError, print_pages
from foundation.jobs.kinds import JobRefused, Progress, job
from foundation.jobs.models import Job
from foundation.schools.models import School
from policies.models import Pack, PolicyRules, Version
from policies.pack_contents import described
from policies.pack_printing import pack_front, signatures_print
from policies.pdf import policy_page, print_policy, signatures_page
from policies.printing import policy_print, print_name
from policies.transitions.packs import (
    JOB,
    finish_pack,
    job_key,
    keep_signature_page,
    remove_stale_packs,
    signature_page,
)
from policies.transitions.printing import keep_print

AT_A_TIME = 5  # texts printed by one process before the next is started: what loading the printer costs is shared
AT_ONCE = 2
FOOTER = "Page {page} of {pages} of the pack"
BINDER = Clock("pack maker")


def job_of(pack: Pack) -> Job | None:
    """The work that makes this pack, while it is known."""
    return Job.objects.filter(key=job_key(pack)).first()


def _result_url(asked: Job) -> str:
    return reverse("pack", args=[asked.payload["pack"]])


Prints = dict[str, bytes]  # what goes in for one text: its "policy" and its "signatures"


@job(JOB, "Putting a pack together", result_url=_result_url)
def put_together(asked: Job, progress: Progress) -> dict[str, Any]:
    """Print what is not kept yet, two at a time, then bind everything."""
    pack = Pack.objects.select_related("school", "meeting__body").get(uid=asked.payload["pack"])
    if pack.status != Pack.Status.WAITING:
        return {"pack": str(pack.uid)}
    names = ("policy__owner", "policy__body", "school", "printed")
    versions = [item.version for item in pack.items.select_related(*(f"version__{name}" for name in names))]
    try:
        prints = _prints(versions, progress)
        progress(len(versions), len(versions) + 1, "Putting it together")
        parts = [part for version in versions for part in _parts(version, prints[version.pk])]
        front = pack_front(pack, timezone.localdate())
        bound = bind(front, parts, title=f"{pack.title}, {pack.school}", author=pack.school.name, footer=FOOTER)
    except (PrintError, FileBroken, KeyMissing) as failed:
        raise JobRefused(str(failed)) from failed
    name = f"{pack.title}, {pack.school.said}, {described(pack)}.pdf".replace("/", "-")
    finish_pack(pack, bound.pdf, name=name, pages=bound.pages, by=BINDER, at=timezone.now())
    return {"pack": str(pack.uid)}


def _parts(version: Version, prints: Prints) -> list[Part]:
    title = f"{version.policy.title}, version {version.number}"
    return [Part(title, prints["policy"]), Part(f"Signature page: {version.policy.title}", prints["signatures"])]


def _prints(versions: Sequence[Version], progress: Progress) -> dict[int, Prints]:
    """By version: the kept prints, and those made now. Raises PrintError, FileBroken, KeyMissing."""
    found = {version.pk: _kept(version) for version in versions}
    pages = {version.pk: _missing(version, found[version.pk]) for version in versions}
    new = [version for version in versions if pages[version.pk]]
    done = len(versions) - len(new)
    progress(done, len(versions) + 1, "Printing what is new" if new else "")
    batches = [new[at : at + AT_A_TIME] for at in range(0, len(new), AT_A_TIME)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = {pool.submit(_print_batch, [pages[one.pk] for one in batch]): batch for batch in batches}
        for printed in as_completed(work):
            for version, made in zip(work[printed], printed.result(), strict=True):
                found[version.pk] |= made
                _keep(version, made)
                done += 1
            progress(done, len(versions) + 1, "Printing what is new")
    return found


def _kept(version: Version) -> Prints:
    """What is kept of a published text. A draft is printed anew each time, because it may have changed."""
    if version.in_force_at is None:
        return {}
    kept = {"policy": version.printed, "signatures": signature_page(version)}
    return {name: open_sealed(file) for name, file in kept.items() if file is not None}


def _missing(version: Version, kept: Prints) -> dict[str, Page]:
    """The pages of what is not kept."""
    missing = {}
    if "policy" not in kept:
        missing["policy"] = policy_page(policy_print(version))
    if "signatures" not in kept:
        missing["signatures"] = signatures_page(signatures_print(version))
    return missing


def _print_batch(texts: Sequence[dict[str, Page]]) -> list[Prints]:
    """By one process; where that fails one by one, so that a text is not refused for what is wrong with another."""
    try:
        made = iter(print_pages([page for text in texts for page in text.values()]))
    except PrintError:
        if len(texts) == 1:
            raise
        return [_print_batch([text])[0] for text in texts]
    return [{name: next(made) for name in text} for text in texts]


def _keep(version: Version, made: Prints) -> None:
    """A published text no longer changes: what was printed now is kept for the next pack."""
    if version.in_force_at is None:
        return
    now = timezone.now()
    if "policy" in made:
        public = print_policy(policy_print(version, for_public=True))
        keep_print(version, name=print_name(version), pdf=made["policy"], for_public=public, by=BINDER, at=now)
    if "signatures" in made:
        name = f"Signatures of {print_name(version)}"
        keep_signature_page(version, made["signatures"], name=name, by=BINDER, at=now)


def remove_old_packs(at: datetime) -> int:
    """Remove every school's packs that nobody asked for as long as the school keeps them; how many."""
    days = dict(PolicyRules.objects.values_list("school", "pack_days"))
    usual = PolicyRules().pack_days
    schools = School.objects.filter(pk__in=Pack.objects.filter(status=Pack.Status.READY).values("school"))
    return sum(remove_stale_packs(one, days=days.get(one.pk, usual), by=BINDER, at=at) for one in schools)
