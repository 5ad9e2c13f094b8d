"""Acknowledging: attestation, append-only, bound to the exact text that was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents.models import File
from foundation.schools.models import Person, SharedDevice
from foundation.schools.transitions.changes import is_oneself
from policies.models import Acknowledgement, Means, Policy, Version
from policies.names import same_name
from policies.signals import policy_acknowledged
from policies.transitions.problems import settle_problems
from policies.verbs import Verb

STALE = "This policy changed while you had it open. Please read it again; nothing was recorded."


def acknowledge(
    version: Version,
    *,
    words: str,
    statements: Sequence[str],
    seen: str,
    by: Person,
    at: datetime,
    signature: str = "",
    device: SharedDevice | None = None,
) -> Acknowledgement:
    """Acknowledge the version in force for oneself, also on a shared device. Sent twice, the first one stands.

    Raises NotAllowed for a stale text, a statement left out, a name that is not theirs where the policy asks for a
    signature (HAY-02), or somebody the policy does not address.
    """
    with change():
        given, version = version, _in_force(version, seen, by, localdate(at))
        # Already read by who shows them, and the same for ever in a text with this hash.
        _check_statements(given if given.content_hash == seen else version, statements)
        _check_addressed(version, by)
        means = Means.BROWSER if device is None else Means.SHARED_DEVICE
        told = {"means": means, "device": device, "signature": _checked_signature(version, by, signature)}
        return _keep(version, by, words, statements, told, verb=Verb.ACKNOWLEDGED, by=by, at=at)


@dataclass(frozen=True)
class Paper:
    """A signed sheet: when it was signed, who watched, the scan of it."""

    signed_on: date
    witness: str
    scan: File


def record_paper(
    version: Version, person: Person, paper: Paper, *, words: str, seen: str, by: Person, at: datetime
) -> Acknowledgement:
    """Record somebody's acknowledgement on paper (ACR-05): by another person, with a witness and the scan kept.

    A sheet that a minor correction overtook counts, as the text that was printed on it: its edition is the same.
    """
    with change():
        version = _of_the_edition_in_force(version, seen, person, localdate(at))
        if person.pk == by.pk:
            raise NotAllowed("Nobody records their own sheet. Acknowledge it on screen, or ask a colleague.")
        _check_addressed(version, person)
        _check_not_given(version, person)
        if paper.signed_on > localdate(at):
            raise NotAllowed("The sheet cannot have been signed in the future.")
        if version.asked_on is not None and paper.signed_on < version.asked_on and version.brought_in_at is None:
            raise NotAllowed("The sheet was signed before this edition came into force, so it was of another text.")
        statements = [statement.text for statement in version.statements.all()]
        told = {"means": Means.PAPER, "signed_on": paper.signed_on, "witness": paper.witness, "scan": paper.scan}
        return _keep(version, person, words, statements, told, verb=Verb.PAPER_RECORDED, by=by, at=at)


def record_on_behalf(
    version: Version, person: Person, *, reason: str, witness: str, words: str, seen: str, by: Person, at: datetime
) -> Acknowledgement:
    """Record for somebody who cannot do it themselves that they heard and agreed: why, and who was there.

    By another person, and never instead of a choice: it says on the receipt that it was recorded for them.
    """
    with change():
        version = _in_force(version, seen, person, localdate(at))
        if is_oneself(by, person):
            raise NotAllowed("Nobody records their own. Acknowledge it on screen, or ask a colleague.")
        if not reason.strip() or not witness.strip():
            raise NotAllowed("Say why they cannot do it themselves, and who was there.")
        _check_addressed(version, person)
        _check_not_given(version, person)
        statements = [statement.text for statement in version.statements.all()]
        told = {"means": Means.ON_BEHALF, "reason": reason, "witness": witness}
        return _keep(version, person, words, statements, told, verb=Verb.RECORDED_ON_BEHALF, by=by, at=at)


def _in_force(version: Version, seen: str, person: Person, on: date) -> Version:
    """The version as it is now; raises NotAllowed where it is not the text seen.

    No lock: an acknowledgement that crosses a new version is kept as what it is, one of the text that was shown.
    """
    version = _now(version, person, on)
    if version.status != Version.Status.IN_FORCE or version.content_hash != seen:
        raise NotAllowed(STALE)
    return version


def _now(version: Version, person: Person, on: date) -> Version:
    """The version as it stands in the database, with `asks`: whether its audience has the person in it that day."""
    on_roll = Q(staffgroup__people__leaves_on__isnull=True) | Q(staffgroup__people__leaves_on__gte=on)
    reached = Policy.audience.through.objects.filter(on_roll, policy=OuterRef("policy"), staffgroup__people=person)
    return Version.objects.select_related("policy", "school").annotate(asks=Exists(reached)).get(pk=version.pk)


def _of_the_edition_in_force(version: Version, seen: str, person: Person, on: date) -> Version:
    """The text that was signed, where it is in force, or was until a minor correction; raises NotAllowed otherwise."""
    version = _now(version, person, on)
    same = Version.objects.filter(
        policy=version.policy, status=Version.Status.IN_FORCE, edition=version.edition, sequence__gte=version.sequence
    )
    if version.content_hash != seen or not same.exists():
        raise NotAllowed(STALE)
    return version


def _check_not_given(version: Version, person: Person) -> None:
    given = Acknowledgement.objects.filter(person=person, policy=version.policy, edition=version.edition).first()
    if given is not None:
        day = date_format(given.signed_on or localdate(given.at), "j F Y")
        raise NotAllowed(f"{person.name} confirmed this on {day} already. Nothing was recorded.")


def _checked_signature(version: Version, person: Person, typed: str) -> str:
    """The name as it is kept: as typed, where the policy asks for it."""
    if not version.policy.wants_signature:
        return ""
    if not same_name(typed, person.name):
        raise NotAllowed(f"This policy is signed with your name. Type it as it stands on the roll: {person.name}.")
    return typed


def _check_statements(version: Version, confirmed: Sequence[str]) -> None:
    if list(confirmed) != [statement.text for statement in version.statements.all()]:
        raise NotAllowed("Each statement has to be confirmed by itself.")


def _check_addressed(version: Version, person: Person) -> None:
    if not getattr(version, "asks", False):
        raise NotAllowed(f"This policy does not ask {person.name} to acknowledge it.")


def _keep(
    version: Version,
    person: Person,
    words: str,
    statements: Sequence[str],
    told: Mapping[str, Any],
    *,
    verb: Verb,
    by: Person,
    at: datetime,
) -> Acknowledgement:
    """Keep it, with what is `told` of how it was given; the first one stands."""
    kept = Acknowledgement(
        person=person,
        policy=version.policy,
        edition=version.edition,
        school=version.school,
        person_name=person.name,
        version=version,
        content_hash=version.content_hash,
        words=words,
        statements=[{"text": text, "confirmed_at": at.isoformat()} for text in statements],
        at=at,
        recorded_by=by,
        recorded_by_name=by.name,
        **told,
    )
    first = _first(kept)
    if first is not None:
        return first
    about = {"policy": version.policy.title, "edition": version.edition, "content_hash": version.content_hash}
    device = kept.device.uid if kept.device else ""
    trail.record(
        verb, kept, by=by, at=at, school=version.school, **about, person=person.uid, means=kept.means, device=device
    )
    settle_problems(kept, by=by, at=at)
    policy_acknowledged.send(Acknowledgement, acknowledgement=kept)
    return kept


def _first(kept: Acknowledgement) -> Acknowledgement | None:
    """Insert it; where the person has acknowledged the edition already, that one instead."""
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        theirs = Acknowledgement.objects.filter(person=kept.person_id, policy=kept.policy_id, edition=kept.edition)
        first = theirs.first()
        if first is None:
            raise
        return first
    return None
