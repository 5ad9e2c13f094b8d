"""Review dates, announced ahead and when overdue, to owner, clerk and headteacher; each announcement once (ACR-24)."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from foundation.core.change import change
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.notices.transitions import announce
from foundation.schools.dates import PartDate
from foundation.schools.models import Person, Role, RoleKind, School
from policies.compliance import reviews_due
from policies.models import Version

REVIEW = "policies.review"
AHEAD = (30, 7)  # days before, after the first announcement that the house rule sets
OVERDUE_EVERY = 28  # days between announcements of an overdue review


def stage(due_on: date, on: date, notice_days: int) -> str | None:
    """Which announcement is the latest that is due: ahead-60, ahead-30, ahead-7, overdue-0, ...; None for none."""
    left = (due_on - on).days
    if left < 0:
        return f"overdue-{(-left - 1) // OVERDUE_EVERY}"
    reached = [days for days in {notice_days, *AHEAD} if left <= days <= notice_days]
    return f"ahead-{min(reached)}" if reached else None


def announce_reviews(school: School, *, on: date, at: datetime) -> int:
    """Announce what is due at this school; how many notices were asked for. Safe to run again: each has its key."""
    notice_days = school.rules.review_notice_days
    told = 0
    with change():
        for version in reviews_due(school, on + timedelta(days=notice_days)):
            due_on = version.review_due_on
            which = stage(due_on, on, notice_days) if due_on else None
            if which is not None:
                key = f"review:{version.uid}:{due_on}:{which}"
                people = recipients(version, on)
                told += announce(REVIEW, key=key, recipients=people, about=version, school=school, due_at=at).told
    return told


def recipients(version: Version, on: date) -> list[Person]:
    """The policy's owner, the clerk and the headteacher, as they are on the day."""
    held = Role.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        school=version.school,
        kind__in=(RoleKind.CLERK, RoleKind.HEADTEACHER),
        starts_on__lte=on,
    )
    return list(
        Person.objects.filter(Q(pk=version.policy.owner_id) | Q(pk__in=held.values("person"))).current(on).distinct()
    )


def _version(notice: Notice) -> Version | None:
    return Version.objects.select_related("policy", "school").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    version, user = _version(notice), notice.recipient.user
    if version is None:
        return False
    return user is None or user.has_perm("policies.see_version", version)


def _render(notice: Notice) -> Mail:
    version = _version(notice)
    if version is None or version.status != Version.Status.IN_FORCE:
        raise NoLongerOwed("The version is no longer in force.")
    context = {
        "policy": version.policy,
        "review": PartDate.of(version.review_on, version.review_precision),
        "is_overdue": ":overdue-" in notice.key,
        "url": reverse("policy-workbench", args=[version.policy.uid]),
    }
    return Mail(f"A policy review at {version.school.said}", "policies/email/review", context)


kinds.register(REVIEW, Kind("A policy review", _may_know, _render))
