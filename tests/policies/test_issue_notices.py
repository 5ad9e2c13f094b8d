"""Who is mailed about what a trust issued: the schools that are asked, the trust's officers when they answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import Person, RoleKind
from policies import transitions
from policies.models import IssueAnswer, TrustIssue
from policies.transitions.issue_notices import ANSWERED, ISSUED
from policies.transitions.issuing import ask_newcomers, explain_issue, issue_policy, take_issue
from tests.cast import Cast, a_person, a_role, a_school
from tests.policies.issuing import FACTS, issued, published, trust_version


@pytest.fixture
def by(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": cast.at}


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def letter(notice: Notice) -> str:
    """The mail as it would go, its long lines joined."""
    mail = write(notice, kinds.entries[notice.kind].render(notice), at=notice.queued_at).decode()
    return mail.replace("=\r\n", "")


def to(person: Person, kind: str) -> Notice:
    return Notice.objects.select_related("recipient__user", "school").get(recipient=person, kind=kind)


def test_clerk_and_headteacher_of_every_school_are_told_and_nobody_else(cast: Cast) -> None:
    found = issued(cast)
    assert told(ISSUED) == {cast.clerk.name, cast.headteacher.name, found.sister_clerk.name}
    notice = to(cast.clerk, ISSUED)
    assert kinds.entries[ISSUED].may_know(notice)
    words = letter(notice)
    assert reverse("answer", args=[found.answer.uid]) in words
    assert "in the staff room" not in words
    assert "Headteacher's name" not in words
    assert found.issue.policy.title not in words


def test_who_is_clerk_no_more_may_not_know(cast: Cast) -> None:
    issued(cast)
    cast.school.roles.filter(person=cast.clerk).delete()
    assert not kinds.entries[ISSUED].may_know(to(cast.clerk, ISSUED))


def test_each_is_told_once_for_an_edition_and_again_for_the_next(cast: Cast) -> None:
    found = issued(cast)
    newcomer = a_school("Acorn Primary School", trust=cast.trust)
    clerk = a_person(newcomer, "Nell Newcomer")
    a_role(clerk, RoleKind.CLERK)
    before = Notice.objects.filter(kind=ISSUED).count()
    ask_newcomers(found.issue, by=cast.trust_officer, at=cast.at)
    assert Notice.objects.filter(kind=ISSUED).count() == before + 1
    assert "Nell Newcomer" in told(ISSUED)
    trust_version(cast, found.issue.policy)
    issue_policy(found.issue.policy, [], cast.today + timedelta(9), by=cast.trust_officer, at=cast.at)
    assert Notice.objects.filter(kind=ISSUED, recipient=cast.clerk).count() == 2
    old = Notice.objects.filter(kind=ISSUED, recipient=cast.clerk).order_by("pk").first()
    assert old is not None
    with pytest.raises(NoLongerOwed, match="asks for it no more"):
        letter(old)


def test_a_school_that_has_answered_meanwhile_is_not_told(cast: Cast, by: dict[str, Any]) -> None:
    explain_issue(issued(cast).answer, "We have our own.", **by)
    with pytest.raises(NoLongerOwed, match="has answered"):
        letter(to(cast.headteacher, ISSUED))


def test_the_trusts_officers_are_told_the_morning_after_in_one_mail_for_all_schools(
    cast: Cast, by: dict[str, Any]
) -> None:
    found = issued(cast)
    explain_issue(found.answer, "Wombat words.", **by)
    take_issue(IssueAnswer.objects.get(school=found.sister), FACTS, by=found.sister_clerk, at=cast.at)
    assert told(ANSWERED) == {cast.trust_officer.name}
    notice = to(cast.trust_officer, ANSWERED)
    due = localtime(notice.due_at)
    assert (due.date(), due.hour, notice.school) == (cast.today + timedelta(1), 7, cast.trust)
    assert kinds.entries[ANSWERED].may_know(notice)
    words = letter(notice)
    assert f"{cast.school.name}: Explained" in words
    assert f"{found.sister.name}: Adapting" in words
    assert reverse("issue", args=[found.issue.uid]) in words
    for hidden in ("Wombat", "Hannah", found.issue.policy.title):
        assert hidden not in words


def test_they_are_told_when_it_is_adopted_too(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast)
    version = take_issue(found.answer, FACTS, **by)
    Notice.objects.filter(kind=ANSWERED).delete()
    IssueAnswer.objects.filter(pk=found.answer.pk).update(answered_at=cast.at - timedelta(days=3))
    published(cast, version)
    assert f"{cast.school.name}: Adopted edition 1" in letter(to(cast.trust_officer, ANSWERED))


def test_what_was_taken_up_and_given_up_on_the_same_day_is_no_answer(cast: Cast, by: dict[str, Any]) -> None:
    transitions.abandon_version(take_issue(issued(cast).answer, FACTS, **by), **by)
    with pytest.raises(NoLongerOwed):
        letter(to(cast.trust_officer, ANSWERED))


def test_a_policy_of_the_schools_own_in_force_tells_the_trust_nothing(cast: Cast, by: dict[str, Any]) -> None:
    version = published(cast, take_issue(issued(cast).answer, FACTS, **by))
    Notice.objects.filter(kind=ANSWERED).delete()
    published(cast, transitions.start_version(version.policy, **by))
    assert told(ANSWERED) == set()


def test_issuing_asks_the_database_as_often_for_many_schools_as_for_few(cast: Cast) -> None:
    for number in range(2):
        a_role(a_person(a_school(f"First{number}", trust=cast.trust), f"Clerk {number}"), RoleKind.CLERK)

    def queries(title: str) -> int:
        policy = trust_version(cast, title=title).policy
        with CaptureQueriesContext(connection) as asked:
            issue_policy(policy, [], cast.today + timedelta(9), by=cast.trust_officer, at=cast.at)
        return len(asked)

    queries("Once")
    few = queries("Twice")
    for number in range(20):
        a_role(a_person(a_school(f"School{number}", trust=cast.trust), f"Other clerk {number}"), RoleKind.CLERK)
    assert queries("Thrice") == few
    assert TrustIssue.objects.count() == 3
