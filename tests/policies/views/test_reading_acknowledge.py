"""Reading and confirming, from the desk to the receipt."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.schools.models import Person
from policies.models import Acknowledgement, PolicyRules, RelatedPolicy, Version
from policies.transitions import acknowledge, put_in_force, set_materiality, set_related, submit_version
from tests.cast import Cast, a_person, signed_in
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import boxes, document, hidden, said


def opened(client: Client, version: Version) -> str:
    return client.get(reverse("version-acknowledge", args=[version.uid])).content.decode()


def sent(client: Client, version: Version, page: str, *ticks: str) -> Any:
    data = hidden(page) | dict.fromkeys(ticks, "on")
    return client.post(reverse("version-acknowledge", args=[version.uid]), data)


@pytest.mark.clause("ACR-06", "HAY-03", "STM-06", "QEI-04")
def test_a_teacher_reads_confirms_each_statement_and_gets_a_receipt(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    desk = client.get("/")
    assert "Keys and visitors" in said(desk)
    assert reverse("version-acknowledge", args=[version.uid]) in desk.content.decode()
    page = opened(client, version)
    assert "Tell the office the same day." in page
    assert len(boxes(page)) == 2  # the statement, and the school's own words
    answer = sent(client, version, page, *boxes(page))
    kept = Acknowledgement.objects.get()
    assert answer.headers["Location"] == reverse("receipt", args=[kept.uid])
    receipt = said(client.get(answer.headers["Location"]))
    assert "You have confirmed this policy" in receipt
    assert "I know where the key book is." in receipt
    assert kept.words in receipt
    assert kept.person == cast.teacher
    assert [row["text"] for row in kept.statements] == list(TEXT.statements)
    assert "Nothing needs you today" in said(client.get("/"))


def test_a_receipt_leads_to_the_text_only_while_its_reader_may_read_it(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    where = sent(client, version, page, *boxes(page)).headers["Location"]
    text = reverse("version", args=[version.uid])
    assert text in client.get(where).text
    Person.objects.filter(pk=cast.teacher.pk).update(leaves_on=cast.today - timedelta(days=1))
    after = client.get(where)
    assert "Keys and visitors, version 1.0" in said(after)
    assert text not in after.text
    assert client.get(text).status_code == 404


def test_a_statement_without_a_tick_is_named_beside_its_box(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    statement, words = boxes(page)
    answer = sent(client, version, page, words)
    shown = document(answer)
    assert "Tick this box if it is true for you" in shown.xpath(f"//*[@id='id_{statement}_error']")[0].text_content()
    assert len(shown.xpath("//*[@class='govuk-error-summary']")) == 1
    assert shown.xpath(f"//input[@name='{words}']/@checked")
    assert not shown.xpath(f"//input[@name='{statement}']/@checked")
    assert not Acknowledgement.objects.exists()


def test_sending_twice_is_done_once_and_leads_to_the_same_receipt(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    first, second = (sent(client, version, page, *boxes(page)) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Acknowledgement.objects.count() == 1
    assert Entry.objects.filter(verb="acknowledged").count() == 1


def test_a_page_left_open_over_a_new_edition_is_refused_shown_afresh_and_keeps_its_ticks(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    newer = in_force(cast, version.policy, OTHER_TEXT)
    answer = sent(client, version, page, *boxes(page))
    assert answer.status_code == 200
    assert "This changed while you had it open. Nothing was sent" in said(answer)
    assert "within the hour" in said(answer)
    assert not Acknowledgement.objects.exists()
    shown = document(answer)
    assert len(shown.xpath("//input[@type='checkbox' and @checked]")) == 2
    action = reverse("version-acknowledge", args=[newer.uid])
    assert shown.xpath("//main//form[@method='post']/@action") == [action]
    again = client.post(action, hidden(answer) | dict.fromkeys(boxes(page), "on"))
    assert again.status_code == 302
    assert Acknowledgement.objects.get().version == newer


def test_a_tick_is_not_kept_for_a_statement_with_other_words(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    changed = type(TEXT)(clauses=TEXT.clauses, statements=("I know where the new key book is.",))
    in_force(cast, version.policy, changed)
    shown = document(sent(client, version, page, *boxes(page)))
    assert shown.xpath("//input[@type='checkbox' and @checked]/@name") == ["words"]


def test_new_words_of_the_school_make_an_open_page_stale(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    PolicyRules.objects.filter(school=cast.school).update(words="I promise.")
    assert "This changed while you had it open" in said(sent(client, version, page, *boxes(page)))
    assert not Acknowledgement.objects.exists()


@pytest.mark.clause("STM-07", "QEI-07", "ACR-08")
def test_guidance_on_speaking_for_oneself_is_shown_where_people_confirm(cast: Cast, rules: PolicyRules) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    assert "Speaking for yourself" not in opened(client, version)
    PolicyRules.objects.filter(pk=rules.pk).update(own_views="Say that your views are your own.")
    assert "Say that your views are your own." in opened(client, version)


@pytest.mark.clause("ACR-26")
def test_the_rule_on_personal_use_at_work_is_shown_where_people_confirm(cast: Cast, rules: PolicyRules) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    assert "Personal use at work" not in opened(client, version)
    PolicyRules.objects.filter(pk=rules.pk).update(personal_use="Own phones only in breaks, and in the staff room.")
    assert "Own phones only in breaks, and in the staff room." in opened(client, version)


@pytest.mark.clause("STM-05")
def test_related_policies_that_the_reader_still_owes_are_named(cast: Cast) -> None:
    version = in_force(cast)
    other = in_force(cast, a_policy(cast, "Lone working"))
    set_related(version.policy, ["Lone working", "Not yet written"], by=cast.clerk, at=cast.at)
    client = signed_in(cast.teacher)
    link = reverse("policy", args=[other.policy.uid])
    assert f'<a class="govuk-link" href="{link}">Lone working</a>' in opened(client, version)
    page = said(client.get(reverse("policy", args=[version.policy.uid])))
    assert "Lone working Outstanding" in page
    assert "Not yet written (not held here)" in page
    acknowledge(other, words="Yes", statements=TEXT.statements, seen=other.content_hash, by=cast.teacher, at=cast.at)
    assert link not in opened(client, version)
    assert "Lone working Outstanding" not in said(client.get(reverse("policy", args=[version.policy.uid])))


@pytest.mark.clause("ACR-04")
def test_related_policies_are_linked_both_ways_and_a_missing_one_is_a_name(cast: Cast) -> None:
    version, other = in_force(cast), in_force(cast, a_policy(cast, "Lone working"))
    set_related(version.policy, ["Lone working", "Not yet written"], by=cast.clerk, at=cast.at)
    client = signed_in(cast.teacher)
    back = client.get(reverse("policy", args=[other.policy.uid])).content.decode()
    assert f'href="{reverse("policy", args=[version.policy.uid])}">Keys and visitors</a>' in back
    a_policy(cast, "Not yet written")  # on the shelf, without a text that teachers may see
    assert RelatedPolicy.objects.filter(other__isnull=False, title="Not yet written").exists()
    there = said(client.get(reverse("policy", args=[version.policy.uid])))
    assert "Not yet written (not held here)" in there


@pytest.mark.clause("ALL-01")
def test_after_a_new_edition_the_reader_sees_what_changed_and_is_asked_again(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    sent(client, version, page, *boxes(page))
    newer = in_force(cast, version.policy, OTHER_TEXT)
    changes = reverse("version-changes", args=[newer.uid, version.uid])
    assert "changed since you confirmed it" in said(client.get("/"))
    assert changes in opened(client, newer)
    shown = document(client.get(changes))
    gone = " ".join(element.text_content() for element in shown.xpath("//main//section//del"))
    come = " ".join(element.text_content() for element in shown.xpath("//main//section//ins"))
    assert "same day" in gone
    assert "within" in come
    assert "Visitors" in gone
    assert shown.xpath("//details/summary")[0].text_content().strip() == "Unchanged: 1 Purpose"
    ask = "Read and confirm version 2.0"
    assert ask in said(client.get(changes))
    page = opened(client, newer)
    assert sent(client, newer, page, *boxes(page)).status_code == 302
    assert Acknowledgement.objects.count() == 2
    assert ask not in said(client.get(changes))


@pytest.mark.clause("ALL-01")
def test_a_minor_correction_carries_over_with_its_reason(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    sent(client, version, page, *boxes(page))
    minor = a_draft(cast, version.policy, OTHER_TEXT)
    set_materiality(minor, is_material=False, change_note="The office moved.", by=cast.clerk, at=cast.at)
    minor = put_in_force(submit_version(minor, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    shown = said(client.get(reverse("policy", args=[version.policy.uid])))
    assert "carries over to this version" in shown
    assert "The office moved." in shown
    assert "Read and confirm" not in shown
    kept = Acknowledgement.objects.get()
    answer = client.get(reverse("version-acknowledge", args=[minor.uid]))
    assert answer.headers["Location"] == reverse("receipt", args=[kept.uid])


def test_an_old_address_leads_to_the_version_in_force(cast: Cast) -> None:
    version = in_force(cast)
    newer = in_force(cast, version.policy, OTHER_TEXT)
    answer = signed_in(cast.teacher).get(reverse("version-acknowledge", args=[version.uid]))
    assert answer.headers["Location"] == reverse("version-acknowledge", args=[newer.uid])


def test_who_is_not_asked_finds_nothing_to_confirm(cast: Cast) -> None:
    version = in_force(cast)
    address = reverse("version-acknowledge", args=[version.uid])
    draft = reverse("version-acknowledge", args=[a_draft(cast, a_policy(cast, "Fire")).uid])
    for person, wanted in ((cast.governor, address), (cast.other_teacher, address), (cast.leaver, address)):
        assert signed_in(person).get(wanted).status_code == 404
        assert signed_in(person).post(wanted, {}).status_code == 404
    assert signed_in(cast.teacher).get(draft).status_code == 404
    assert signed_in(cast.clerk).get(draft).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_the_desk_says_when_it_is_due_in_school_days_and_marks_what_is_overdue(cast: Cast, rules: PolicyRules) -> None:
    version = in_force(cast)
    client = signed_in(cast.teacher)
    assert "Due in 10 school days" in said(client.get("/"))
    Version.objects.filter(pk=version.pk).update(asked_on=cast.today - timedelta(days=60))
    assert "Overdue It was due on" in said(client.get("/"))


def test_the_desk_names_the_school_of_who_is_at_several(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.teacher)
    assert "Faraway" not in said(client.get("/"))
    cast.other_teacher.user = cast.teacher.user
    cast.other_teacher.save(update_fields=["user"])
    group = cast.other_school.groups.create(name="Everyone")
    cast.other_teacher.groups.add(group)
    there = type(cast)(**{**vars(cast), "school": cast.other_school, "clerk": cast.other_clerk})
    in_force(there, a_policy(there, "Bicycles", owner=cast.other_clerk, body=None, audience=(group,)))
    page = said(client.get("/"))
    assert "Bicycles Faraway Primary School" in page
    assert "Keys and visitors Beacon Hill Primary School" in page


def test_whoever_is_two_persons_signs_as_the_one_who_is_asked(cast: Cast) -> None:
    version = in_force(cast)
    at_the_trust = a_person(cast.trust, "Gwen at the Trust", user=cast.governor.user, groups=(cast.teachers,))
    client = signed_in(cast.governor)
    page = opened(client, version)
    assert "You sign as Gwen at the Trust" in said(page)
    assert sent(client, version, page, *boxes(page)).status_code == 302
    assert Acknowledgement.objects.get().person == at_the_trust


def test_a_text_that_changes_between_the_page_and_the_signature_is_not_signed(cast: Cast) -> None:
    version, client = in_force(cast), signed_in(cast.teacher)
    page = opened(client, version)
    done: list[str] = []

    def change_it(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """At the moment the transition looks at the version again."""
        if "INNER JOIN" in sql and 'FROM "policies_version"' in sql and "LIMIT 21" in sql and not done:
            done.append(sql)
            Version.objects.filter(pk=version.pk).update(content_hash="0" * 64)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(change_it):
        answer = sent(client, version, page, *boxes(page))
    assert done
    assert "nothing was recorded" in said(answer)
    assert not Acknowledgement.objects.exists()


def test_the_same_words_in_a_new_edition_are_said_to_be_the_same(cast: Cast) -> None:
    version = in_force(cast)
    newer = in_force(cast, version.policy)
    shown = signed_in(cast.teacher).get(reverse("version-changes", args=[newer.uid, version.uid]))
    assert "Nothing changed in the text" in said(shown)
    assert "3 clauses unchanged: 1 Purpose to 2.1 Visitors" in said(shown)


def test_new_and_dropped_statements_are_shown_with_the_changes(cast: Cast) -> None:
    version = in_force(cast)
    newer = in_force(cast, version.policy, type(TEXT)(clauses=TEXT.clauses, statements=("I have a key.",)))
    shown = said(signed_in(cast.teacher).get(reverse("version-changes", args=[newer.uid, version.uid])))
    assert "No longer asked: I know where the key book is." in shown
    assert "New: I have a key." in shown
