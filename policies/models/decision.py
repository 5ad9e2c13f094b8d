from django.db import models
from django.db.models import Q

from foundation.schools.dates import Precision
from foundation.schools.models import Body, Person
from policies.models.meeting import Delegation, Meeting
from policies.models.step import Given


class Decision(Given):
    """A governing decision of one of the four kinds, or the headteacher's own where the policy is the headteacher's.

    A maintained school's governors decide by a majority of those present and voting at a quorate meeting (School
    Governance (Roles, Procedures and Allowances) (England) Regulations 2013, regulation 14); who has an interest
    withdraws (regulation 16). Between meetings there are what the body has delegated (regulations 18 to 20) and, in
    urgency, the chair (regulation 8); both are reported to a later meeting. A written resolution is possible only where
    a trust's articles allow it. No governor decides by a button.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", "Decision of a meeting"
        WRITTEN = "written", "Written resolution"
        DELEGATED = "delegated", "Delegated decision"
        CHAIR = "chair", "Chair's action"
        HEADTEACHER = "headteacher", "Headteacher's decision"

    class Outcome(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned for changes"

    TO_REPORT = (Kind.DELEGATED, Kind.CHAIR)

    kind = models.CharField(max_length=20, choices=Kind.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField("date of the meeting or decision")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.TextField("reason or conditions", max_length=2000, blank=True)
    authors_present = models.CharField("wrote it and took part", max_length=200, blank=True)

    # At a meeting.
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="decisions")
    present = models.TextField("present", max_length=1000, blank=True)
    withdrew = models.TextField("withdrew from the item", max_length=500, blank=True)
    minute_reference = models.CharField("minute reference", max_length=60, blank=True)
    votes_for = models.PositiveSmallIntegerField("votes for", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("votes against", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("abstained", null=True, blank=True)
    casting_vote = models.BooleanField("the chair's second vote decided", default=False)

    # By written resolution.
    agreed = models.TextField("who agreed", max_length=1000, blank=True)
    members = models.PositiveSmallIntegerField("members on that day", null=True, blank=True)
    needed = models.PositiveSmallIntegerField("how many had to agree", null=True, blank=True)

    # Delegated, or by the chair.
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_name = models.CharField("decided by", max_length=120, blank=True)
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="+")
    harm = models.TextField("what delay would have done", max_length=2000, blank=True)
    no_meeting = models.TextField("why no meeting was possible in time", max_length=2000, blank=True)

    # A review without change.
    review_before = models.CharField("review date before", max_length=60, blank=True)
    next_review_on = models.DateField("next review", null=True, blank=True)
    next_review_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="headteacher", body__isnull=True) | ~Q(kind="headteacher") & Q(body__isnull=False),
                name="a_body_or_the_headteacher_decides",
            ),
            models.CheckConstraint(
                condition=~Q(kind="meeting") | (~Q(present="") & ~Q(minute_reference="")),
                name="meeting_says_who_was_there",
            ),
            models.CheckConstraint(
                condition=~Q(kind="written") | (~Q(agreed="") & Q(members__isnull=False, needed__isnull=False)),
                name="resolution_says_who_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(kind="delegated") | Q(delegation__isnull=False, decided_by__isnull=False),
                name="delegated_decision_says_by_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind="chair") | (~Q(harm="") & ~Q(no_meeting="") & Q(decided_by__isnull=False)),
                name="chairs_action_meets_both_tests",
            ),
            models.CheckConstraint(condition=Q(outcome="approved") | ~Q(reason=""), name="returned_with_a_reason"),
            models.CheckConstraint(
                condition=Q(votes_for__isnull=True, votes_against__isnull=True, abstained__isnull=True)
                | Q(votes_for__isnull=False, votes_against__isnull=False, abstained__isnull=False),
                name="votes_are_counted_all_or_not",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} on {self.decided_on:%-d %B %Y}"
