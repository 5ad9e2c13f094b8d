"""Looking after a site that is live: looks, reviews, contacts; and the accounts that pass themselves off as ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.timezone import localdate

from approvals.checklists import missing
from approvals.house_rules import open_kinds
from approvals.models import (
    Impostor,
    Kind,
    Platform,
    Request,
    Site,
    SiteCheckIn,
    SiteConfirmation,
    SiteContact,
    SiteReview,
)
from approvals.transitions.sites import held, turn_of
from approvals.verbs import SITE_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents.files import seal_upload
from foundation.documents.uploads import Checked
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import set_fields

What, Ground = SiteContact.What, SiteContact.Ground
LOOK = "approvals.SiteCheckIn"  # owner of the copies
# STM-12: on which grounds each may be done.
GROUNDS: dict[str, tuple[str, ...]] = {
    What.ACCEPTED: (Ground.RECORDS, Ground.ORGANISATION),
    What.REFUSED: (Ground.UNKNOWN, Ground.MISBEHAVED),
    What.FOLLOWED: (Ground.ORGANISATION,),
    What.BLOCKED: (Ground.UNKNOWN, Ground.MISBEHAVED),
    What.REPORTED: (Ground.UNKNOWN, Ground.MISBEHAVED),
}
WRONG_GROUND = {
    What.ACCEPTED: "A follower is accepted only when their address is in the office's records, or for an organisation"
    " that was looked up.",
    What.FOLLOWED: "The account follows established organisations only.",
}


@dataclass(frozen=True)
class Looked:
    """What a moderator saw and removed; of what was removed a copy, or why there is none (STM-15)."""

    seen: str
    removed: str = ""
    copy: Checked | None = None
    no_copy_why: str = ""


def check_in(site: Site, looked: Looked, *, by: Person, at: datetime) -> SiteCheckIn:
    """A moderator or administrator looked at the site (QEI-20); the copy of what was removed is sealed."""
    with change():
        site = held(site)
        SITE_MOVES.check("look", site.status)
        if looked.removed and not looked.copy and not looked.no_copy_why:
            raise NotAllowed("Keep a copy of what was removed, or say why there is none.")
        uid, file = uuid4(), None
        if looked.copy is not None:
            about: dict[str, Any] = {"owner": (LOOK, uid), "school": site.school, "by": by, "at": at}
            file = seal_upload(looked.copy, retention_class="site", **about)
        row = SiteCheckIn.objects.create(
            uid=uid,
            school=site.school,
            site=site,
            seen=looked.seen,
            removed=looked.removed,
            copy_uid=file.uid if file else None,
            no_copy_why=looked.no_copy_why,
            by=by,
            by_name=by.name,
            at=at,
        )
        trail.record(Verb.SITE_LOOKED_AT, site, by=by, at=at, school=site.school, removed=bool(looked.removed))
    return row


def review_site(
    site: Site, findings: Sequence[Mapping[str, str]], *, goes_on: bool, until: date, by: Person, at: datetime
) -> SiteReview:
    """Say of each aim whether it was met; the site goes on until its next review, or closes on that day (QEI-15)."""
    with change():
        site = held(site)
        SITE_MOVES.check("look", site.status)
        aims = [aim.strip() for aim in site.aims.splitlines() if aim.strip()]
        if [finding["aim"] for finding in findings] != aims:
            raise NotAllowed("The aims were changed meanwhile. Look at them again; nothing was recorded.")
        if left := missing(site, SiteConfirmation.Occasion.REVIEW, turn_of(site, SiteConfirmation.Occasion.REVIEW)):
            raise NotAllowed(f"Still to be confirmed: {' '.join(point.words for point, _ in left)}")
        if until < localdate(at):
            raise NotAllowed("That day is past.")
        row = SiteReview.objects.create(
            school=site.school,
            site=site,
            findings=list(findings),
            goes_on=goes_on,
            next_on=until if goes_on else None,
            by=by,
            by_name=by.name,
            at=at,
        )
        site.review_due_on = until
        site.closes_on = site.closes_on if goes_on else until
        site.save(update_fields=["review_due_on", "closes_on"])
        trail.record(Verb.SITE_REVIEWED, site, by=by, at=at, school=site.school, goes_on=goes_on)
    return row


@dataclass(frozen=True)
class Met:
    """Somebody outside and what was done about them."""

    what: str
    ground: str
    called: str
    words: str = ""
    approval: Request | None = None


def record_contact(site: Site, met: Met, *, by: Person, at: datetime) -> SiteContact:
    """Write into the log of a site whom it accepted, refused, follows, blocked or reported (STM-12, QEI-19)."""
    with change():
        site = held(site)
        SITE_MOVES.check("look", site.status)
        if met.what in (What.ACCEPTED, What.REFUSED) and not site.is_vetted:
            raise NotAllowed("Everybody can follow this account: nobody is accepted or refused there.")
        if met.ground not in GROUNDS[met.what]:
            raise NotAllowed(WRONG_GROUND.get(What(met.what), "This ground does not fit what was done."))
        _check_approval(site, met)
        row = SiteContact.objects.create(school=site.school, site=site, **vars(met), by=by, by_name=by.name, at=at)
        trail.record(Verb.SITE_CONTACT, site, by=by, at=at, school=site.school, what=met.what, ground=met.ground)
    return row


def _check_approval(site: Site, met: Met) -> None:
    """QEI-19: where the school has organisations approved as friends, each names its approval."""
    is_friend = met.ground == Ground.ORGANISATION and met.what in (What.ACCEPTED, What.FOLLOWED)
    if not is_friend or Kind.FRIEND not in open_kinds(site.school):
        return
    if met.approval is None or not friends_of(site).filter(pk=met.approval.pk).exists():
        raise NotAllowed("Here an outside organisation is approved first. Ask for it, then choose that request.")


def friends_of(site: Site) -> QuerySet[Request]:
    """The requests by which an outside organisation was approved as friend of this site."""
    rows = Request.objects.filter(school=site.school, kind=Kind.FRIEND, status=Request.Status.APPROVED)
    return rows.filter(answers__site=str(site.uid)).order_by("-settled_at")


@dataclass(frozen=True)
class Passing:
    """What is known of an account that passes itself off as the school's."""

    platform: Platform
    identity: str
    address: str
    found_on: date
    reported_on: date | None = None
    gone_on: date | None = None


