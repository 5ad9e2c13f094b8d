"""The pages of meetings: planning, agenda, outcome, reports, what is delegated; and decisions in their four ways."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.schools.models import BodyMember
from policies.agendas import Entry, to_report
from policies.models import AgendaItem, Decision, Delegation, Meeting, Policy, Version
from policies.transitions import decide, write_text
from policies.ways import NO_RESOLUTION_IN_LAW
from tests.cast import Cast, a_person, a_role, signed_in
from tests.foundation.documents.pdf_words import words_of
from tests.policies.meetings import (
    a_meeting,
    an_academy,
    before_governors,
    by_chair,
    decides,
    delegated,
    step_of,
)
from tests.policies.shelf import OTHER_TEXT, a_policy, in_force
from tests.policies.views.shown import said


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


def days(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def sent(client: Client, url: str, data: dict[str, Any]) -> Any:
    """The page's form, with the hidden fields it has."""
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("token", "seen", "how") if name in form.fields}
    return client.post(url, {**hidden, **data})


PRESENT = {"members": ["Charlie Chair", "Gwen Governor"], "others": "", "minute_reference": "GB 12/26"}


def item(position: int, outcome: str, **more: Any) -> dict[str, Any]:
    usual = {"outcome": outcome, "reason": "", "minute_reference": ""}
    return {f"i{position}_{name}": value for name, value in {**usual, **more}.items()}


@pytest.mark.clause("COR-07")
def test_a_clerk_plans_a_meeting_with_what_is_due_and_enters_its_outcome_once(cast: Cast, clerk: Client) -> None:
    first, second = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    when = days("held_on", cast.today)
    answer = sent(clerk, reverse("meeting-add", args=[cast.school.slug]), {"body": cast.governing_body.uid, **when})
    meeting = Meeting.objects.get()
    agenda = reverse("meeting-agenda", args=[meeting.uid])
    assert answer["Location"] == agenda
    assert "Ready to decide" in clerk.get(agenda).content.decode()
    sent(clerk, agenda, {"decide": [f"decide:{first.uid}", f"decide:{second.uid}"]})
    assert [row.version for row in meeting.items.all()] == [first, second]
    page = clerk.get(reverse("meeting", args=[meeting.uid]))
    outcome = reverse("meeting-outcome", args=[meeting.uid])
    assert outcome in page.content.decode()
    data = PRESENT | item(1, "approved", votes_for="2", votes_against="0", abstained="0")
    answer = sent(clerk, outcome, data | item(2, "returned", reason="Say who keeps the keys."))
    assert answer["Location"] == reverse("meeting", args=[meeting.uid])
    shown = said(clerk.get(answer["Location"]))
    assert "The outcome of 2 items is entered." in shown
    assert "2 for, 0 against, 0 abstained" in shown
    assert "Say who keeps the keys." in shown
    statuses = {row.pk: row.status for row in Version.objects.all()}
    assert (statuses[first.pk], statuses[second.pk]) == ("approved", "draft")


def test_what_is_missing_or_impossible_is_said_beside_its_box_and_nothing_is_lost(cast: Cast, clerk: Client) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    url = reverse("meeting-outcome", args=[meeting.uid])
    wrong = item(1, "returned", votes_for="2", withdrew=["Hannah Headteacher"])
    answer = sent(clerk, url, PRESENT | wrong)
    errors = answer.context["form"].errors
    assert errors["i1_reason"] == ["Say why, so that it can be changed."]
    assert errors["i1_votes_against"][0].startswith("Enter all three counts")
    assert errors["i1_withdrew"] == ["Hannah Headteacher cannot withdraw without having been present."]
    assert "GB 12/26" in answer.content.decode()
    nobody = {"members": [], "others": "", "minute_reference": "GB 12/26"}
    answer = sent(clerk, url, nobody | item(1, "approved"))
    assert "members" in answer.context["form"].errors
    assert not Decision.objects.exists()


def test_a_meeting_that_was_not_quorate_is_refused_in_words(cast: Cast, clerk: Client) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    alone = {**PRESENT, "members": ["Charlie Chair"]}
    answer = sent(clerk, reverse("meeting-outcome", args=[meeting.uid]), alone | item(1, "approved"))
    assert "The meeting was not quorate" in answer.content.decode()


