"""Where filtering and monitoring stand at schools: what was last done, and what is due when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, OuterRef, Subquery

from foundation.schools.dates import months_after
from monitoring.models import FilteringCall, FilteringCheck, FilteringPoint, FilteringReview, MonitoringRules
from monitoring.models.rules import MOST_MONTHS

FIRST_CHECK_MONTHS = 4  # until a review says how often: about once a term


@dataclass
class Standing:
    """One school: its last review and check, the calls that no review has answered yet, and whether it has begun."""

    review: FilteringReview | None = None
    checked_on: date | None = None
    calls: list[FilteringCall] = field(default_factory=list)
    has_points: bool = False
    review_months: int = MOST_MONTHS

    @property
    def review_due_on(self) -> date | None:
        """When the next review is due: a call, or rules that grew stricter since, bring it forward. None: at once."""
        called = min((call.due_on for call in self.calls), default=None)
        if self.review is None:
            return called
        usual = min(self.review.next_due_on, months_after(self.review.on, self.review_months))
        return usual if called is None else min(usual, called)

    @property
    def check_due_on(self) -> date | None:
        """When filtering is to be tried out again. None: at once, as it never was."""
        if self.checked_on is None:
            return None
        months = self.review.check_months if self.review is not None else FIRST_CHECK_MONTHS
        return months_after(self.checked_on, months)

    @property
    def has_begun(self) -> bool:
        """Whether the school says here what it tests, or has reviewed: only then is anybody reminded."""
        return self.has_points or self.review is not None


def standings(schools: Collection[int]) -> Mapping[int, Standing]:
    """Each of these schools, by key: five queries, whatever their number."""
    found = {pk: Standing() for pk in schools}
    newest = FilteringReview.objects.filter(school=OuterRef("school")).order_by("-on", "-pk").values("pk")[:1]
    for review in FilteringReview.objects.filter(school__in=schools, pk=Subquery(newest)):
        found[review.school_id].review = review
    checks = FilteringCheck.objects.filter(school__in=schools).order_by().values("school")
    for row in checks.annotate(last=Max("on")):
        found[row["school"]].checked_on = row["last"]
    for call in FilteringCall.objects.filter(school__in=schools, answered_by=None):
        found[call.school_id].calls.append(call)
    points = FilteringPoint.objects.filter(school__in=schools, ended_at=None).order_by()
    for pk in points.values_list("school", flat=True).distinct():
        found[pk].has_points = True
    for rules in MonitoringRules.objects.filter(school__in=schools):
        found[rules.school_id].review_months = rules.filtering_review_months
    return found
