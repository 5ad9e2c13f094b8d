"""What happens with contractors: a link and no account, what they confirm, what they tell the school (QEI-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.notices.transitions import announce
from foundation.schools.models import Person, RoleKind, School
from foundation.schools.models.person import Community
from foundation.schools.transitions.changes import set_fields
from policies.links import new_link
from policies.models import Contractor, ContractorAcknowledgement, ContractorReport, Version
from policies.names import same_name
from policies.sealed import seal
from policies.transitions.acknowledging import STALE
from policies.verbs import Verb

LONGEST_STAY = timedelta(days=366)
REPORTS_A_DAY = 20
TOLD = (RoleKind.CLERK, RoleKind.HEADTEACHER)
REPORTED = "policies.contractor_report"


@dataclass(frozen=True)
class ContractorFacts:
    """Who somebody is and what they are here for; `email` may be empty."""

    company: str
    name: str
    email: str
    purpose: str
    until: date


def add_contractor(school: School, facts: ContractorFacts, *, by: Person, at: datetime) -> tuple[Contractor, str]:
    """Let a contractor in until a day; the word of their link is given out here and never again."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _check_until(facts.until, localdate(at))
        link = new_link()
        contractor = Contractor.objects.create(
            school=school, **vars(facts), added_by=by, added_at=at, link_hash=link.hash, link_made_at=at
        )
        trail.record(
            Verb.CONTRACTOR_ADDED, contractor, by=by, at=at, school=school, company=facts.company, until=facts.until
        )
    return contractor, link.word


def change_contractor(contractor: Contractor, facts: ContractorFacts, *, by: Person, at: datetime) -> Contractor:
    """Change what is said of a contractor; a later last day keeps the link they have."""
    with change():
        contractor = _held(contractor)
        _check_not_ended(contractor)
        changed = set_fields(contractor, vars(facts))
        if not changed:
            return contractor
        if "until" in changed:
            _check_until(facts.until, localdate(at))
        contractor.save(update_fields=list(changed))
        trail.record(Verb.CONTRACTOR_CHANGED, contractor, by=by, at=at, school=contractor.school, changed=changed)
    return contractor


def renew_link(contractor: Contractor, *, by: Person, at: datetime) -> str:
    """Make a new link, because the old one was lost or seen; the old one opens nothing from now on."""
    with change():
        contractor = _held(contractor)
        _check_not_ended(contractor)
        if contractor.until < localdate(at):
            raise NotAllowed("Their last day here is past. Enter a later one first.")
        link = new_link()
        contractor.link_hash, contractor.link_made_at = link.hash, at
        contractor.save(update_fields=["link_hash", "link_made_at"])
        trail.record(Verb.CONTRACTOR_LINK_MADE, contractor, by=by, at=at, school=contractor.school)
    return link.word


def end_contractor(contractor: Contractor, *, by: Person, at: datetime) -> Contractor:
    """End a contractor's time here: the link opens nothing from now on; what they confirmed stays provable."""
    with change():
        contractor = _held(contractor)
        _check_not_ended(contractor)
        contractor.link_hash, contractor.ended_by, contractor.ended_at = None, by, at
        contractor.save(update_fields=["link_hash", "ended_by", "ended_at"])
        trail.record(Verb.CONTRACTOR_ENDED, contractor, by=by, at=at, school=contractor.school)
    return contractor


def acknowledge_as_contractor(
    contractor: Contractor,
    version: Version,
    *,
    words: str,
    statements: Sequence[str],
    seen: str,
    at: datetime,
    signature: str = "",
) -> ContractorAcknowledgement:
    """Acknowledge the version in force, by the contractor's link. Sent twice, the first one stands."""
    with change():
        contractor = _held(contractor)
        version = Version.objects.select_related("policy", "school").get(pk=version.pk)
        _check_working(contractor, localdate(at))
        _check_text(contractor, version, statements, seen)
        if version.policy.wants_signature and not same_name(signature, contractor.name):
            raise NotAllowed(f"This policy is signed with your name. Type it as the school has it: {contractor.name}.")
        kept, is_new = ContractorAcknowledgement.objects.get_or_create(
            contractor=contractor,
            policy=version.policy,
            edition=version.edition,
            defaults={
                "uid": uuid4(),
                "school": contractor.school,
                "contractor_name": str(contractor),
                "version": version,
                "content_hash": version.content_hash,
                "words": words,
                "statements": [{"text": text, "confirmed_at": at.isoformat()} for text in statements],
                "signature": signature if version.policy.wants_signature else "",
                "at": at,
            },
        )
        if is_new:
            _record(Verb.CONTRACTOR_ACKNOWLEDGED, kept, contractor, at, content_hash=version.content_hash)
    return kept