def test_a_version_edited_while_the_outcome_is_typed_is_named_with_both_texts_and_the_other_is_kept(
    cast: Cast, clerk: Client
) -> None:
    first, second = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    meeting = a_meeting(cast, decides(first), decides(second))
    url = reverse("meeting-outcome", args=[meeting.uid])
    form = clerk.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("token", "seen")}
    edited = write_text(first, OTHER_TEXT, by=cast.business_manager, at=cast.at)
    answer = clerk.post(url, hidden | PRESENT | item(1, "approved") | item(2, "approved"), follow=True)
    page = said(answer)
    assert "The outcome of 1 item is entered." in page
    assert f"fingerprint {first.content_hash[:8]}" in page
    assert f"fingerprint {edited.content_hash[:8]}" in page
    again = said(clerk.get(url))
    assert "It can only be deferred." in again
    sent(clerk, url, item(1, "deferred", reason="The text was edited."))
    assert [row.outcome for row in meeting.items.all()] == ["deferred", "approved"]


def test_the_second_of_two_clerks_is_told_in_words(cast: Cast, clerk: Client) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    url, chair = reverse("meeting-outcome", args=[meeting.uid]), signed_in(cast.chair)
    form = chair.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("token", "seen")}
    assert sent(clerk, url, PRESENT | item(1, "approved")).status_code == 302
    answer = chair.post(url, hidden | PRESENT | item(1, "returned", reason="Later."))
    assert answer.status_code == 200
    assert "changed while you had it open" in answer.content.decode() or "Nothing to enter" in answer.content.decode()
    assert Decision.objects.get().outcome == "approved"


def test_a_meeting_is_moved_and_cancelled_and_its_agenda_waits(cast: Cast, clerk: Client) -> None:
    version = before_governors(cast)
    meeting, later = a_meeting(cast, decides(version)), cast.today + timedelta(days=9)
    sent(clerk, reverse("meeting-change", args=[meeting.uid]), {**days("held_on", later), "place": "Hall"})
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.place) == (later, "Hall")
    sent(clerk, reverse("meeting-cancel", args=[meeting.uid]), {"why": "Snow."})
    meeting.refresh_from_db()
    assert meeting.status == "cancelled"
    other = a_meeting(cast)
    assert version.policy.title in clerk.get(reverse("meeting-agenda", args=[other.uid])).content.decode()


def test_a_governor_reads_the_agenda_and_enters_nothing(cast: Cast) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    governor = signed_in(cast.governor)
    page = governor.get(reverse("meeting", args=[meeting.uid])).content.decode()
    assert reverse("meeting-pdf", args=[meeting.uid]) in page
    clerks = signed_in(cast.clerk).get(reverse("meeting", args=[meeting.uid])).content.decode()
    assert reverse("pack-list", args=[cast.school.slug]) in clerks
    for name in ("meeting-outcome", "meeting-agenda", "meeting-cancel", "meeting-change"):
        url = reverse(name, args=[meeting.uid])
        assert url not in page
        assert governor.get(url).status_code == governor.post(url).status_code == 404


def test_who_sits_on_another_body_sees_neither_meeting_nor_report(cast: Cast) -> None:
    decision = decide(
        step_of(version := before_governors(cast)), by_chair(cast), seen=version.content_hash, by=cast.clerk, at=cast.at
    )
    meeting = a_meeting(cast, decides(before_governors(cast, "Bicycles")))
    outsider = a_person(cast.school, "Pete Panel")
    panel = type(cast.governing_body).objects.create(school=cast.school, name="Panel", kind="staff_panel")
    BodyMember.objects.create(school=cast.school, body=panel, person=outsider, starts_on=cast.today)
    client = signed_in(outsider)
    assert client.get(reverse("meeting", args=[meeting.uid])).status_code == 404
    assert str(meeting) not in client.get(reverse("meeting-list", args=[cast.school.slug])).content.decode()
    shown = client.get(reverse("decisions-to-report", args=[cast.school.slug]))
    assert shown.status_code == 200
    assert decision.harm not in shown.content.decode()
    assert signed_in(cast.teacher).get(reverse("meeting-list", args=[cast.school.slug])).status_code == 404


