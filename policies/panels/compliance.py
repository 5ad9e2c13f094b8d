"""What policies put on the desk, into the digest and onto the trust's page; the navigation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import condition, permitted
from foundation.notices.kinds import Owing, digest_sources
from foundation.schools.models import Person, School
from foundation.schools.panels import TrustFigure, trust_figures
from policies.compliance import Deadline, by_school
from policies.models import Intake, Problem, Step, StepKind, Version
from policies.outstanding import owed
from policies.problems import by_person_and_policy

navigation.register("policies", NavItem("Policies", "policy-list", "policies.see_shelf"))
navigation.register("outstanding", NavItem("Outstanding", "outstanding", "policies.see_outstanding"))


def owing(school: School, people: QuerySet[Person], on: date) -> Iterable[Owing]:
    """What these people have still to read and confirm: the source of digests and reminders.

    Who said that they have a problem with it is not reminded until it is answered.
    """
    deadline, troubled = Deadline.of(school), by_person_and_policy(people)
    for row in owed(people):
        if row.since <= on and troubled.get((row.person_id, row.policy_uid)) != Problem.Status.OPEN:
            yield Owing(
                person_pk=row.person_id,
                about_label="policies.Policy",
                about_uid=row.policy_uid,
                about_key=f"{row.policy_uid}:{row.edition}",
                title=row.policy_title,
                since=row.since,
                due_on=deadline.due_on(row.since),
                url=reverse("version-acknowledge", args=[row.version_uid]),
            )


digest_sources.register("policies", owing)


def steps_to_record(user: Any, today: date) -> list[DeskLine]:
    """Steps that wait for this person: decisions to enter, texts to sign."""
    steps = permitted(user, "policies.record_step", Step.objects.filter(status=Step.Status.OPEN), today)
    return [
        DeskLine(
            group="follow" if step.kind == StepKind.CONSULT else "decide",
            what=f"{step.version.policy.title}, version {step.version.number}: {step}",
            url=reverse("step-record", args=[step.uid]),
            action="Sign" if step.kind == StepKind.SIGN else "Record the result",
            school=step.school.said,
            whose=step.version.drafted_by.name,
        )
        for step in steps.select_related("version__policy", "version__drafted_by", "school", "body")
    ]


desk.register("policies.steps", steps_to_record)


def documents_to_check(user: Any, today: date) -> list[DeskLine]:
    """Documents that were read, or could not be: for who brought them in."""
    waiting = Intake.objects.filter(status__in=(Intake.Status.READ, Intake.Status.REFUSED), brought_by__user=user)
    mine = permitted(user, "policies.see_intake", waiting, today)
    return [
        DeskLine(
            group="follow",
            what=f"Check how {intake.file.name} was read",
            url=reverse("intake", args=[intake.uid]),
            action="Check",
            school=intake.school.said,
        )
        for intake in mine.select_related("file", "school")
    ]


desk.register("policies.intakes", documents_to_check)


def versions_to_move(user: Any, today: date) -> list[DeskLine]:
    """Versions whose every step is done, for who may put them in force; reviews that are due or soon will be, for
    owner, clerk and headteacher (ACR-24). One query for both."""
    ready = Q(status=Version.Status.APPROVED) & condition(user, "policies.publish_version", today)
    due = Q(status=Version.Status.IN_FORCE, review_due_on__lte=today + timedelta(days=LONGEST_NOTICE))
    mine = Version.objects.filter(ready | (due & condition(user, "policies.edit_version", today)))
    versions = mine.select_related("policy__owner", "school__rules").order_by("review_due_on")
    return [line for version in versions if (line := _line_of(version, today))]


LONGEST_NOTICE = 366  # days; the house rule allows no more


def _line_of(version: Version, today: date) -> DeskLine | None:
    if version.status == Version.Status.APPROVED:
        return DeskLine(
            group="decide",
            what=f"{version.policy.title}, version {version.number}: every step is done",
            url=reverse("version-publish", args=[version.uid]),
            action="Put it in force",
            school=version.school.said,
        )
    rules, day = getattr(version.school, "rules", None), version.review_due_on
    if day is None or day > today + timedelta(days=rules.review_notice_days if rules else 60):
        return None
    return DeskLine(
        group="look",
        what=f"Review {version.policy.title}",
        url=reverse("policy-workbench", args=[version.policy.uid]),
        action="Open the workbench",
        school=version.school.said,
        whose=version.policy.owner.name,
        due_on=day,
        is_overdue=day < today,
    )


desk.register("policies.versions", versions_to_move)


def _outstanding_counts(schools: Sequence[School], on: date) -> Mapping[int, int]:
    return {pk: asked - given for pk, (asked, given) in by_school(schools, on).items()}


def _overdue_reviews(schools: Sequence[School], on: date) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    late = Version.objects.filter(school__in=schools, status=Version.Status.IN_FORCE, review_due_on__lt=on)
    for school in late.values_list("school_id", flat=True):
        counts[school] = counts.get(school, 0) + 1
    return counts


trust_figures.register("policies.outstanding", TrustFigure("Still to confirm", _outstanding_counts, "figures"))
trust_figures.register("policies.reviews", TrustFigure("Reviews overdue", _overdue_reviews, "policy-list"))
