"""Everything that can happen to a pack."""

from datetime import datetime, timedelta

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.documents import files
from foundation.documents.models import File
from foundation.jobs import transitions as jobs
from foundation.jobs.models import Job, JobStatus
from foundation.schools.models import Person, School
from policies.models import Pack, PackItem, Version
from policies.pack_contents import WantedPack
from policies.verbs import PACK_MOVES, Verb

JOB = "policies.pack"
SIGNATURES = "policies.SignaturePage"  # the owner's label of a signature page; its uid is the version's


def job_key(pack: Pack) -> str:
    return f"{JOB}:{pack.uid}"


def ask_pack(school: School, wanted: WantedPack, *, by: Person, at: datetime) -> Pack:
    """Ask for a pack. Where the same one is kept or being made, that one is given; one that stopped is begun again."""
    with change():
        school = School.objects.select_for_update().get(pk=school.pk)
        there = Pack.objects.filter(school=school, key=wanted.key).exclude(status=Pack.Status.REMOVED).first()
        if there is not None:
            return _asked_again(there, by, at)
        pack = Pack.objects.create(
            school=school,
            title=wanted.title,
            choice=wanted.chosen.choice,
            meeting=wanted.chosen.meeting,
            since_on=wanted.since_on,
            key=wanted.key,
            asked_by=by,
            asked_at=at,
            wanted_at=at,
        )
        PackItem.objects.bulk_create(
            PackItem(pack=pack, position=place, version=version, since=since)
            for place, (version, since) in enumerate(wanted.items)
        )
        jobs.ask(JOB, key=job_key(pack), payload={"pack": str(pack.uid)}, school=school, by=by, at=at)
        trail.record(Verb.PACK_ASKED, pack, by=by, at=at, school=school, choice=pack.choice, policies=len(wanted.items))
    return pack


def _asked_again(pack: Pack, by: Person, at: datetime) -> Pack:
    pack.wanted_at = at
    pack.save(update_fields=["wanted_at"])
    stopped = Job.objects.filter(key=job_key(pack), status=JobStatus.PARKED).first()
    if stopped is not None:
        jobs.take_up(stopped, by=by, at=at)
    return pack


def finish_pack(pack: Pack, pdf: bytes, *, name: str, pages: int, by: Actor, at: datetime) -> Pack:
    """The pack is put together: keep it. Kept once, however often the job ran."""
    with change():
        pack = Pack.objects.select_for_update(of=("self",)).select_related("school").get(pk=pack.pk)
        if pack.status != Pack.Status.WAITING:
            return pack
        pack.status = PACK_MOVES.check("finish", pack.status)
        kind = pack.retention_class
        pack.file = files.seal(
            name, pdf, media_type=files.PDF, owner=pack, school=pack.school, by=by, at=at, retention_class=kind
        )
        pack.pages, pack.ready_at = pages, at
        pack.save(update_fields=["status", "file", "pages", "ready_at"])
        trail.record(Verb.PACK_MADE, pack, by=by, at=at, school=pack.school, sha256=pack.file.sha256, pages=pages)
    return pack


def keep_signature_page(version: Version, pdf: bytes, *, name: str, by: Actor, at: datetime) -> None:
    """Keep the signature page of a version, which no longer changes once it is in force. Kept once."""
    with change():
        version = Version.objects.select_for_update(of=("self",)).select_related("school").get(pk=version.pk)
        if signature_page(version) is None:
            kind, owner = version.retention_class, (SIGNATURES, version.uid)
            files.seal(
                name, pdf, media_type=files.PDF, owner=owner, school=version.school, by=by, at=at, retention_class=kind
            )


def signature_page(version: Version) -> File | None:
    """The kept signature page, if there is one."""
    kept = File.objects.filter(owner_label=SIGNATURES, owner_uid=version.uid, purged_at=None)
    return kept.order_by("pk").first()


def remove_stale_packs(school: School, *, days: int, by: Actor, at: datetime) -> int:
    """Remove the packs that nobody asked for in so many days, with their files; how many. What they were made from
    stays, so that each can be made again. A meeting's papers are kept: they show what the body was given."""
    stale = Pack.objects.filter(school=school, status=Pack.Status.READY, wanted_at__lt=at - timedelta(days=days))
    count = 0
    for pack in stale.exclude(choice=Pack.Choice.MEETING):
        with change():
            pack = Pack.objects.select_for_update(of=("self",)).select_related("school", "file").get(pk=pack.pk)
            if pack.status != Pack.Status.READY or pack.file is None:
                continue
            pack.status, pack.removed_at = PACK_MOVES.check("remove", pack.status), at
            pack.save(update_fields=["status", "removed_at"])
            files.purge(pack.file, rule=f"packs are kept for {days} days", by=by, at=at)
            trail.record(Verb.PACK_REMOVED, pack, by=by, at=at, school=pack.school)
            count += 1
    return count