def test_the_agenda_prints_what_is_decided_reviewed_and_reported(cast: Cast, clerk: Client) -> None:
    version = before_governors(cast, "Snow days")
    decision = decide(step_of(version), by_chair(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)
    old = in_force_of(cast)
    coming = before_governors(cast, "Bicycles")
    meeting = a_meeting(cast, decides(coming), Entry("review", old), Entry("report", version, decision))
    words = "".join(words_of(clerk.get(reverse("meeting-pdf", args=[meeting.uid])).content).split())
    for said_there in (
        "Bicycles, version 1.0",
        "it stays as it is, or it has to change",
        "The old rules let visitors in without a badge.",
        "Quorum: 2 of 3 members",
        coming.content_hash[:20],
    ):
        assert said_there.replace(" ", "") in words


def in_force_of(cast: Cast) -> Version:
    """A policy in force, from before the school's governors decided on each."""
    version = before_governors(cast, "Fire drills")
    Version.objects.filter(pk=version.pk).update(
        status="in_force", in_force_at=cast.at, in_force_by=cast.clerk, asked_on=cast.today
    )
    version.steps.all().delete()
    return Version.objects.get(pk=version.pk)


def test_the_pages_ask_as_much_of_the_database_for_ten_as_for_one(cast: Cast, clerk: Client) -> None:
    one = asked(cast, clerk, range(1))
    assert asked(cast, clerk, range(1, 10)) == one
    assert max(one) <= 14


def asked(cast: Cast, clerk: Client, places: range) -> list[int]:
    """How many queries list, reports and meeting take with so many more rows."""
    entries = []
    for place in places:
        version = before_governors(cast, f"Policy {place}")
        decision = decide(step_of(version), by_chair(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)
        entries += [Entry("report", version, decision), decides(before_governors(cast, f"Other {place}"))]
        a_meeting(cast, ago=place + 1)
    meeting = a_meeting(cast, *entries, ago=-1 - len(places))
    slug = [cast.school.slug]
    pages = [reverse("meeting-list", args=slug), reverse("decisions-to-report", args=slug)]
    return [queries(clerk, url) for url in (*pages, reverse("meeting", args=[meeting.uid]))]


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_what_is_to_be_reported_lies_on_the_clerks_desk_until_a_meeting_noted_it(cast: Cast, clerk: Client) -> None:
    version = before_governors(cast)
    decision = decide(step_of(version), by_chair(cast), seen=version.content_hash, by=cast.clerk, at=cast.at)
    assert "1 decision to report to Governing body" in said(clerk.get(reverse("desk")))
    assert "to report to" not in said(signed_in(cast.governor).get(reverse("desk")))
    page = reverse("decisions-to-report", args=[cast.school.slug])
    assert decision.harm in said(clerk.get(page))
    assert "on no agenda yet" in said(clerk.get(page))
    meeting = a_meeting(cast, Entry("report", version, decision))
    assert "on the agenda of" in said(clerk.get(page))
    assert "Enter the outcome" in said(clerk.get(reverse("desk")))
    sent(clerk, reverse("meeting-outcome", args=[meeting.uid]), PRESENT | {"i1_outcome": "noted"})
    assert AgendaItem.objects.get().outcome == "noted"
    assert list(to_report()) == []
    assert "to report to" not in said(clerk.get(reverse("desk")))


def test_meetings_to_come_are_ahead_on_the_desk_of_who_sits_on_the_body(cast: Cast) -> None:
    meeting = a_meeting(cast, ago=-5)
    assert f"Governing body meets on {meeting.held_on:%-d %B %Y}" in said(signed_in(cast.governor).get(reverse("desk")))
    assert "Governing body meets" not in said(signed_in(cast.teacher).get(reverse("desk")))


def recording(cast: Cast, version: Version) -> str:
    return reverse("step-record", args=[step_of(version).uid])


def test_a_maintained_school_is_told_why_governors_cannot_agree_each_for_themselves(cast: Cast, clerk: Client) -> None:
    url = recording(cast, before_governors(cast))
    page = clerk.get(url, {"how": "written"})
    assert NO_RESOLUTION_IN_LAW in page.content.decode().replace("&#x27;", "'")
    assert page.context["form"] is None
    assert "nobody decides by pressing a button" in said(clerk.get(url))


def test_an_academy_records_a_written_resolution(cast: Cast, clerk: Client) -> None:
    an_academy(cast)
    version = before_governors(cast)
    url = f"{recording(cast, version)}?how=written"
    assert "3 of the 3 members have to agree (Article 126)" in said(clerk.get(url))
    two = ["Charlie Chair", "Gwen Governor"]
    data = {**days("decided_on", cast.today), "outcome": "approved"}
    assert "2 did" in said(sent(clerk, url, data | {"agreed": two}))
    assert sent(clerk, url, data | {"agreed": [*two, "Hannah Headteacher"]}).status_code == 302
    assert Decision.objects.get().kind == "written"


def test_chairs_action_is_recorded_with_both_tests_in_words(cast: Cast, clerk: Client) -> None:
    version = before_governors(cast)
    url = f"{recording(cast, version)}?how=chair"
    data = {**days("decided_on", cast.today), "decided_by": cast.chair.uid, "outcome": "approved", "harm": "Ice."}
    assert sent(clerk, url, data).context["form"].errors["no_meeting"]
    assert sent(clerk, url, data | {"no_meeting": "Half-term."}).status_code == 302
    page = said(clerk.get(reverse("policy-workbench", args=[version.policy.uid])))
    assert "by chair's action of Charlie Chair" in page
    assert "Delay: Ice. No meeting in time: Half-term." in page


def test_to_whom_the_body_delegated_records_only_that_and_only_while_it_is_in_date(cast: Cast) -> None:
    version = before_governors(cast)
    leader, url = signed_in(cast.senior_leader), recording(cast, version)
    assert leader.get(url).status_code == 404
    words = delegated(cast)
    Delegation.objects.filter(pk=words.pk).update(person=cast.senior_leader)
    page = leader.get(url, {"how": "chair"})
    assert "Chair's action" not in said(page)
    data = {**days("decided_on", cast.today), "delegation": words.uid, "outcome": "approved", "reason": ""}
    assert sent(leader, url, data).status_code == 302
    assert Decision.objects.get().decided_by == cast.senior_leader
    Delegation.objects.update(until_on=cast.today - timedelta(days=1))
    assert leader.get(recording(cast, before_governors(cast, "Bicycles"))).status_code == 404


def test_without_a_delegation_the_page_says_so(cast: Cast, clerk: Client) -> None:
    url = recording(cast, before_governors(cast))
    assert "Nothing that this body has delegated is in date" in said(clerk.get(url, {"how": "delegated"}))


def test_what_a_body_delegated_is_recorded_and_taken_back(cast: Cast, clerk: Client) -> None:
    data = {
        "body": cast.governing_body.uid,
        "person": cast.headteacher.uid,
        "covers": "Policies on buildings",
        "policy": "",
        "minute_reference": "GB 9",
        **days("decided_on", cast.today - timedelta(days=3)),
    }
    url, listed = (reverse(name, args=[cast.school.slug]) for name in ("delegation-add", "delegation-list"))
    too_long = sent(clerk, url, data | days("until_on", cast.today + timedelta(days=900)))
    assert "12 months at most" in said(too_long)
    assert sent(clerk, url, data | days("until_on", cast.today + timedelta(days=90))).status_code == 302
    assert "Policies on buildings" in said(clerk.get(listed))
    row = Delegation.objects.get()
    sent(clerk, reverse("delegation-end", args=[row.uid]), days("on", cast.today - timedelta(days=1)))
    assert "Nothing is delegated" in said(clerk.get(listed))


def test_a_delegation_points_at_the_meeting_that_is_kept_here(cast: Cast, clerk: Client) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)), ago=3)
    sent(clerk, reverse("meeting-outcome", args=[meeting.uid]), PRESENT | item(1, "approved"))
    data = {"body": cast.governing_body.uid, "person": cast.headteacher.uid, "covers": "All", "minute_reference": "9"}
    when = days("decided_on", meeting.held_on) | days("until_on", cast.today)
    sent(clerk, reverse("delegation-add", args=[cast.school.slug]), data | when)
    assert Delegation.objects.get().meeting == meeting


