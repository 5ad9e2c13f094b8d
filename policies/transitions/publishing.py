"""Putting versions in force and withdrawing policies."""

from datetime import datetime

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from policies.models import Policy, Version
from policies.signals import version_in_force
from policies.transitions.drafting import abandon_version, locked
from policies.verbs import OPEN, VERSION_MOVES, Verb


def put_in_force(version: Version, *, by: Person, at: datetime) -> Version:
    """Put an approved version in force; the one before is superseded in the same moment.

    A material change is a new edition and asks everyone again; a minor correction carries over (ALL-01).
    """
    with change():
        locked(version.policy_id)
        version = Version.objects.select_related("policy", "school").get(pk=version.pk)
        status = VERSION_MOVES.check("put_in_force", version.status)
        current = version.policy.versions.filter(status=Version.Status.IN_FORCE).first()
        if current is not None:
            _supersede(current, by=by, at=at)
        enter_into_force(version, status, asks_since=version.is_material or current is None, by=by, at=at)
        if current is not None and not version.is_material:
            version.asked_on = current.asked_on
            version.save(update_fields=["asked_on"])
    return version


def _supersede(version: Version, *, by: Person, at: datetime) -> None:
    version.status = VERSION_MOVES.check("supersede", version.status)
    version.ended_at = at
    version.save(update_fields=["status", "ended_at"])
    trail.record(Verb.VERSION_SUPERSEDED, version, by=by, at=at, school=version.school, number=version.number)


def enter_into_force(version: Version, status: str, *, asks_since: bool, by: Person, at: datetime) -> None:
    """Set a version in force and tell the rest of the product; for transitions, inside their change."""
    version.status, version.in_force_by, version.in_force_at = status, by, at
    if asks_since:
        version.asked_on = localdate(at)
    version.public_from = at if version.policy.is_public else None
    version.save(update_fields=["status", "in_force_by", "in_force_at", "asked_on", "public_from"])
    trail.record(
        Verb.VERSION_IN_FORCE,
        version,
        by=by,
        at=at,
        school=version.school,
        number=version.number,
        edition=version.edition,
        content_hash=version.content_hash,
    )
    version_in_force.send(Version, version=version, by=by, at=at)


def withdraw_policy(policy: Policy, *, why: str, by: Person, at: datetime) -> Policy:
    """Take a policy out of force for good, with a reason. Its versions and acknowledgements are kept."""
    with change():
        policy = locked(policy.pk)
        if policy.withdrawn_at is not None:
            raise NotAllowed("This policy was withdrawn already.")
        for version in policy.versions.filter(status__in=OPEN):
            abandon_version(version, by=by, at=at)
        current = policy.versions.select_related("school").filter(status=Version.Status.IN_FORCE).first()
        if current is not None:
            _supersede(current, by=by, at=at)
        policy.withdrawn_by, policy.withdrawn_at, policy.withdrawn_why = by, at, why
        policy.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
        trail.record(Verb.POLICY_WITHDRAWN, policy, by=by, at=at, school=policy.school, why=why)
    return policy
