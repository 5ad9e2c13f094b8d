"""A policy as it is read, its versions, receipts and prints."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.documents import store
from foundation.documents.files import open_sealed
from foundation.jobs.kinds import kinds
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from policies.content import ClauseText, Text
from policies.models import Acknowledgement, PastEvent, Version
from policies.prints import KIND, PRINTER
from policies.transitions import (
    acknowledge,
    decide,
    put_in_force,
    record_consultation,
    set_legal_references,
    sign,
    submit_version,
    withdraw_policy,
)
from policies.transitions.printing import keep_print
from policies.transitions.steps import Consulted, Decided
from tests.cast import Cast, signed_in
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force, steps_like_acresfield
from tests.policies.views.shown import document, said

TOO_LONG = Text(clauses=[ClauseText("Long", "<p>" + "word " * 2_000_000 + "</p>", "1")])


def page_of(cast: Cast, version: Version, person: Any = None) -> Any:
    return signed_in(person or cast.teacher).get(reverse("policy", args=[version.policy.uid]))


def receipt_of(cast: Cast, version: Version, person: Any = None) -> Acknowledgement:
    seen, by = version.content_hash, person or cast.teacher
    return acknowledge(version, words="I will.", statements=TEXT.statements, seen=seen, by=by, at=cast.at)


@pytest.mark.clause("QEI-01")
def test_contents_and_clauses_have_lasting_addresses(cast: Cast) -> None:
    appendix = ClauseText("Form", "<p>Name:</p>", "Appendix A", is_appendix=True)
    version = in_force(cast, text=Text(clauses=(*TEXT.clauses, appendix), statements=TEXT.statements))
    page = document(page_of(cast, version))
    listed = page.xpath("//nav[@aria-label='Contents']//a")
    assert [link.text_content() for link in listed] == [
        "1 Purpose",
        "2 Lost keys",
        "2.1 Visitors",
        "Appendix A Form",
    ]
    for link in listed:
        assert page.xpath(f"//section[@id='{link.get('href')[1:]}']")
    assert page.xpath("//nav[@aria-label='Contents']/details/ol/li[2]/ol/li/a/@href") == ["#21-visitors"]
    newer = in_force(cast, version.policy, OTHER_TEXT)
    anchors = document(page_of(cast, newer)).xpath("//section[@class='app-clause']/@id")
    assert anchors == ["1-purpose", "2-lost-keys"]


def test_headings_leave_no_level_out_and_a_wide_table_can_be_scrolled_by_keyboard(cast: Cast) -> None:
    table = "<table><tbody><tr><td>Here</td></tr></tbody></table>"
    clauses = (
        ClauseText("One", table, "1"),
        ClauseText("", "<p>No title.</p>", "1.1", 2),
        ClauseText("Deep", "", "1.1.1", 3),
    )
    page = document(page_of(cast, in_force(cast, text=Text(clauses=clauses))))
    assert [element.tag for element in page.xpath("//article//*[starts-with(name(), 'h')]")] == ["h2", "h3"]
    assert page.xpath("//article//div[@tabindex='0' and @class='app-scroll']/table")


def test_an_old_version_stays_readable_and_is_marked(cast: Cast) -> None:
    version = in_force(cast)
    newer = in_force(cast, version.policy, OTHER_TEXT)
    client = signed_in(cast.teacher)
    old = client.get(reverse("version", args=[version.uid]))
    assert "This is an old version. It was superseded on" in said(old)
    assert "Tell the office the same day." in said(old)
    assert "Read and confirm" not in said(old)
    current = said(page_of(cast, newer))
    assert "within the hour" in current
    assert "Compare with version 1.0" in current
    assert "This is an old version" not in current


def test_what_the_steps_gave_is_shown_with_bodies_dates_and_signatures(cast: Cast) -> None:
    version = through_steps(cast)
    page = said(page_of(cast, version))
    assert "Consulted All staff of the panel" in page
    assert "minute 12/3" in page
    assert "Signed Charlie Chair, Chair of governors" in page
    assert "Signed Hannah Headteacher, Headteacher" in page


def through_steps(cast: Cast) -> Version:
    """In force after panel, governing body and two signatures."""
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    consult, decision, first, second = version.steps.order_by("position")
    seen, day = version.content_hash, cast.today
    asked = Consulted(day, day, "All staff of the panel", "agreed", "Fine.")
    record_consultation(consult, asked, seen=seen, by=cast.clerk, at=cast.at)
    minuted = Decided(day, "approved", "Charlie Chair, Gwen Governor", "", "12/3")
    decide(decision, minuted, seen=seen, by=cast.clerk, at=cast.at)
    sign(first, words="I sign.", seen=seen, by=cast.chair, at=cast.at)
    sign(second, words="I sign.", seen=seen, by=cast.headteacher, at=cast.at)
    return put_in_force(version, by=cast.headteacher, at=cast.at)


def test_a_past_decision_is_shown_as_exactly_as_it_is_known(cast: Cast) -> None:
    version = in_force(cast)
    add = version.past_events.create
    add(kind=PastEvent.Kind.APPROVED, who="Interim board", on=cast.today.replace(month=9, day=1), precision="month")
    add(kind=PastEvent.Kind.SIGNED, who="A. Former", capacity="Chair")
    page = said(page_of(cast, version))
    assert f"Approved Interim board, September {cast.today.year}" in page
    assert "Signed A. Former, Chair, date not known" in page


def test_drafts_and_other_schools_are_not_found(cast: Cast) -> None:
    draft, version = a_draft(cast, a_policy(cast, "Fire")), in_force(cast)
    teacher, other = signed_in(cast.teacher), signed_in(cast.other_headteacher)
    for name in ("version", "version-pdf", "version-acknowledge"):
        assert teacher.get(reverse(name, args=[draft.uid])).status_code == 404
        assert other.get(reverse(name, args=[version.uid])).status_code == 404
    assert teacher.get(reverse("policy", args=[draft.policy.uid])).status_code == 404
    assert other.get(reverse("policy", args=[version.policy.uid])).status_code == 404
    under_way = a_draft(cast, version.policy)
    assert teacher.get(reverse("version-changes", args=[version.uid, under_way.uid])).status_code == 404
    assert teacher.get(reverse("version-changes", args=[under_way.uid, version.uid])).status_code == 404
    elsewhere = in_force(cast, a_policy(cast, "Lone working"))
    assert teacher.get(reverse("version-changes", args=[version.uid, elsewhere.uid])).status_code == 404


def test_who_writes_a_policy_reads_its_draft_marked_as_such(cast: Cast) -> None:
    draft = a_draft(cast, a_policy(cast, "Fire"))
    page = said(page_of(cast, draft, cast.business_manager))
    assert "This version is not in force" in page
    assert "Workbench" in page
    bare = a_policy(cast, "Lone working")
    empty = signed_in(cast.clerk).get(reverse("policy", args=[bare.uid]))
    assert "There is no text yet" in said(empty)


def test_a_withdrawn_policy_says_so_with_its_reason(cast: Cast) -> None:
    version = in_force(cast)
    withdraw_policy(version.policy, why="Merged into another.", by=cast.clerk, at=cast.at)
    page = said(page_of(cast, version))
    assert "This policy was withdrawn on" in page
    assert "Merged into another." in page
    assert "Read and confirm" not in page


def test_reading_asks_the_same_number_of_queries_whatever_the_length(cast: Cast) -> None:
    client, version = signed_in(cast.teacher), in_force(cast)
    many = Text(clauses=[ClauseText(f"Part {n}", "<p>Words.</p>", str(n)) for n in range(60)])
    longer = in_force(cast, a_policy(cast, "Long"), text=many)
    set_legal_references(longer.policy, [(f"Act {n}", 2000 + n) for n in range(20)], by=cast.clerk, at=cast.at)
    counts = []
    for one in (version, longer):
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("policy", args=[one.policy.uid]))
        counts.append(len(counted))
    assert counts[0] == counts[1] < 30


def test_a_receipt_is_seen_by_its_owner_the_office_and_the_line_manager_only(cast: Cast) -> None:
    version = in_force(cast)
    kept = receipt_of(cast, version)
    address = reverse("receipt", args=[kept.uid])
    for person in (cast.teacher, cast.line_manager, cast.clerk, cast.headteacher):
        assert signed_in(person).get(address).status_code == 200
    for person in (cast.governor, cast.other_headteacher, cast.dsl, cast.leaver):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).get(reverse("receipt-pdf", args=[kept.uid])).status_code == 404
    mine, theirs = said(signed_in(cast.teacher).get(address)), said(signed_in(cast.clerk).get(address))
    assert "You have confirmed this policy" in mine
    assert "You have confirmed" not in theirs
    assert "Tessa Teacher" in theirs


def test_receipts_stay_after_leaving_as_long_as_the_log_in_is_active(cast: Cast) -> None:
    kept = receipt_of(cast, in_force(cast))
    cast.teacher.leaves_on = cast.today.replace(year=cast.today.year - 1)
    cast.teacher.save(update_fields=["leaves_on"])
    client = signed_in(cast.teacher)
    assert "Keys and visitors" in said(client.get(reverse("my-receipts")))
    assert client.get(reverse("receipt", args=[kept.uid])).status_code == 200
    assert client.get(reverse("policy", args=[kept.policy.uid])).status_code == 404
    assert cast.teacher.user is not None
    cast.teacher.user.is_active = False
    cast.teacher.user.save(update_fields=["is_active"])
    assert client.get(reverse("receipt", args=[kept.uid])).status_code == 302


def test_my_receipts_are_mine_filtered_and_sorted(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    assert "No receipts yet" in said(client.get(reverse("my-receipts")))
    receipt_of(cast, in_force(cast))
    receipt_of(cast, in_force(cast, a_policy(cast, "Lone working")))
    receipt_of(cast, in_force(cast, a_policy(cast, "Fire")), cast.line_manager)

    def listed(query: str) -> list[str]:
        rows = document(client.get(reverse("my-receipts") + query)).xpath("//main//tbody//th")
        return [" ".join(row.text_content().split()).split(" version")[0] for row in rows]

    assert listed("?sort=policy") == ["Keys and visitors", "Lone working"]
    assert listed("?sort=-policy") == ["Lone working", "Keys and visitors"]
    assert listed("?text=lone") == ["Lone working"]
    assert "No receipt fits" in said(client.get(reverse("my-receipts") + "?text=unicorn"))


def test_a_receipt_prints_with_the_words_that_were_shown(cast: Cast) -> None:
    kept = receipt_of(cast, in_force(cast))
    answer = signed_in(cast.teacher).get(reverse("receipt-pdf", args=[kept.uid]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_print_is_kept_with_its_hash_once_a_version_comes_into_force(cast: Cast) -> None:
    version = through_steps(cast)
    asked = Job.objects.get(kind=KIND)
    assert asked.payload == {"version": str(version.uid)}
    assert run_next(lambda: cast.at)
    version.refresh_from_db()
    assert version.printed is not None
    answer = signed_in(cast.teacher).get(reverse("version-pdf", args=[version.uid]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert len(answer.content) == version.printed.size
    again = kinds.entries[KIND].work(asked, lambda *_: None)
    assert again == {"version": str(version.uid)}
    assert Version.objects.get(pk=version.pk).printed == version.printed


def test_a_print_is_kept_once(cast: Cast) -> None:
    version = in_force(cast)
    for pdf in (b"%PDF first", b"%PDF second"):
        kept = keep_print(version, name="Keys.pdf", pdf=pdf, for_public=pdf, by=PRINTER, at=cast.at)
    assert kept.printed is not None
    assert open_sealed(kept.printed) == b"%PDF first"


def test_a_text_too_large_to_print_stops_its_job_with_the_sentence(cast: Cast) -> None:
    version = in_force(cast, text=TOO_LONG)
    assert run_next(lambda: cast.at)
    asked = Job.objects.get(kind=KIND)
    assert asked.status == "parked"
    assert "too large to print" in asked.message
    assert "too large to print" in said(signed_in(cast.teacher).get(reverse("version-pdf", args=[version.uid])))


def test_a_draft_is_printed_when_somebody_asks_for_it(cast: Cast) -> None:
    draft = a_draft(cast)
    answer = signed_in(cast.clerk).get(reverse("version-pdf", args=[draft.uid]))
    assert answer.content.startswith(b"%PDF")
    assert "draft" in answer.headers["Content-Disposition"]
    assert Version.objects.get(pk=draft.pk).printed is None


def test_where_printing_fails_the_page_says_why(cast: Cast) -> None:
    draft = a_draft(cast, text=TOO_LONG)
    answer = signed_in(cast.clerk).get(reverse("version-pdf", args=[draft.uid]))
    assert answer.status_code == 503
    assert "too large to print" in said(answer)


def test_a_kept_print_that_is_gone_from_the_store_is_answered_with_a_sentence(cast: Cast) -> None:
    version = in_force(cast)
    assert run_next(lambda: cast.at)
    version.refresh_from_db()
    assert version.printed is not None
    store.remove(version.printed.uid)
    answer = signed_in(cast.teacher).get(reverse("version-pdf", args=[version.uid]))
    assert answer.status_code == 503
    assert "missing from the store" in said(answer)


def test_reading_writes_nothing(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    newer = in_force(cast, version.policy, OTHER_TEXT)
    kept = receipt_of(cast, newer)
    addresses = [
        "/",
        reverse("policy-list", args=[cast.school.slug]),
        reverse("policy", args=[version.policy.uid]),
        reverse("version", args=[version.uid]),
        reverse("version-changes", args=[newer.uid, version.uid]),
        reverse("version-acknowledge", args=[newer.uid]),
        reverse("version-pdf", args=[newer.uid]),
        reverse("receipt", args=[kept.uid]),
        reverse("receipt-pdf", args=[kept.uid]),
        reverse("my-receipts"),
    ]
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code in (200, 302)
        assert not [query for query in asked if not query["sql"].startswith("SELECT")], address


def test_a_new_clause_without_a_number_and_one_taken_out_can_be_compared(cast: Cast) -> None:
    version = in_force(cast, text=Text(clauses=(ClauseText("Keys", "<p>Old.</p>"), ClauseText("Locks", "<p>Old.</p>"))))
    added = (ClauseText("Keys", "<p>Old.</p>"), ClauseText("Whom to call", "<p>The site team, at any hour.</p>"))
    newer = in_force(cast, version.policy, Text(clauses=added))
    for new, old in ((newer, version), (version, newer)):
        page = signed_in(cast.teacher).get(reverse("version-changes", args=[new.uid, old.uid]))
        labels = document(page).xpath("//section[@class='app-change']/@aria-label")
        assert {label.strip() for label in labels} == {"Locks", "Whom to call"}
