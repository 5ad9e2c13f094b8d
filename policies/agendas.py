"""What a meeting has before it, and what could be put there: versions to decide, reviews that fall due, reports."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.schools.models import Body
from foundation.schools.models.rules import SchoolRules
from policies.models import AgendaItem, Decision, Meeting, Policy, Step, StepKind, StepRule, Version
from policies.verbs import OPEN

NOTICE_DAYS = 60  # where a school has no rule


@dataclass(frozen=True)
class Entry:
    """What stands, or could stand, on an agenda."""

    kind: str
    version: Version
    decision: Decision | None = None
    hint: str = ""

    @property
    def key(self) -> str:
        """By what a form names it."""
        return f"{self.kind}:{self.decision.uid if self.decision else self.version.uid}"


def state_of(meeting: Meeting) -> str:
    """The hash of a meeting as a page shows it: its day, its status, its items and what came of them."""
    items = meeting.items.order_by("pk").values_list("uid", "content_hash", "outcome")
    said = [meeting.held_on, meeting.status, *(part for item in items for part in item)]
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()


def to_decide(body: Body) -> QuerySet[Step]:
    """Versions on their way that this body has to decide on: now, or once the steps before are done."""
    steps = Step.objects.filter(
        body=body, kind=StepKind.DECIDE, status__in=(Step.Status.OPEN, Step.Status.WAITING), version__status="in_steps"
    )
    return steps.select_related("version__policy", "version__school").order_by("version__policy__title")


def reviews_of(body: Body, by_day: date) -> QuerySet[Version]:
    """Versions in force whose review by this body is due by then, unless the next version is on its way."""
    coming = Version.objects.filter(policy=OuterRef("policy"), status__in=OPEN)
    own = StepRule.objects.filter(policy=OuterRef("policy"))
    rules = StepRule.objects.filter(school=body.school, kind=StepKind.DECIDE, body=body)
    by_rule = Exists(rules.filter(policy=OuterRef("policy"))) | (~Exists(own) & Exists(rules.filter(policy=None)))
    theirs = Q(policy__body=body) | Q(policy__body=None, policy__determiner=Policy.Determiner.BODY) & Q(by_rule)
    found = Version.objects.filter(
        theirs, ~Exists(coming), status=Version.Status.IN_FORCE, school=body.school, review_due_on__lte=by_day
    )
    return found.select_related("policy", "school").order_by("policy__title")


def to_report(bodies: Iterable[Body] | None = None) -> QuerySet[Decision]:
    """Delegated decisions and chair's actions of which no meeting has been told yet, oldest first."""
    told = AgendaItem.objects.filter(decision=OuterRef("pk"), outcome=AgendaItem.Outcome.NOTED)
    found = Decision.objects.filter(~Exists(told), kind__in=Decision.TO_REPORT)
    if bodies is not None:
        found = found.filter(body__in=bodies)
    return found.select_related("body", "delegation", "step__version__policy", "step__version__school").order_by(
        "decided_on", "pk"
    )


def suggestions(meeting: Meeting) -> list[Entry]:
    """All that is due for this meeting's body: four queries whatever their number."""
    body = meeting.body
    days = SchoolRules.objects.filter(school=body.school_id).values_list("review_notice_days", flat=True).first()
    by_day = meeting.held_on + timedelta(days=NOTICE_DAYS if days is None else days)
    return [
        *(Entry("decide", step.version, hint=_readiness(step)) for step in to_decide(body)),
        *(Entry("review", version, hint="Its review falls due") for version in reviews_of(body, by_day)),
        *(
            Entry("report", decision.step.version, decision, hint=f"{decision.get_kind_display()}, to be reported")
            for decision in to_report([body])
            if decision.decided_on <= meeting.held_on
        ),
    ]


def _readiness(step: Step) -> str:
    return "Ready to decide" if step.status == Step.Status.OPEN else "Not ready yet: an earlier step is not done"


def texts_differ(item: AgendaItem) -> str:
    """In words, both texts of an item whose text changed after it was put on the agenda; "" where it did not."""
    version = item.version
    if item.content_hash == version.content_hash:
        return ""
    return (
        f"{version.policy.title}: the meeting had version {version.number} as it was on"
        f" {item.put_at:%-d %B %Y} (fingerprint {item.content_hash[:8]}); its text now is another"
        f" (fingerprint {version.content_hash[:8]}). Nothing was recorded for it."
    )
