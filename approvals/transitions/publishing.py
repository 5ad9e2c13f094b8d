"""A post is recorded as published: as it was approved, or by somebody who may publish without asking."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from approvals.attached import ATTACHMENTS, CHECKS
from approvals.checklists import publishing_points
from approvals.models import Kind, Publication, Request, Site
from approvals.transitions import sites
from approvals.transitions.steps import held
from approvals.verbs import SITE_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.uploads import Checked
from foundation.schools.models import Person

NOT_APPROVED = "Only a post that was approved can be recorded as published."
ALREADY = "It is recorded as published already. For another post, ask anew."
ELSEWHERE = "This address is not on {host}, where the account is. Copy the address of the post itself."


@dataclass(frozen=True)
class Published:
    """Where a post stands, and since when."""

    address: str
    at: datetime


@dataclass(frozen=True)
class Posted:
    """What somebody published without asking, and what they made sure of, as it was asked."""

    text: str
    points: Sequence[str]
    pictures: Sequence[Checked] = field(default_factory=tuple)
    words: str = ""


def record_published(request: Request, published: Published, *, by: Person, at: datetime) -> Publication:
    """The approved post was published: its text and pictures are those that were approved, once (STM-10)."""
    with change():
        request = held(request)
        if request.kind != Kind.POST or request.status != Request.Status.APPROVED:
            raise NotAllowed(NOT_APPROVED)
        if Publication.objects.filter(request=request).exists():
            raise NotAllowed(ALREADY)
        revision = request.revisions.order_by("number").last()
        if revision is None or request.settled_at is None or published.at < to_the_minute(request.settled_at):
            raise NotAllowed("It was approved later than that. Give the moment at which it was published.")
        answers = revision.answers
        site = _live(Site.objects.get(uid=answers["site"], school=request.school), published)
        pictures = [_shown(request, one) for one in answers.get(ATTACHMENTS, ())]
        words = {point.name: point.words for point in publishing_points(site)}
        made = Publication.objects.create(
            school=site.school,
            site=site,
            request=request,
            revision=revision,
            text=answers["text"],
            pictures=pictures,
            points=[words.get(name, name) for name in answers[CHECKS]],
            content_hash=revision.content_hash,
            address=published.address,
            published_at=published.at,
            by=by,
            by_name=by.name,
            at=at,
        )
        _record(made, by, at)
    return made


def to_the_minute(moment: datetime) -> datetime:
    """As people give it."""
    return moment.replace(second=0, microsecond=0)


def _shown(request: Request, one: dict[str, str]) -> dict[str, str]:
    file = request.attachments.select_related("file").get(uid=one["uid"]).file
    return {"file": str(file.uid), "sha256": one["sha256"], "words": one["words"]}


def record_posted(site: Site, posted: Posted, published: Published, *, by: Person, at: datetime) -> Publication:
    """Somebody published who may do so without asking (ACR-09, STM-10)."""
    with change():
        site = _live(site, published)
        uid = uuid4()
        pictures: list[dict[str, str]] = []
        for one in posted.pictures:
            owner = (Publication._meta.label, uid)
            file = files.seal_upload(one, owner=owner, school=site.school, by=by, at=at, retention_class="site")
            pictures.append({"file": str(file.uid), "sha256": file.sha256, "words": posted.words})
        made = Publication.objects.create(
            uid=uid,
            school=site.school,
            site=site,
            text=posted.text,
            pictures=pictures,
            points=list(posted.points),
            content_hash=_hash(posted.text, pictures),
            address=published.address,
            published_at=published.at,
            by=by,
            by_name=by.name,
            at=at,
        )
        _record(made, by, at)
    return made


def _live(site: Site, published: Published) -> Site:
    """The site, held; only on one that is live can something be published, and only there."""
    site = sites.held(site)
    SITE_MOVES.check("look", site.status)
    host, given = (urlsplit(one).hostname or "" for one in (site.address, published.address))
    bare = host.removeprefix("www.")
    if given.removeprefix("www.") != bare and not given.endswith(f".{bare}"):
        raise NotAllowed(ELSEWHERE.format(host=bare))
    return site


def _hash(text: str, pictures: Sequence[dict[str, Any]]) -> str:
    words = json.dumps([text, [one["sha256"] for one in pictures]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _record(made: Publication, by: Person, at: datetime) -> None:
    data = {"address": made.address, "content_hash": made.content_hash, "asked": made.request_id is not None}
    trail.record(Verb.POST_PUBLISHED, made.site, by=by, at=at, school=made.school, **data)
