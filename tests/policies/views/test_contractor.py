"""Contractors: a link and no account, what they confirm, what they tell the school (QEI-06)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Entry, Look
from foundation.core.states import NotAllowed
from foundation.documents import store
from foundation.notices.kinds import kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import StaffGroup
from foundation.schools.models.person import Community
from policies.contracting import listed
from policies.links import MISSES, hash_of
from policies.models import Attachment, Contractor, ContractorAcknowledgement, ContractorReport, Policy, PolicyRules
from policies.transitions import put_in_force, submit_version
from policies.transitions.contractor import (
    REPORTS_A_DAY,
    ContractorFacts,
    acknowledge_as_contractor,
    add_contractor,
    answer_report,
    end_contractor,
    renew_link,
    report_as_contractor,
)
from tests.access.database import holds
from tests.cast import Cast, signed_in
from tests.policies.issuing import attached
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import boxes, hidden, said
from tests.policies.views.test_drafting import dated, send

pytestmark = pytest.mark.clause("QEI-06")


@pytest.fixture(autouse=True)
def _no_misses_yet() -> None:
    cache.clear()


@pytest.fixture
def builders(cast: Cast) -> StaffGroup:
    return StaffGroup.objects.create(school=cast.school, name="Builders", community=Community.CONTRACTORS)


@pytest.fixture
def policy(cast: Cast, builders: StaffGroup) -> Policy:
    """A policy that asks contractors, beside one that asks staff."""
    in_force(cast, a_policy(cast, "Staff only"))
    PolicyRules.objects.filter(school=cast.school).update(personal_use="No phones where children are.")
    return in_force(cast, a_policy(cast, "Rules on site", audience=(builders,))).policy


def let_in(cast: Cast, name: str = "Rita Roofer", **facts: Any) -> tuple[Contractor, str]:
    usual = {"company": "Roofs Ltd", "email": "", "purpose": "mends the roof", "until": cast.today + timedelta(30)}
    return add_contractor(cast.school, ContractorFacts(**{"name": name, **usual, **facts}), by=cast.clerk, at=cast.at)


def desk(word: str) -> str:
    return reverse("contractor-desk", args=[word])


def tell(word: str) -> str:
    return reverse("contractor-tell", args=[word])


def read(word: str, policy: Policy) -> str:
    return reverse("contractor-policy", args=[word, policy.uid])


def confirm(client: Client, address: str) -> Any:
    page = client.get(address)
    return client.post(address, hidden(page) | dict.fromkeys(boxes(page), "on"), follow=True)


def test_the_office_lets_somebody_in_and_the_link_goes_to_their_address(cast: Cast, policy: Policy) -> None:
    page = send(
        signed_in(cast.clerk),
        reverse("contractor-add", args=[cast.school.slug]),
        company="Roofs Ltd",
        name="Rita Roofer",
        email="rita@roofs.example",
        purpose="mends the roof",
        **dated("until_on", cast.today.day, cast.today.month, cast.today.year + 0),
    )
    assert "The link is on its way to rita@roofs.example." in said(page)
    letter = mail.outbox[-1]
    assert letter.to == ["rita@roofs.example"]
    link = re.search(r"https?://[^/]+(/by-link/contractor/[\w-]{40,}/)", str(letter.body))
    assert link is not None
    page = Client().get(link[1])
    assert "Welcome, Rita Roofer" in said(page)
    assert "No phones where children are." in said(page)


def test_without_an_address_the_link_is_shown_once_to_be_handed_over(cast: Cast) -> None:
    page = send(
        signed_in(cast.business_manager),
        reverse("contractor-add", args=[cast.school.slug]),
        company="Roofs Ltd",
        name="Rita Roofer",
        purpose="mends the roof",
        **dated("until_on", cast.today.day, cast.today.month, cast.today.year),
    )
    assert "This page shows the link once." in said(page)
    word = re.search(r"/by-link/contractor/([\w-]{40,})/", page.content.decode())  # type: ignore[attr-defined]
    assert word is not None
    assert mail.outbox == []
    assert page["Cache-Control"] == "no-store, private"  # type: ignore[index]
    again = signed_in(cast.clerk).get(reverse("contractor", args=[Contractor.objects.get().uid]))
    assert word[1] not in again.content.decode()


def test_the_word_of_a_link_stands_nowhere_in_the_database(cast: Cast, policy: Policy) -> None:
    contractor, word = let_in(cast)
    confirm(Client(), read(word, policy))
    assert contractor.link_hash == hash_of(word)
    assert len(word) >= 43
    assert not holds(word)


def test_a_contractor_confirms_what_addresses_contractors_and_nothing_else(cast: Cast, policy: Policy) -> None:
    contractor, word = let_in(cast)
    page = Client().get(desk(word))
    assert "Rules on site" in said(page)
    assert "Staff only" not in said(page)
    address = read(word, policy)
    page = Client().post(address, hidden(Client().get(address)))
    assert "Tick this box if it is true for you" in said(page)
    before = hidden(page) | dict.fromkeys(boxes(page), "on")
    assert "You have confirmed this policy" in said(Client().post(address, before, follow=True))
    kept = ContractorAcknowledgement.objects.get()
    assert (kept.contractor, kept.policy, kept.edition) == (contractor, policy, 1)
    assert kept.content_hash == kept.version.content_hash
    assert [row["text"] for row in kept.statements] == list(TEXT.statements)
    assert Entry.objects.filter(verb="contractor_acknowledged", by_kind="contractor", by_uid=contractor.uid).exists()
    assert "Nothing left to confirm" in said(Client().get(desk(word)))
    Client().post(address, before)
    assert ContractorAcknowledgement.objects.count() == 1
    staff_only = Policy.objects.get(title="Staff only")
    assert Client().get(read(word, staff_only)).status_code == 404


def test_a_change_that_matters_asks_the_contractor_again(cast: Cast, policy: Policy) -> None:
    _, word = let_in(cast)
    confirm(Client(), read(word, policy))
    put_in_force(
        submit_version(a_draft(cast, policy, OTHER_TEXT), by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at
    )
    assert "Nothing left to confirm" not in said(Client().get(desk(word)))
    confirm(Client(), read(word, policy))
    assert list(ContractorAcknowledgement.objects.order_by("edition").values_list("edition", flat=True)) == [1, 2]


def test_a_stale_text_and_one_for_others_are_refused(cast: Cast, policy: Policy) -> None:
    contractor, _ = let_in(cast)
    version = policy.versions.get()
    given: dict[str, Any] = {"words": "Yes.", "statements": TEXT.statements, "at": cast.at}
    with pytest.raises(NotAllowed, match="changed while you had it open"):
        acknowledge_as_contractor(contractor, version, seen="0" * 64, **given)
    other = Policy.objects.get(title="Staff only").versions.get()
    with pytest.raises(NotAllowed, match="does not ask contractors"):
        acknowledge_as_contractor(contractor, other, seen=other.content_hash, **given)
    with pytest.raises(NotAllowed, match="Each statement"):
        acknowledge_as_contractor(
            contractor, version, seen=version.content_hash, words="Yes.", statements=[], at=cast.at
        )


def test_a_policy_signed_with_a_name_wants_the_contractors_name(cast: Cast, policy: Policy) -> None:
    Policy.objects.filter(pk=policy.pk).update(wants_signature=True)
    _, word = let_in(cast)
    address = read(word, policy)
    page = Client().get(address)
    ticked = hidden(page) | dict.fromkeys(boxes(page), "on")
    assert "Rita Roofer" in said(Client().post(address, ticked | {"signature": "Somebody Else"}))
    assert not ContractorAcknowledgement.objects.exists()
    Client().post(address, ticked | {"signature": "rita roofer"})
    assert ContractorAcknowledgement.objects.get().signature == "rita roofer"


def test_a_link_ends_with_the_last_day_and_at_once_when_it_is_ended_or_made_anew(cast: Cast, policy: Policy) -> None:
    contractor, word = let_in(cast)
    newer = renew_link(contractor, by=cast.clerk, at=cast.at)
    assert Client().get(desk(word)).status_code == 404
    assert Client().get(desk(newer)).status_code == 200
    Contractor.objects.update(until=cast.today - timedelta(1))
    page = Client().get(desk(newer))
    assert page.status_code == 410
    assert "This link has run out" in said(page)
    assert "Rita" not in said(page)
    assert Client().post(tell(newer), {}).status_code == 410
    Contractor.objects.update(until=cast.today)
    end_contractor(contractor, by=cast.clerk, at=cast.at)
    assert Client().get(desk(newer)).status_code == 404
    with pytest.raises(NotAllowed, match="was ended"):
        renew_link(contractor, by=cast.clerk, at=cast.at)


@pytest.mark.parametrize(("days", "words"), [(-1, "cannot be past"), (367, "a year at most")])
def test_a_last_day_that_is_past_or_far_away_is_refused(cast: Cast, days: int, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        let_in(cast, until=cast.today + timedelta(days))


def test_who_tries_links_is_held_back(cast: Cast) -> None:
    _, word = let_in(cast)
    for _ in range(MISSES):
        assert Client().get(desk("x" * 43)).status_code == 404
    page = Client().get(desk(word))
    assert page.status_code == 429
    assert "Wait ten minutes" in said(page)


def test_a_page_by_link_is_kept_nowhere_and_its_address_told_to_nobody(cast: Cast, policy: Policy) -> None:
    _, word = let_in(cast)
    for address in (desk(word), tell(word), read(word, policy)):
        page = Client().get(address)
        assert page["Cache-Control"] == "no-store, private"
        assert page["Referrer-Policy"] == "no-referrer"


def test_a_contractor_tells_the_school_and_reads_who_has_seen_it(cast: Cast) -> None:
    _, word = let_in(cast)
    today = timezone.localdate()
    page = send(
        Client(),
        tell(word),
        what="A colleague photographed the playground.",
        call="Rita, 01632 960123",
        **dated("happened_on", today.day, today.month, today.year),
    )
    assert "The school has your report." in said(page)
    assert "Nobody has answered yet." in said(page)
    report = ContractorReport.objects.get()
    assert not holds("photographed the playground")
    assert not holds("960123")
    told = set(Notice.objects.filter(kind="policies.contractor_report").values_list("recipient", flat=True))
    assert told == {cast.clerk.pk, cast.headteacher.pk}
    head = signed_in(cast.headteacher)
    assert "A contractor reported something" in said(head.get("/"))
    address = reverse("contractor-report", args=[report.uid])
    shown = said(head.get(address))
    assert "A colleague photographed the playground." in shown
    assert "Rita, 01632 960123" in shown
    assert Look.objects.filter(about_uid=report.uid, by_uid=cast.headteacher.uid, how="opened").exists()
    assert "can read that you have seen it" in said(send(head, address, answer="We ring you before noon."))
    shown = said(Client().get(desk(word)))
    assert "seen by Hannah Headteacher" in shown
    assert "We ring you before noon." in shown
    assert "A contractor reported something" not in said(signed_in(cast.clerk).get("/"))


def test_the_notice_of_a_report_says_nothing_of_it(cast: Cast) -> None:
    contractor, _ = let_in(cast)
    report = a_report(cast, contractor)
    notice = Notice.objects.select_related("recipient", "school").get(recipient=cast.clerk)
    letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at).decode()
    assert str(report.uid) in letter
    for word in ("photograph", "Rita", "Roofs", "960123"):
        assert word not in letter


def a_report(cast: Cast, contractor: Contractor, sent_as: str = "once") -> ContractorReport:
    words = {"what": "A photograph was taken.", "call": "Rita, 01632 960123"}
    return report_as_contractor(contractor, words=words, happened_on=cast.today, sent_as=sent_as, at=cast.at)


def test_a_report_sent_twice_is_one_and_the_second_answer_gets_words(cast: Cast) -> None:
    contractor, _ = let_in(cast)
    report = a_report(cast, contractor)
    assert a_report(cast, contractor) == report
    answer_report(report, answer="", by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="Clara Clerk has answered this already"):
        answer_report(report, answer="Me too.", by=cast.headteacher, at=cast.at)


def test_a_report_of_the_future_and_a_flood_of_reports_are_refused(cast: Cast) -> None:
    contractor, _ = let_in(cast)
    with pytest.raises(NotAllowed, match="in the future"):
        report_as_contractor(contractor, words={}, happened_on=cast.today + timedelta(1), sent_as="x", at=cast.at)
    for number in range(REPORTS_A_DAY):
        a_report(cast, contractor, str(number))
    with pytest.raises(NotAllowed, match="Ring the school"):
        a_report(cast, contractor, "one more")


def test_what_was_written_and_cannot_be_opened_is_said_to_be_so(cast: Cast) -> None:
    contractor, _ = let_in(cast)
    report = a_report(cast, contractor)
    ContractorReport.objects.update(sealed=b"torn")
    page = signed_in(cast.clerk).get(reverse("contractor-report", args=[report.uid]))
    assert page.status_code == 200
    assert "cannot be opened" in said(page)


def test_a_report_is_for_clerk_and_headteacher_only(cast: Cast) -> None:
    contractor, _ = let_in(cast)
    address = reverse("contractor-report", args=[a_report(cast, contractor).uid])
    for who in ("business_manager", "senior_leader", "teacher", "dsl", "other_clerk", "trust_officer"):
        assert signed_in(getattr(cast, who)).get(address).status_code == 404
    page = said(signed_in(cast.business_manager).get(reverse("contractor", args=[contractor.uid])))
    assert "What they reported" not in page


def test_the_office_sees_who_has_still_to_confirm(cast: Cast, policy: Policy) -> None:
    _, word = let_in(cast)
    let_in(cast, "Dev Drainer", company="Drains Ltd")
    confirm(Client(), read(word, policy))
    page = said(signed_in(cast.senior_leader).get(reverse("contractor-list", args=[cast.school.slug])))
    assert "Rita Roofer Roofs Ltd mends the roof" in page
    assert "1 of 1" in page
    assert "0 of 1 Outstanding" in page
    outstanding = said(signed_in(cast.clerk).get(reverse("outstanding-policy", args=[policy.uid])))
    assert "Dev Drainer, Drains Ltd" in outstanding
    assert "Rita Roofer" not in outstanding
    assert "Dev Drainer" not in said(signed_in(cast.line_manager).get(reverse("outstanding-policy", args=[policy.uid])))


def test_the_list_asks_the_database_as_often_for_many_as_for_one(cast: Cast, policy: Policy) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert all(row.asked == 1 for row in listed(cast.school, cast.today))
        return len(asked)

    let_in(cast)
    one = queries()
    for number in range(10):
        let_in(cast, f"Rita {number}")
    assert queries() == one <= 3


def test_what_is_said_of_a_contractor_is_changed_and_the_trail_says_how(cast: Cast) -> None:
    contractor, word = let_in(cast)
    page = send(
        signed_in(cast.clerk),
        reverse("contractor-change", args=[contractor.uid]),
        company="Roofs and Walls Ltd",
        name="Rita Roofer",
        purpose="mends the wall",
        **dated("until_on", cast.today.day, cast.today.month, cast.today.year),
    )
    assert "is changed" in said(page)
    contractor.refresh_from_db()
    assert (contractor.company, contractor.purpose) == ("Roofs and Walls Ltd", "mends the wall")
    assert Client().get(desk(word)).status_code == 200
    assert "Roofs and Walls Ltd" in Entry.objects.get(verb="contractor_changed").payload


def with_annex(cast: Cast, policy: Policy, title: str = "Site plan") -> Attachment:
    """The next version of the policy in force with a file that belongs to it."""
    draft = attached(a_draft(cast, policy, OTHER_TEXT), title, title.encode(), cast.clerk)
    version = put_in_force(submit_version(draft, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    return version.attachments.get(title=title)


def annex(word: str, item: Attachment, policy: Policy | None = None) -> str:
    return reverse("contractor-annex", args=[word, (policy or item.version.policy).uid, item.uid])


def test_a_contractor_opens_the_files_that_belong_to_the_policy_and_that_is_kept(cast: Cast, policy: Policy) -> None:
    contractor, word = let_in(cast)
    item = with_annex(cast, policy)
    page = Client().get(read(word, policy))
    assert "Files that belong to it Site plan" in said(page)
    assert annex(word, item) in page.content.decode()
    answer = Client().get(annex(word, item))
    assert answer.content == b"Site plan"
    assert "attachment" in answer["Content-Disposition"]
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store, private", "no-referrer")
    look = Look.objects.get(about_uid=item.file.uid)
    assert (look.by_uid, look.how, look.school_uid) == (contractor.uid, "downloaded", cast.school.uid)


def test_a_link_that_is_over_opens_no_file(cast: Cast, policy: Policy) -> None:
    contractor, word = let_in(cast)
    item = with_annex(cast, policy)
    newer = renew_link(contractor, by=cast.clerk, at=cast.at)
    assert Client().get(annex(word, item)).status_code == 404
    Contractor.objects.update(until=cast.today - timedelta(1))
    answer = Client().get(annex(newer, item))
    assert (answer.status_code, b"Site plan" in answer.content) == (410, False)
    Contractor.objects.update(until=cast.today)
    end_contractor(contractor, by=cast.clerk, at=cast.at)
    assert Client().get(annex(newer, item)).status_code == 404
    assert not Look.objects.exists()


def test_a_link_opens_no_other_file(cast: Cast, policy: Policy) -> None:
    _, word = let_in(cast)
    old = with_annex(cast, policy)
    current = with_annex(cast, policy, "New plan")
    staff_only = with_annex(cast, Policy.objects.get(title="Staff only"), "Staff list")
    draft = attached(a_draft(cast, policy, TEXT), "Coming plan", b"Coming", cast.clerk)
    original = current.version.attachments.create(file=old.file, kind=Attachment.Kind.ORIGINAL, title="As it came")
    refused = [
        annex(word, old),
        annex(word, staff_only),
        annex(word, staff_only, policy),
        annex(word, current, staff_only.version.policy),
        annex(word, draft.attachments.get(title="Coming plan"), policy),
        annex(word, original, policy),
        reverse("file-download", args=[current.file.uid]),
    ]
    assert Client().get(annex(word, current, policy)).status_code == 200
    for address in refused[:-1]:
        assert Client().get(address).status_code == 404, address
    assert Client().get(refused[-1]).status_code == 302, "the download of those who sign in asks to sign in"
    assert Look.objects.count() == 1


def test_a_file_that_is_broken_is_said_to_be_so(cast: Cast, policy: Policy) -> None:
    _, word = let_in(cast)
    item = with_annex(cast, policy)
    store.remove(item.file.uid)
    answer = Client().get(annex(word, item))
    assert answer.status_code == 500
    assert "This file cannot be opened" in said(answer)
    assert not Look.objects.exists()
