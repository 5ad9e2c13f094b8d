"""Parents and pupils: groups that are counted and never named, what they are asked, how many signed (HAY-02)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Sum
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.uploads import Checked
from foundation.schools.models import Person, School
from policies.models import CountedGroup, GroupAsk, GroupCount, GroupSize, Policy, Version
from policies.verbs import Verb

COUNT_FILE = "policies.GroupCount"


def add_counted_group(
    school: School, *, name: str, kind: str, school_year: str, size: int, by: Person, at: datetime
) -> CountedGroup:
    """Add a class or group with how many are in it. Raises NotAllowed where there is one of that name already."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        same = CountedGroup.objects.filter(
            school=school, name__iexact=name, kind=kind, school_year=school_year, closed_on=None
        )
        if same.exists():
            raise NotAllowed(f"{same.get()} is counted already.")
        group = CountedGroup.objects.create(school=school, name=name, kind=kind, school_year=school_year)
        _keep_size(group, size, by=by, at=at)
        trail.record(Verb.COUNTED_GROUP_ADDED, group, by=by, at=at, school=school, name=str(group), size=size)
    return group


def _held(group: CountedGroup) -> CountedGroup:
    group = CountedGroup.objects.select_for_update(of=("self",)).select_related("school").get(pk=group.pk)
    if group.closed_on is not None:
        raise NotAllowed("This group is not counted any more.")
    return group


def _keep_size(group: CountedGroup, size: int, *, by: Person, at: datetime) -> None:
    GroupSize.objects.create(
        school=group.school, group=group, size=size, on=localdate(at), entered_by=by, entered_at=at
    )


def size_of(group: CountedGroup) -> int:
    """How many are in the group as last entered."""
    return group.sizes.order_by("-entered_at", "-pk").values_list("size", flat=True)[0]


def set_group_size(group: CountedGroup, size: int, *, by: Person, at: datetime) -> CountedGroup:
    """Say how many are in the group from today.

    Raises NotAllowed below the number that have signed something in force: which of them left, only a person knows, so
    the count is set right first.
    """
    with change():
        group = _held(group)
        _resize(group, size, by=by, at=at)
    return group


def _resize(group: CountedGroup, size: int, *, by: Person, at: datetime) -> None:
    before = size_of(group)
    if size == before:
        return
    for ask in group.asks.filter(ended_on=None).select_related("policy"):
        version = in_force(ask.policy)
        signed = signed_of(group, version) if version else 0
        if signed > size:
            raise NotAllowed(f"{signed} have signed {ask.policy.title}. Set that count right first, then the size.")
    _keep_size(group, size, by=by, at=at)
    trail.record(Verb.GROUP_SIZED, group, by=by, at=at, school=group.school, before=before, after=size)


def close_counted_group(group: CountedGroup, *, by: Person, at: datetime) -> CountedGroup:
    """Stop counting a group, at the end of its year say. What was counted stays."""
    with change():
        group = _held(group)
        group.closed_on = localdate(at)
        group.save(update_fields=["closed_on"])
        group.asks.filter(ended_on=None).update(ended_on=localdate(at))
        trail.record(Verb.COUNTED_GROUP_CLOSED, group, by=by, at=at, school=group.school)
    return group


def ask_groups(policy: Policy, groups: Collection[CountedGroup], *, by: Person, at: datetime) -> Policy:
    """Set which counted groups the policy asks. One that is asked no longer keeps its counts."""
    with change():
        policy = Policy.objects.select_for_update(of=("self",)).select_related("school").get(pk=policy.pk)
        wanted = {group.pk for group in groups if group.school_id == policy.school_id and group.closed_on is None}
        asked = GroupAsk.objects.filter(policy=policy, ended_on=None)
        now = set(asked.values_list("group", flat=True))
        asked.exclude(group__in=wanted).update(ended_on=localdate(at))
        GroupAsk.objects.bulk_create(
            GroupAsk(school=policy.school, policy=policy, group_id=pk, asked_on=localdate(at), asked_by=by)
            for pk in sorted(wanted - now)
        )
        if wanted != now:
            told = {"before": len(now), "after": len(wanted)}
            trail.record(Verb.GROUPS_ASKED, policy, by=by, at=at, school=policy.school, **told)
    return policy


def in_force(policy: Policy) -> Version | None:
    """The version that is signed now."""
    return policy.versions.filter(status=Version.Status.IN_FORCE).first()