def report_as_contractor(
    contractor: Contractor, *, words: Mapping[str, str], happened_on: date, sent_as: str, at: datetime
) -> ContractorReport:
    """Tell the school of a breach by the contractor's own people. Sent twice, the first one stands.

    `words` are what happened and whom to call; they are kept encrypted, and no notice says them.
    """
    with change():
        contractor = _held(contractor)
        _check_working(contractor, localdate(at))
        mine = ContractorReport.objects.filter(contractor=contractor)
        sent = mine.filter(sent_as=sent_as).first()
        if sent is not None:
            return sent
        if happened_on > localdate(at):
            raise NotAllowed("It cannot have happened in the future.")
        if mine.filter(at__gt=at - timedelta(days=1)).count() >= REPORTS_A_DAY:
            raise NotAllowed("So many reports came in today that no more are taken here. Ring the school.")
        report = ContractorReport(
            school=contractor.school,
            contractor=contractor,
            contractor_name=str(contractor),
            happened_on=happened_on,
            sent_as=sent_as,
            at=at,
        )
        report.sealed = seal(report, words)
        report.save()
        _record(Verb.CONTRACTOR_REPORTED, report, contractor, at)
        people = Person.objects.current(localdate(at)).filter(roles__in=_told(contractor.school, localdate(at)))
        announce(
            REPORTED, key=f"contractor-report:{report.uid}", recipients=people, about=report,
            school=contractor.school, due_at=at,
        )  # fmt: skip
    return report


def answer_report(report: ContractorReport, *, answer: str, by: Person, at: datetime) -> ContractorReport:
    """Say that the school has seen a report, with an answer the contractor can read by their link."""
    with change():
        report = ContractorReport.objects.select_for_update(of=("self",)).select_related("school").get(pk=report.pk)
        if report.seen_at is not None:
            raise NotAllowed(f"{report.seen_by_name} has answered this already. Look at it again.")
        report.seen_by, report.seen_by_name, report.seen_at, report.answer = by, by.name, at, answer
        report.save(update_fields=["seen_by", "seen_by_name", "seen_at", "answer"])
        trail.record(Verb.CONTRACTOR_REPORT_SEEN, report, by=by, at=at, school=report.school)
    return report


def _told(school: School, on: date) -> Any:
    return school.roles.current(on).filter(kind__in=TOLD)


def _held(contractor: Contractor) -> Contractor:
    return Contractor.objects.select_for_update(of=("self",)).select_related("school").get(pk=contractor.pk)


def _check_until(until: date, today: date) -> None:
    if until < today:
        raise NotAllowed("The last day here cannot be past.")
    if until > today + LONGEST_STAY:
        raise NotAllowed("A link is good for a year at most. Enter an earlier last day; it can be made later then.")


def _check_not_ended(contractor: Contractor) -> None:
    if contractor.ended_at is not None:
        raise NotAllowed(f"{contractor.name}'s time here was ended. Add them again if they are back.")


def _check_working(contractor: Contractor, today: date) -> None:
    if contractor.ended_at is not None or contractor.until < today:
        raise NotAllowed("This link has ended. Ask the school's office.")


def _check_text(contractor: Contractor, version: Version, statements: Sequence[str], seen: str) -> None:
    if version.status != Version.Status.IN_FORCE or version.content_hash != seen:
        raise NotAllowed(STALE)
    addressed = version.policy.audience.filter(community=Community.CONTRACTORS).exists()
    if version.school_id != contractor.school_id or not addressed:
        raise NotAllowed("This policy does not ask contractors to acknowledge it.")
    if list(statements) != [statement.text for statement in version.statements.all()]:
        raise NotAllowed("Each statement has to be confirmed by itself.")


def _record(verb: Verb, row: Any, contractor: Contractor, at: datetime, **data: Any) -> None:
    trail.record(verb, row, by=contractor, at=at, school=contractor.school, contractor=contractor.uid, **data)
