"""Issuing by the pages alone: the trust's officer, the schools' clerks; what nobody else sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.documents.print_limits import MOST_WORDS
from policies.content import ClauseText, Text, text_of
from policies.models import IssueAnswer, LocalFact, Policy, TrustIssue, Version
from policies.transitions.issuing import explain_issue, take_issue
from tests.cast import Cast, a_person, a_role, a_school, signed_in
from tests.policies.issuing import FACTS, issued, published, trust_version
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import dated, send

FILLED = {"fact_0": "Hannah Head", "fact_1": "01234 567890"}


def of(answer: IssueAnswer | TrustIssue, name: str = "answer") -> str:
    return reverse(name, args=[answer.uid])


def test_a_trust_officer_issues_a_policy_and_every_school_has_it_on_its_desk(cast: Cast) -> None:
    policy, client = trust_version(cast).policy, signed_in(cast.trust_officer)
    shown = said(client.get(reverse("issue-list", args=[cast.trust.slug])))
    assert "Issue Telephones at work, version 1.0" in shown
    address = reverse("policy-issue", args=[policy.uid])
    assert "Headteacher's name Telephone" in said(client.get(address))
    day = cast.today + timedelta(days=20)
    page = send(client, address, adaptable=["breaks"], **dated("answer_by", day.day, day.month, day.year))
    assert "issued as edition 1" in said(page)
    assert "Not answered: 1" in said(page)
    assert TrustIssue.objects.get().adaptable == ["breaks"]
    for who in (cast.clerk, cast.headteacher):
        assert "Your trust issued Telephones at work, edition 1" in said(signed_in(who).get("/"))
    for other in (cast.teacher, cast.other_clerk):
        assert "Your trust issued" not in said(signed_in(other).get("/"))


def test_a_text_that_cannot_be_printed_is_said_to_be_so_before_the_schools_have_it(cast: Cast) -> None:
    text = Text((ClauseText(anchor="all", number="1", title="Words", html="<p>" + "word " * MOST_WORDS + "</p>"),))
    client = signed_in(cast.trust_officer)
    long, short = trust_version(cast, text=text, title="Long").policy, trust_version(cast).policy
    assert "there is no PDF of it" in said(client.get(reverse("policy-issue", args=[long.uid])))
    assert "there is no PDF of it" not in said(client.get(reverse("policy-issue", args=[short.uid])))


def test_a_day_to_answer_by_that_is_past_is_refused_beside_nothing_lost(cast: Cast) -> None:
    policy, client = trust_version(cast).policy, signed_in(cast.trust_officer)
    page = send(
        client, reverse("policy-issue", args=[policy.uid]), adaptable=["records"], **dated("answer_by", 1, 2, 2020)
    )
    assert "a day to answer by that is still to come" in said(page)
    assert b'value="records"' in page.content  # type: ignore[attr-defined]
    assert b"checked" in page.content  # type: ignore[attr-defined]
    assert not TrustIssue.objects.exists()


def test_a_clerk_fills_in_the_facts_and_is_told_what_is_missing(cast: Cast) -> None:
    answer, client = issued(cast).answer, signed_in(cast.clerk)
    page = said(send(client, of(answer, "answer-take"), fact_0="Hannah Head", fact_1=" "))
    assert "Telephone: Fill this in." in page
    assert not LocalFact.objects.exists()
    page = said(send(client, of(answer, "answer-take"), **FILLED))
    assert "It is a draft of your school now" in page
    version = Version.objects.get(school=cast.school)
    assert "Tell Hannah Head at once, on 01234 567890." in version.canonical
    assert "Adapting" in said(client.get(reverse("answer-list", args=[cast.school.slug])))
    assert "Your trust issued" not in said(client.get("/"))


def test_facts_are_offered_again_for_the_next_policy(cast: Cast) -> None:
    found = issued(cast)
    LocalFact.objects.create(school=cast.school, name="telephone", value="0777", set_by=cast.clerk, set_at=cast.at)
    LocalFact.objects.create(
        school=found.sister, name="telephone", value="0888", set_by=found.sister_clerk, set_at=cast.at
    )
    page = signed_in(cast.clerk).get(of(found.answer, "answer-take")).content.decode()
    assert 'value="0777"' in page
    assert "0888" not in page


def test_a_locked_clause_has_no_tools_and_sending_its_form_anyway_is_refused_in_words(cast: Cast) -> None:
    version = take_issue(issued(cast).answer, FACTS, by=cast.clerk, at=cast.at)
    client = signed_in(cast.clerk)
    page = client.get(reverse("version-text", args=[version.uid])).content.decode()
    assert reverse("clause-edit", args=[version.uid, "breaks"]) in page
    for gone in (("clause-edit", "tell"), ("clause-remove", "tell"), ("clause-add", "breaks")):
        assert reverse(gone[0], args=[version.uid, gone[1]]) not in page
    edit = reverse("clause-edit", args=[version.uid, "records"])
    refused = said(send(client, edit, number="3", title="Records", level=1, text="For a year."))
    assert "“3 Records” is locked by your trust and cannot be edited." in refused
    edit = reverse("clause-edit", args=[version.uid, "breaks"])
    assert "Saved." in said(send(client, edit, number="2", title="Breaks", level=1, text="In the locker."))
    assert "<p>In the locker.</p>" in text_of(version).clauses[1].html


def test_all_of_the_text_in_one_box_keeps_the_locked_clauses_as_they_are(cast: Cast) -> None:
    facts = {"Headteacher's name": "Hannah Head", "Telephone": "01234 567890"}
    version = take_issue(issued(cast).answer, facts, by=cast.clerk, at=cast.at)
    before = list(text_of(version).clauses)
    client, address = signed_in(cast.clerk), reverse("version-whole-text", args=[version.uid])
    text = "# 1 Who to tell\n\nTell Hannah Head at once, on 01234 567890.\n\n# 2 Breaks\n\nIn the locker.\n\n"
    page = said(send(client, address, text=text + "# 3 Records\n\nFor a year."))
    assert "is locked by your trust" in page
    page = said(send(client, address, text=text + "# 3 Records\n\nThe office keeps a record for six years."))
    assert "Saved." in page
    after = list(text_of(version).clauses)
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1].html.strip() == "<p>In the locker.</p>"


def test_a_school_explains_and_the_trust_reads_who_said_what_and_when(cast: Cast) -> None:
    found = issued(cast)
    page = said(send(signed_in(cast.clerk), of(found.answer, "answer-explain"), why="We have no telephones here."))
    assert "The trust can read it now" in page
    shown = said(signed_in(cast.trust_officer).get(of(found.issue, "issue")))
    assert "We have no telephones here. Clara Clerk," in shown
    assert "Sister Primary School Not answered" in shown


def test_nothing_of_one_schools_draft_or_answer_is_seen_by_another_or_by_the_trust(cast: Cast) -> None:
    found = issued(cast)
    facts = {"Headteacher's name": "Quokka Head", "Telephone": "0155"}
    version = take_issue(found.answer, facts, by=cast.clerk, at=cast.at)
    theirs = found.issue.answers.get(school=found.sister)
    explain_issue(theirs, "Wombat words.", by=found.sister_clerk, at=cast.at)
    sister, officer = signed_in(found.sister_clerk), signed_in(cast.trust_officer)
    for client in (sister, officer):
        assert client.get(of(found.answer)).status_code == 404
        assert client.get(reverse("version", args=[version.uid])).status_code == 404
    assert sister.get(of(found.issue, "issue")).status_code == 404
    assert signed_in(cast.clerk).get(of(theirs)).status_code == 404
    shown = said(officer.get(of(found.issue, "issue")))
    assert "Beacon Hill Primary School Adapting" in shown
    assert "Quokka" not in shown
    for address in ("/", reverse("answer-list", args=[found.sister.slug]), of(theirs)):
        assert "Quokka" not in said(sister.get(address))
        assert "Wombat" not in said(signed_in(cast.clerk).get("/"))


def test_a_newer_version_at_the_trust_is_on_the_officers_desk_until_it_is_issued(cast: Cast) -> None:
    found, client = issued(cast), signed_in(cast.trust_officer)
    published(cast, take_issue(found.answer, FACTS, by=cast.clerk, at=cast.at))
    assert "has a newer version" not in said(client.get("/"))
    policy = Policy.objects.get(pk=found.issue.policy_id)
    trust_version(cast, policy)
    assert "the schools have edition 1" in said(client.get("/"))
    day = cast.today + timedelta(days=20)
    address = reverse("policy-issue", args=[policy.uid])
    assert b"checked" in client.get(address).content
    send(client, address, adaptable=["breaks"], **dated("answer_by", day.day, day.month, day.year))
    assert "the schools have edition 1" not in said(client.get("/"))
    newer = TrustIssue.objects.get(replaced_at=None)
    assert "Has an older edition: 1" in said(client.get(of(newer, "issue")))
    answer = newer.answers.get(school=cast.school)
    page = said(send(signed_in(cast.clerk), of(answer, "answer-take"), **FILLED))
    assert "It is a draft of your school now" in page


def test_changed_facts_go_into_a_draft(cast: Cast) -> None:
    answer = issued(cast).answer
    published(cast, take_issue(answer, FACTS, by=cast.clerk, at=cast.at))
    page = said(send(signed_in(cast.clerk), of(answer, "answer-facts"), fact_0="Nell New-Head", fact_1="0155"))
    assert "The facts stand in the draft now" in page
    draft = Version.objects.get(school=cast.school, status=Version.Status.DRAFT)
    assert "Nell New-Head" in draft.canonical


def test_a_school_that_came_later_is_asked_by_a_button(cast: Cast) -> None:
    found, client = issued(cast), signed_in(cast.trust_officer)
    newcomer = a_school("Acorn Primary School", trust=cast.trust)
    assert "Ask the schools that were not asked" in said(client.get(of(found.issue, "issue")))
    assert "Asked: Acorn Primary School." in said(client.post(of(found.issue, "issue-ask"), follow=True))
    assert found.issue.answers.filter(school=newcomer).exists()
    assert "has been asked already" in said(client.post(of(found.issue, "issue-ask"), follow=True))


@pytest.mark.parametrize("page", ["issue-list", "issue"])
def test_the_trusts_pages_ask_as_much_for_ten_times_the_schools(cast: Cast, page: str) -> None:
    found, client = issued(cast), signed_in(cast.trust_officer)
    address = of(found.issue, "issue") if page == "issue" else reverse(page, args=[cast.trust.slug])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    queries()
    few = queries()
    for number in range(20):
        school = a_school(f"School{number} Primary", trust=cast.trust)
        clerk = a_person(school, f"Clerk {number}")
        a_role(clerk, "clerk")
        answer = IssueAnswer.objects.create(school=school, issue=found.issue)
        if number % 2:
            explain_issue(answer, "We have our own.", by=clerk, at=cast.at)
        else:
            take_issue(answer, FACTS, by=clerk, at=cast.at)
    assert queries() == few <= 12
