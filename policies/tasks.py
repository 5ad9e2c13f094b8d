"""What the clock starts. All of it is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from foundation.schools.models import School
from policies.escalating import escalate
from policies.packs import remove_old_packs
from policies.reviews import announce_reviews
from policies.transitions.starting import tell_starters


@shared_task(name="policies.announce_reviews")
def announce_all_reviews() -> None:
    """Each morning, school by school: reviews that come up or are overdue."""
    now = timezone.now()
    for school in School.objects.select_related("rules").filter(rules__isnull=False).order_by("pk"):
        announce_reviews(school, on=timezone.localdate(now), at=now)


@shared_task(name="policies.tell_starters")
def tell_all_starters() -> None:
    """Each morning, school by school: who starts soon is told of what to read before the first day."""
    now = timezone.now()
    for school in School.objects.order_by("pk"):
        tell_starters(school, on=timezone.localdate(now), at=now)


@shared_task(name="policies.remove_packs")
def remove_packs() -> None:
    """Each night, school by school: packs that nobody has asked for as long as the school keeps them."""
    remove_old_packs(timezone.now())


@shared_task(name="policies.escalate")
def escalate_all() -> None:
    """Each morning, school by school: what is outstanding after the school's time goes to the line managers."""
    now = timezone.now()
    for school in School.objects.order_by("pk"):
        escalate(school, on=timezone.localdate(now), at=now)
