"""Publishing a part of a policy by itself, keeping its print, and taking it off its page (STM-03)."""

from datetime import datetime
from uuid import UUID, uuid5

from django.utils.text import slugify

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.core.text import first_free
from foundation.documents import files
from foundation.documents.models import File
from foundation.schools.models import Person
from policies.models import Policy, PublishedPart, Version
from policies.parts import place_of
from policies.signals import part_published
from policies.transitions.drafting import locked
from policies.verbs import Verb

PRINT = "policies.PartPrint"  # the owner's label of a part's print; its uid is made of the part's and the version's


def publish_part(policy: Policy, anchor: str, title: str = "", *, by: Person, at: datetime) -> PublishedPart:
    """Give a clause with all below it a public page of its own. Its page follows the version in force."""
    with change():
        policy = locked(policy.pk)
        version = policy.versions.filter(status=Version.Status.IN_FORCE).first()
        place = place_of(version.clauses.all(), anchor) if version else None
        if version is None or place is None:
            raise NotAllowed("Only a clause of the version in force can be published by itself.")
        if policy.parts.filter(anchor=anchor, ended_at=None).exists():
            raise NotAllowed("This clause is published by itself already.")
        title = (title or place.title)[:150]
        part = PublishedPart.objects.create(
            school=policy.school,
            policy=policy,
            anchor=anchor,
            title=title,
            slug=_free_slug(policy, title),
            published_by=by,
            published_at=at,
        )
        trail.record(
            Verb.PART_PUBLISHED, part, by=by, at=at, school=policy.school, title=title, clause=place.name, anchor=anchor
        )
        part_published.send(PublishedPart, part=part, version=version, by=by, at=at)
    return part


def _free_slug(policy: Policy, title: str) -> str:
    base = slugify(title)[:150] or "part"
    taken = set(
        PublishedPart.objects.filter(school=policy.school, ended_at=None, slug__startswith=base).values_list(
            "slug", flat=True
        )
    )
    return first_free(base, taken)


def end_part(part: PublishedPart, *, by: Person, at: datetime) -> PublishedPart:
    """Take a part off its public page; the policy itself is as public as it was."""
    with change():
        policy = locked(part.policy_id)
        part = PublishedPart.objects.select_related("school").get(pk=part.pk)
        if part.ended_at is not None:
            raise NotAllowed("This part is not published any more.")
        part.ended_by, part.ended_at = by, at
        part.save(update_fields=["ended_by", "ended_at"])
        trail.record(Verb.PART_ENDED, part, by=by, at=at, school=policy.school, title=part.title)
    return part


def _print_uid(part: PublishedPart, version: Version) -> UUID:
    return uuid5(part.uid, str(version.uid))


def keep_part_print(part: PublishedPart, version: Version, pdf: bytes, *, by: Actor, at: datetime) -> File:
    """Keep the print of a part as it stands in one version. Kept once."""
    with change():
        part = PublishedPart.objects.select_for_update(of=("self",)).select_related("school").get(pk=part.pk)
        kept = part_print(part, version)
        if kept is not None:
            return kept
        owner = (PRINT, _print_uid(part, version))
        about = part.retention_class
        name = f"{part.title}.pdf".replace("/", "-")
        sealed = files.seal(
            name, pdf, media_type=files.PDF, owner=owner, school=part.school, by=by, at=at, retention_class=about
        )
        trail.record(Verb.PART_PRINTED, part, by=by, at=at, school=part.school, sha256=sealed.sha256)
    return sealed


def part_print(part: PublishedPart, version: Version) -> File | None:
    """The kept print of the part as it stands in this version, if there is one."""
    owned = File.objects.filter(owner_label=PRINT, owner_uid=_print_uid(part, version), purged_at=None)
    return owned.order_by("pk").first()
