"""What goes into a pack, what each text is compared with, and the key by which the same pack is known again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localdate

from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import School, SchoolRules
from policies.compliance import reviews_due
from policies.cover import in_words
from policies.models import Decision, Meeting, Pack, Policy, Version
from policies.pack_figures import Figures, Holding, figures_of, holdings_of
from policies.printing import policy_print

TITLES = {
    Pack.Choice.IN_FORCE: "Policies in force",
    Pack.Choice.DUE: "Policies due for review",
    Pack.Choice.CHOSEN: "Policies for governors",
}
NOTHING = {
    Pack.Choice.IN_FORCE: "No policy is in force here that you may see, so there is nothing to put together.",
    Pack.Choice.DUE: "No policy is due for review, so there is nothing to put together.",
    Pack.Choice.MEETING: "There is no text on this meeting's agenda that you may see.",
    Pack.Choice.CHOSEN: "None of these policies is in force any more. Choose again.",
}
MOST = 300
TOO_MANY = f"A pack holds at most {MOST} policies. Choose fewer of them."
NOTICE_DAYS = 60


@dataclass(frozen=True)
class Chosen:
    """What somebody chose on the form."""

    choice: str
    meeting: Meeting | None = None
    policies: Sequence[UUID] = ()
    since_on: date | None = None


@dataclass(frozen=True)
class WantedPack:
    """What is to be put together: each version with the one it is compared with; with itself where it is the same."""

    title: str
    chosen: Chosen
    since_on: date | None
    key: str
    items: Sequence[tuple[Version, Version | None]] = field(default=())


def wanted_pack(user: Any, school: School, chosen: Chosen, on: date) -> WantedPack:
    """What this user gets into the pack: nothing that they may not see. Raises NotAllowed when that is nothing."""
    versions = _versions(user, school, chosen, on)
    if not versions and not (school.kind == "trust" and chosen.choice == Pack.Choice.IN_FORCE):
        raise NotAllowed(NOTHING[Pack.Choice(chosen.choice)])
    if len(versions) > MOST:
        raise NotAllowed(TOO_MANY)
    title = f"{chosen.meeting}: papers" if chosen.meeting else TITLES[Pack.Choice(chosen.choice)]
    since_on = chosen.since_on or last_time(school, chosen, on)
    base = _bases(versions, chosen.meeting, since_on)
    figures, held = figures_of(school, [version.policy.uid for version in versions], on), holdings_of(school, on)
    return WantedPack(
        title=title,
        chosen=chosen,
        since_on=since_on,
        key=_key(school, chosen, versions, figures, held),
        items=[(version, base.get(version.policy_id)) for version in versions],
    )


def _versions(user: Any, school: School, chosen: Chosen, on: date) -> list[Version]:
    rows = permitted(user, "policies.see_version", _rows(school, chosen, on), on)
    found = rows.select_related("policy__owner", "policy__body", "school", "printed")
    if chosen.meeting is not None:
        order = {pk: place for place, pk in enumerate(chosen.meeting.items.values_list("version_id", flat=True))}
        return sorted(found, key=lambda version: order[version.pk])
    return list(found.order_by("policy__title"))


def _rows(school: School, chosen: Chosen, on: date) -> QuerySet[Version]:
    if chosen.meeting is not None:
        return Version.objects.filter(pk__in=chosen.meeting.items.values("version"), school=school)
    if chosen.choice == Pack.Choice.DUE:
        rules = SchoolRules.objects.filter(school=school).first()
        notice = rules.review_notice_days if rules else NOTICE_DAYS
        return reviews_due(school, on + timedelta(days=notice))
    rows = Version.objects.filter(school=school, status=Version.Status.IN_FORCE)
    return rows.filter(policy__uid__in=chosen.policies) if chosen.choice == Pack.Choice.CHOSEN else rows


def last_time(school: School, chosen: Chosen, on: date) -> date | None:
    """The day of the last pack of this kind that was made on an earlier day; of this body, for a meeting's."""
    earlier = Pack.objects.filter(school=school, choice=chosen.choice).exclude(status=Pack.Status.WAITING)
    if chosen.meeting is not None:
        earlier = earlier.filter(meeting__body=chosen.meeting.body)
    days = (localdate(at) for at in earlier.order_by("-asked_at").values_list("asked_at", flat=True))
    return next((day for day in days if day < on), None)


def _bases(versions: Sequence[Version], meeting: Meeting | None, since_on: date | None) -> dict[int, Version]:
    """By policy, the text that these readers had last: what the body of the meeting decided last, else what was in
    force on the day, else the version before."""
    policies = {version.policy_id: version for version in versions}
    published = Version.objects.filter(policy__in=policies, in_force_at__isnull=False).order_by("sequence")
    base: dict[int, Version] = {}
    for version in published.select_related("policy"):
        wanted, began = policies[version.policy_id], version.in_force_at
        is_earlier = version.sequence < wanted.sequence
        there_then = since_on is not None and began is not None and localdate(began) <= since_on
        if there_then or (since_on is None and is_earlier):
            base[version.policy_id] = version
    return base | _decided(policies, meeting)


def _decided(policies: Mapping[int, Version], meeting: Meeting | None) -> dict[int, Version]:
    if meeting is None:
        return {}
    made = Decision.objects.filter(
        body=meeting.body, outcome=Decision.Outcome.APPROVED, step__version__policy__in=policies
    ).exclude(meeting=meeting)
    made = made.select_related("step__version").order_by("decided_on", "pk")
    return {one.step.version.policy_id: one.step.version for one in made}


def _key(school: School, chosen: Chosen, versions: Sequence[Version], figures: Figures, held: Sequence[Holding]) -> str:
    """The hash of all that is printed, but for the day."""
    known = {
        "template": template_hash(),
        "school": [school.name, school.colour],
        "choice": [chosen.choice, str(chosen.meeting and chosen.meeting.uid), str(chosen.since_on)],
        "versions": [_known(version) for version in versions],
        "figures": asdict(figures),
        "held": [asdict(one) for one in held],
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()


def _known(version: Version) -> list[str]:
    """What tells one print of a version from another. Of a published one only a review renews the cover; of a draft
    everything that is printed may change."""
    if version.in_force_at is not None:
        shown = f"{version.status} {version.review_on}"
    else:
        shown = hashlib.sha256(repr(policy_print(version)).encode()).hexdigest()
    return [str(version.uid), version.content_hash, version.policy.title, shown]


@cache
def template_hash() -> str:
    """The hash of everything that a pack is laid out with."""
    root = Path(settings.BASE_DIR)
    files = sorted([*root.glob("templates/*/pdf/*"), *root.glob("static/pdf/*.css")])
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def offered(user: Any, school: School, on: date) -> QuerySet[Policy]:
    """The policies in force that the user may choose from."""
    in_force = permitted(user, "policies.see_version", Version.objects.filter(status=Version.Status.IN_FORCE), on)
    return Policy.objects.filter(school=school, versions__in=in_force).order_by("title")


def meetings(school: School) -> QuerySet[Meeting]:
    """The meetings with an agenda, the next ones first."""
    planned = Meeting.objects.filter(school=school, items__isnull=False).exclude(status=Meeting.Status.CANCELLED)
    return planned.select_related("body").distinct().order_by("-held_on")


def described(pack: Pack) -> str:
    """The day of the pack in words, for its cover and its file's name."""
    return in_words(localdate(pack.asked_at))
