"""A report is received: it opens a case, says who is in it, and the case goes to who may have it."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import is_oneself
from incidents import sources
from incidents.models import PUBLIC, Entry, Relation, Report
from incidents.routing import rules_of
from incidents.transitions.cases import open_case, write
from incidents.transitions.people import Named, add_person, settle
from incidents.verbs import Verb

OUTSIDE = Clock("a report from outside the school")


@dataclass(frozen=True)
class Said:
    """What somebody reports."""

    kind: str
    saw: str
    who: str = Report.Who.UNKNOWN
    involves_child: bool = False
    may_be_sexual: bool = False
    place: str = ""
    link: str = ""
    happened_on: date | None = None
    affects_school: bool = False
    named: Sequence[Named] = field(default_factory=tuple)
    from_label: str = ""
    from_uid: UUID | None = None


def receive(school: School, said: Said, *, by: Person, at: datetime, sent_as: str = "") -> Report:
    """Somebody on the roll reports (ACR-12). The case goes to who may have it, and they are told at once.

    The same form (`sent_as`, its token) of the same person is one report; a log-in's forms are counted by the frame.
    """
    if any(one.relation == Relation.COMPLAINED_OF and one.person and is_oneself(by, one.person) for one in said.named):
        raise NotAllowed(
            "You would not see your own report: you are among those complained of. To tell of something you did"
            " yourself, ask “Is this communication all right?”, or speak with whom you would report it to."
        )
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        key = form_of(by, sent_as)
        before = Report.objects.filter(sent_as=key).first() if key else None
        return before or _received(school, said, reporter=by, by=by, at=at, sent_as=key)


def receive_from_outside(
    school: School, said: Said, *, name: str, contact: str, at: datetime, sent_as: str = ""
) -> tuple[Report, str]:
    """A parent or contractor reports; the secret of the link by which they see how far it is, kept nowhere.

    The same form (`sent_as`, its token) sent again is the same report with the same link.
    """
    with change():
        school = School.objects.select_for_update().get(pk=school.pk)
        if not rules_of(school).takes_public_reports:
            raise NotAllowed("This school takes no reports on this page. Speak with the school.")
        if said.kind not in PUBLIC:
            raise NotAllowed("Choose what it is about.")
        secret = _secret(school, sent_as)
        sent_before = Report.objects.filter(progress_hash=progress_hash(secret)).first()
        if sent_before is not None:
            return sent_before, secret
        more: dict[str, Any] = {
            "reporter_name": name,
            "reporter_contact": contact,
            "progress_hash": progress_hash(secret),
        }
        return _received(school, said, by=OUTSIDE, at=at, **more), secret


def form_of(by: Person, sent_as: str) -> str:
    """What is kept of a form that was sent without a log-in, at a shared device."""
    return progress_hash(f"{by.uid}:{sent_as}") if sent_as else ""


def _secret(school: School, sent_as: str) -> str:
    """Made from the form's own random token under the site's key, so that sending twice leads to one link."""
    if not sent_as:
        return secrets.token_urlsafe(24)
    digest = salted_hmac("incidents.progress", f"{school.uid}:{sent_as}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:24]).decode()


def progress_hash(secret: str) -> str:
    """What is kept of the link of somebody from outside."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _received(
    school: School, said: Said, *, by: Actor, at: datetime, reporter: Person | None = None, **more: str
) -> Report:
    if said.happened_on is not None and said.happened_on > localdate(at):
        raise NotAllowed("That day is still to come. Write the day on which it happened.")
    school = School.objects.select_for_update().get(pk=school.pk)
    case = open_case(
        school, said.kind, involves_child=said.involves_child, may_be_sexual=said.may_be_sexual, who=said.who, at=at
    )
    # Behind the lock that a purge takes too: from now on this case holds what it was opened from.
    is_there = sources.is_there(said.from_label, said.from_uid)
    report = Report.objects.create(
        school=school,
        case=case,
        kind=said.kind,
        reporter=reporter,
        who=said.who,
        involves_child=said.involves_child,
        may_be_sexual=said.may_be_sexual,
        place=said.place,
        link=said.link,
        happened_on=said.happened_on,
        affects_school=said.affects_school,
        saw=said.saw,
        from_label=said.from_label if is_there else "",
        from_uid=said.from_uid if is_there else None,
        at=at,
        **({"reporter_name": reporter.name} if reporter else {}),
        **more,
    )
    trail.record(Verb.CASE_OPENED, case, by=by, at=at, school=school, kind=said.kind)
    trail.record(Verb.REPORT_RECEIVED, report, by=by, at=at, school=school)
    write(case, Entry.What.EVENT, "A report was received.", by=by, at=at)
    for named in said.named:
        add_person(case, named, by=by, at=at)
    settle(case, by=by, at=at)
    return report