def signed_of(group: CountedGroup, version: Version) -> int:
    """How many of the group signed the version's edition: its counts, less those that were corrected."""
    counts = GroupCount.objects.filter(group=group, policy=version.policy_id, edition=version.edition)
    return int(counts.filter(corrected_by=None).aggregate(sum=Sum("signed"))["sum"] or 0)


@dataclass(frozen=True)
class Counted:
    """Signed sheets of a group: how many signed on them, when, how many are in the group now, and their scan."""

    signed: int
    signed_on: date
    size: int
    scan: Checked


def record_count(
    group: CountedGroup, policy: Policy, counted: Counted, *, seen: str, by: Person, at: datetime
) -> GroupCount:
    """Add what was counted on the sheets of a group, with the sheets kept (HAY-02).

    Never more than there are in the group: the group is held, so that two who count at once cannot pass it together.
    Raises NotAllowed for that, for a text that is not in force, a group that is not asked, and a date that cannot be.
    """
    with change():
        group = _held(group)
        version = _current(policy, seen)
        if not group.asks.filter(policy=policy, ended_on=None).exists():
            raise NotAllowed(f"{policy.title} does not ask {group}.")
        _check_day(version, counted.signed_on, localdate(at))
        _resize(group, counted.size, by=by, at=at)
        _check_room(signed_of(group, version), counted.signed, counted.size)
        uid = uuid4()
        about: dict[str, Any] = {"owner": (COUNT_FILE, uid), "school": group.school, "by": by, "at": at}
        scan = files.seal_upload(counted.scan, retention_class="acknowledgement", **about)
        count = _keep(
            group,
            version,
            uid=uid,
            by=by,
            at=at,
            signed=counted.signed,
            size=counted.size,
            scan=scan,
            signed_on=counted.signed_on,
        )
        told = {"policy": policy.title, "edition": version.edition, "signed": counted.signed, "size": counted.size}
        trail.record(Verb.GROUP_COUNTED, count, by=by, at=at, school=group.school, **told)
    return count


def _current(policy: Policy, seen: str) -> Version:
    version = in_force(policy)
    if version is None:
        raise NotAllowed(f"{policy.title} is not in force now.")
    if version.content_hash != seen:
        raise NotAllowed("A new version came into force while you had this open. Nothing was counted.")
    return version


def _check_day(version: Version, day: date, today: date) -> None:
    if day > today:
        raise NotAllowed("The sheets cannot have been signed in the future.")
    if version.asked_on is not None and day < version.asked_on and version.brought_in_at is None:
        raise NotAllowed("The sheets were signed before this edition came into force, so they were of another text.")


def _check_room(before: int, signed: int, size: int) -> None:
    if before + signed <= size:
        return
    words = f"There are {size} in this group, so no more can have signed."
    if before:
        words = f"{before} of {size} have signed on other sheets already, so on these at most {size - before} can have."
    raise NotAllowed(f"{words} If the group has grown, correct its size.")


def _keep(group: CountedGroup, version: Version, *, uid: UUID, by: Person, at: datetime, **told: object) -> GroupCount:
    return GroupCount.objects.create(
        uid=uid,
        school=group.school,
        group=group,
        policy_id=version.policy_id,
        version=version,
        edition=version.edition,
        content_hash=version.content_hash,
        entered_by=by,
        entered_by_name=by.name,
        entered_at=at,
        **told,
    )


def correct_count(count: GroupCount, signed: int, *, reason: str, by: Person, at: datetime) -> GroupCount:
    """Set a count right by another one that takes its place; the first one stays, with who entered it.

    Raises NotAllowed when it was corrected already, when its edition is past, and for more than there are.
    """
    with change():
        group = _held(count.group)
        count = GroupCount.objects.select_related("version", "policy").get(pk=count.pk)
        if GroupCount.objects.filter(corrects=count).exists():
            raise NotAllowed("This count was corrected already. Correct the one that took its place.")
        now = in_force(count.policy)
        if now is None or now.edition != count.edition:
            raise NotAllowed("This count is of an edition that is past. It stays as it was.")
        size = size_of(group)
        _check_room(signed_of(group, count.version) - count.signed, signed, size)
        kept = _keep(
            group,
            count.version,
            uid=uuid4(),
            by=by,
            at=at,
            signed=signed,
            size=size,
            scan=count.scan,
            signed_on=count.signed_on,
            corrects=count,
            reason=reason,
        )
        told = {"before": count.signed, "after": signed, "why": reason}
        trail.record(Verb.COUNT_CORRECTED, kept, by=by, at=at, school=group.school, **told)
    return kept
