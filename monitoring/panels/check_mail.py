"""Checks in the mail: from which school, what kind of news, and a link. Nobody but the recipient knows of it."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse

from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from monitoring.models import Check
from monitoring.notices_checks import ASKED, DECIDED, READY, TOLD, UNTOLD


def _may(perm: str) -> Callable[[Notice], bool]:
    """Whether the recipient holds this permission on the check that the notice is about."""

    def may_know(notice: Notice) -> bool:
        rows = Check.objects.filter(uid=UUID(notice.about[0]["uid"]))
        return notice.recipient.user is not None and permitted(notice.recipient.user, perm, rows).exists()

    return may_know


def _news(said: str, url_name: str = "check") -> Callable[[Notice], Mail]:
    def render(notice: Notice) -> Mail:
        url = reverse(url_name, args=[notice.about[0]["uid"]])
        return Mail(f"{said} at {notice.school.said}", "incidents/email/news", {"said": said, "url": url})

    return render


def _asked(notice: Notice) -> Mail:
    """Said only while nobody has decided."""
    if not Check.objects.filter(uid=UUID(notice.about[0]["uid"]), status=Check.Status.ASKED).exists():
        raise NoLongerOwed("It was decided or taken back.")
    return _news("Something waits for your decision")(notice)


read = _may("monitoring.read_check")
for name, title, may_know, render in (
    (ASKED, "A check waits for a decision", _may("monitoring.decide_check"), _asked),
    (DECIDED, "A check was decided on", read, _news("What you asked for was decided")),
    (READY, "A check may begin", _may("monitoring.carry_out_check"), _news("Something waits for you to carry it out")),
    (UNTOLD, "Somebody is to be told", read, _news("Somebody is still to be told")),
    (TOLD, "Word for you", _may("monitoring.see_own_check"), _news("There is word for you", "own-check")),
):
    kinds.register(name, Kind(title, may_know, render, is_private=True))