def test_who_wrote_it_and_sits_on_the_body_is_named_before_it_is_decided(cast: Cast, clerk: Client) -> None:
    version = before_governors(cast)
    Version.objects.filter(pk=version.pk).update(author="Gwen Governor")
    assert "Gwen Governor wrote this text and sits on Governing body" in said(clerk.get(recording(cast, version)))


@pytest.mark.clause("STM-01")
def test_a_body_reviews_without_change_and_the_workbench_leads_there(cast: Cast, clerk: Client) -> None:
    version = in_force(cast)
    url = reverse("version-review", args=[version.uid])
    assert url in clerk.get(reverse("policy-workbench", args=[version.policy.uid])).content.decode()
    assert "how=chair" not in clerk.get(url).content.decode()
    data = PRESENT | days("decided_on", cast.today) | {"outcome": "approved", "review": ""}
    assert sent(clerk, url, data).context["form"].errors["review"]
    year = cast.today.year + 2
    assert sent(clerk, url, data | {"review": f"Summer term {year}"}).status_code == 302
    page = said(clerk.get(reverse("version", args=[version.uid])))
    assert f"The next review is Summer term {year}. Nobody is asked again." in page
    assert "Reviewed without change Governing body" in page


def test_a_review_may_find_that_it_has_to_change(cast: Cast, clerk: Client) -> None:
    version = in_force(cast)
    url = reverse("version-review", args=[version.uid])
    data = PRESENT | days("decided_on", cast.today) | {"outcome": "returned", "reason": "Another door."}
    assert "start that on the workbench" in said(clerk.post(url, _with_hidden(clerk, url, data), follow=True))
    version.refresh_from_db()
    assert version.status == "in_force"


