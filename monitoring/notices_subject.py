"""Who is told that something found for a subject access request waits for them: a mail says that, and nothing else."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from foundation.core.rules import permitted
from foundation.notices.transitions import announce
from foundation.schools.models import Person, Role
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest

REVIEW = "monitoring.subject_review"


def waiting(request: SubjectRequest, *, at: datetime) -> list[Person]:
    """Those who may look over something of it that is guarded, by the rule of what guards it."""
    items = SubjectItem.objects.filter(request=request, status=ItemStatus.TO_REVIEW).exclude(guard_label="")
    if not items.exists():
        return []
    on = localdate(at)
    here = Role.objects.current(on).filter(person=OuterRef("pk"), school=request.school_id)
    people = Person.objects.current(on).filter(Q(school=request.school_id) | Exists(here), user__isnull=False)
    return [
        person
        for person in people.select_related("user").order_by("pk")
        if permitted(person.user, "monitoring.review_subject_item", items, on).exists()
    ]


def tell_reviewers(request: SubjectRequest, *, at: datetime) -> None:
    """Told once after each gathering, and once when a packing found that something changed."""
    key = f"subject-review:{request.uid}:{request.gatherings}:{request.packings}"
    announce(REVIEW, key=key, recipients=waiting(request, at=at), about=request, school=request.school, due_at=at)