def enter_impostor(school: School, passing: Passing, *, by: Person, at: datetime) -> Impostor:
    """Somebody found an account that passes itself off as the school's."""
    with change():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        _check_impostor(school, passing, localdate(at))
        if Impostor.objects.filter(school=school, address=passing.address, gone_on=None).exists():
            raise NotAllowed("This account is entered already.")
        row = Impostor.objects.create(school=school, **vars(passing), entered_by=by, entered_at=at)
        trail.record(Verb.IMPOSTOR_ENTERED, row, by=by, at=at, school=school, address=row.address)
    return row


def change_impostor(impostor: Impostor, passing: Passing, *, by: Person, at: datetime) -> Impostor:
    """Say what became of it: reported to the platform, gone since."""
    with change():
        impostor = Impostor.objects.select_for_update(of=("self",)).select_related("school").get(pk=impostor.pk)
        _check_impostor(impostor.school, passing, localdate(at))
        changed = set_fields(impostor, dict(vars(passing)))
        if changed:
            impostor.save(update_fields=list(changed))
            trail.record(Verb.IMPOSTOR_CHANGED, impostor, by=by, at=at, school=impostor.school, fields=sorted(changed))
    return impostor


def _check_impostor(school: School, passing: Passing, today: date) -> None:
    if Site.objects.filter(school=school, address=passing.address).exists():
        raise NotAllowed("This is the address of an account of the school itself.")
    for day in (passing.reported_on, passing.gone_on):
        if day is not None and day < passing.found_on:
            raise NotAllowed("It cannot have been reported or gone before it was found.")
    if max(day for day in (passing.found_on, passing.reported_on, passing.gone_on) if day) > today:
        raise NotAllowed("A day to come cannot be entered here.")