def _with_hidden(client: Client, url: str, data: dict[str, Any]) -> dict[str, Any]:
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in ("token", "seen", "how") if name in form.fields} | data


def test_the_headteacher_alone_reviews_what_is_the_headteachers_and_the_page_says_so(cast: Cast, clerk: Client) -> None:
    version = in_force(cast)
    Policy.objects.filter(pk=version.policy_id).update(determiner="headteacher", body=None)
    url, head = reverse("version-review", args=[version.uid]), signed_in(cast.headteacher)
    assert clerk.get(url).status_code == 404
    assert "This policy is the headteacher's to determine." in said(head.get(url))
    year = cast.today.year + 1
    assert sent(head, url, {"outcome": "approved", "review": str(year)}).status_code == 302
    assert Decision.objects.get().kind == "headteacher"
    assert "Determined by The headteacher" in said(signed_in(cast.teacher).get(reverse("version", args=[version.uid])))


def test_a_review_of_a_policy_that_nobody_is_named_to_determine_leads_back_with_a_sentence(
    cast: Cast, clerk: Client
) -> None:
    version = in_force(cast, a_policy(cast, body=None))
    answer = clerk.get(reverse("version-review", args=[version.uid]), follow=True)
    assert "Nobody is named who determines this policy" in said(answer)


def test_the_trust_officer_and_another_schools_clerk_see_no_meeting(cast: Cast) -> None:
    meeting = a_meeting(cast, decides(before_governors(cast)))
    a_role(cast.other_teacher, "chair")
    for person in (cast.trust_officer, cast.other_clerk, cast.other_teacher):
        assert signed_in(person).get(reverse("meeting", args=[meeting.uid])).status_code == 404


def test_a_body_whose_members_are_not_entered_yet_decides_with_those_the_minutes_name(
    cast: Cast, clerk: Client
) -> None:
    BodyMember.objects.filter(body=cast.governing_body).delete()
    meeting = a_meeting(cast, decides(before_governors(cast)))
    url = reverse("meeting-outcome", args=[meeting.uid])
    assert "Nobody is entered here as a member yet." in said(clerk.get(url))
    named = {"members": [], "others": "Ann Ash, Bob Birch", "minute_reference": "GB 1"}
    assert sent(clerk, url, named | item(1, "approved")).status_code == 302
    assert Decision.objects.get().present == "Ann Ash, Bob Birch"
