"""Reports and cases in the mail: from which school, what kind of news, and a link. Nothing of the case, ever.

Whether the recipient may still know is asked when it is sent; the reference of a case is not in the subject.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from incidents.models import Case, CasePerson, EmergencyAccess, Report
from incidents.notices import (
    ADDED,
    ANSWERED,
    CAME,
    CLOSED,
    EMERGENCY,
    HANDED_ON,
    LET_IN,
    MISSED,
    OVERDUE,
    TAKEN,
    WORD,
)


def _may(perm: str, model: type[Any]) -> Callable[[Notice], bool]:
    """Whether the recipient holds this permission on the row that the notice is about."""

    def may_know(notice: Notice) -> bool:
        rows = model.objects.filter(uid=UUID(notice.about[0]["uid"]))
        return notice.recipient.user is not None and permitted(notice.recipient.user, perm, rows).exists()

    return may_know


def _news(said: str, url_name: str) -> Callable[[Notice], Mail]:
    def render(notice: Notice) -> Mail:
        url = reverse(url_name, args=[notice.about[0]["uid"]])
        return Mail(f"{said} at {notice.school.said}", "incidents/email/news", {"said": said, "url": url})

    return render


def _came(notice: Notice) -> Mail:
    """Said only while nobody has taken it on."""
    case = Case.objects.filter(uid=UUID(notice.about[0]["uid"])).first()
    if case is None or case.status != Case.Status.RECEIVED:
        raise NoLongerOwed("Somebody has it in hand.")
    return _news("A report waits for you", "case")(notice)


may_see = _may("incidents.see_case", Case)
may_follow = _may("incidents.see_own_report", Report)
for name, title, may_know, render, is_urgent in (
    (CAME, "A report waits", may_see, _came, True),
    (HANDED_ON, "A case was handed on", may_see, _news("A case was handed on to you", "case"), True),
    (LET_IN, "Let into a case", may_see, _news("You are let into something", "case"), True),
    (MISSED, "A promise was missed", may_see, _news("Somebody was promised word and has not heard", "case"), False),
    (OVERDUE, "Something is overdue", may_see, _news("Something in a case is overdue", "case"), True),
    (ADDED, "Somebody wrote", may_see, _news("Somebody wrote to you in a case", "case"), False),
    (TAKEN, "Your report is in hand", may_follow, _news("Your report is in hand", "report-progress"), False),
    (CLOSED, "Your report is closed", may_follow, _news("Your report is closed", "report-progress"), False),
    (
        WORD,
        "Word for you",
        _may("incidents.see_what_is_done", CasePerson),
        _news("There is word for you", "what-is-done"),
        False,
    ),
    (
        ANSWERED,
        "Answer to a question",
        may_follow,
        _news("There is an answer to your question", "report-progress"),
        False,
    ),
    (
        EMERGENCY,
        "Emergency access",
        _may("incidents.agree_emergency", EmergencyAccess),
        _news("Somebody asked for emergency access", "emergency"),
        True,
    ),
):
    kinds.register(name, Kind(title, may_know, render, is_urgent, is_private=True))
