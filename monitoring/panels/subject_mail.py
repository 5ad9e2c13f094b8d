"""Subject access in the mail: from which school, and that something waits. Never of whom, nor what."""

from uuid import UUID

from django.urls import reverse

from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest
from monitoring.notices_subject import REVIEW


def _may_know(notice: Notice) -> bool:
    rows = SubjectItem.objects.filter(request__uid=UUID(notice.about[0]["uid"]))
    user = notice.recipient.user
    return user is not None and permitted(user, "monitoring.review_subject_item", rows).exists()


def _mail(notice: Notice) -> Mail:
    """Said only while something waits."""
    uid = UUID(notice.about[0]["uid"])
    waits = SubjectItem.objects.filter(request__uid=uid, request__status=SubjectRequest.Status.REVIEW)
    if not waits.filter(status=ItemStatus.TO_REVIEW).exists():
        raise NoLongerOwed("Everything was looked over.")
    said, url = "Something waits for you to look over", reverse("subject-review", args=[uid])
    return Mail(f"{said} at {notice.school.said}", "incidents/email/news", {"said": said, "url": url})


kinds.register(REVIEW, Kind("Something to look over", _may_know, _mail, is_private=True))
