"""Who still owes what: pages and file, by who asks; nudges."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from foundation.audit.models import Entry
from foundation.notices.delivery import drain
from foundation.notices.models import Notice
from foundation.schools.models import Person
from policies.models import PolicyRules, Version
from policies.transitions import acknowledge, withdraw_policy
from tests.cast import Cast, a_person, signed_in
from tests.policies.shelf import TEXT, a_policy, in_force
from tests.policies.views.shown import document, said

TEACHER, MIDDAY = "Tessa Teacher", "Mina Midday-Supervisor"


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast)


def names(page: Any) -> set[str]:
    """The heads of the rows of the table."""
    return {" ".join(cell.text_content().split()) for cell in document(page).xpath("//tbody//th")}


def pages_of(cast: Cast, version: Version) -> dict[str, str]:
    return {
        "by policy": reverse("outstanding", args=[cast.school.slug]),
        "by person": reverse("outstanding-people", args=[cast.school.slug]),
        "file": reverse("outstanding-csv", args=[cast.school.slug]),
        "one policy": reverse("outstanding-policy", args=[version.policy.uid]),
        "one person": reverse("outstanding-person", args=[cast.teacher.uid]),
    }


def confirmed(cast: Cast, version: Version, *people: Person) -> None:
    for person in people:
        acknowledge(
            version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=person, at=cast.at
        )


ALLOWED = {
    "clerk": 200,
    "headteacher": 200,
    "business_manager": 200,
    "senior_leader": 200,
    "line_manager": 200,
    "teacher": 404,
    "governor": 404,
    "chair": 404,
    "administrator": 404,
    "other_clerk": 404,
    "other_headteacher": 404,
}


@pytest.mark.parametrize("page", ["by policy", "by person", "file", "one policy", "one person"])
def test_the_office_and_the_line_manager_open_it_and_nobody_else(cast: Cast, version: Version, page: str) -> None:
    address = pages_of(cast, version)[page]
    answers = {who: signed_in(getattr(cast, who)).get(address).status_code for who in ALLOWED}
    assert answers == ALLOWED


def test_the_office_sees_everybody_and_a_line_manager_only_their_own_people(cast: Cast, version: Version) -> None:
    address = pages_of(cast, version)["one policy"]
    assert names(signed_in(cast.clerk).get(address)) == {
        *(TEACHER, MIDDAY, "Hannah Headteacher", "Dana Safeguarding-Lead", "Sam Senior-Leader", "Lena Line-Manager"),
    }
    assert names(signed_in(cast.line_manager).get(address)) == {TEACHER, MIDDAY}
    by_person = pages_of(cast, version)["by person"]
    assert names(signed_in(cast.line_manager).get(by_person)) == {TEACHER, MIDDAY}
    assert "2 of 2 acknowledgements are outstanding" in said(signed_in(cast.line_manager).get(
        pages_of(cast, version)["by policy"]
    ))  # fmt: skip


def test_a_line_manager_finds_nobody_else_by_their_address(cast: Cast, version: Version) -> None:
    client = signed_in(cast.line_manager)
    for person in (cast.clerk, cast.headteacher, cast.line_manager, cast.other_teacher):
        assert client.get(reverse("outstanding-person", args=[person.uid])).status_code == 404
        assert client.post(reverse("nudge", args=[person.uid, version.policy.uid])).status_code == 404
    assert not Notice.objects.exists()


def test_the_list_is_filtered_by_group_and_its_file_with_it(cast: Cast, version: Version) -> None:
    client = signed_in(cast.clerk)
    chosen = {"group": str(cast.midday.uid)}
    for page in ("by person", "one policy"):
        assert names(client.get(pages_of(cast, version)[page], chosen)) == {MIDDAY}
    shown = client.get(pages_of(cast, version)["by policy"], chosen)
    assert "1 of 1 acknowledgements is outstanding" in said(shown)
    (export,) = document(shown).xpath("//a[contains(., 'CSV')]/@href")
    assert [row["Name"] for row in rows_of(client.get(export))] == [MIDDAY]


def test_a_group_of_another_school_is_no_filter(cast: Cast, version: Version) -> None:
    theirs = cast.other_school.groups.create(name="Others")
    shown = signed_in(cast.clerk).get(pages_of(cast, version)["one policy"], {"group": str(theirs.uid)})
    assert "Others" not in said(shown)
    assert TEACHER in names(shown)


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_has_a_row_for_each_person_and_policy_with_exact_columns(cast: Cast, version: Version) -> None:
    confirmed(cast, version, cast.headteacher)
    answer = signed_in(cast.clerk).get(pages_of(cast, version)["file"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"outstanding-{cast.school.slug}-{cast.today.isoformat()}.csv" in answer["Content-Disposition"]
    rows = rows_of(answer)
    assert list(rows[0]) == ["Name", "E-mail address", "Job title", "Line manager", "Policy", "Asked since", "Due"]
    assert "Hannah Headteacher" not in {row["Name"] for row in rows}
    (teacher,) = (row for row in rows if row["Name"] == TEACHER)
    assert teacher["E-mail address"] == cast.teacher.email
    assert teacher["Line manager"] == "Lena Line-Manager"
    assert (teacher["Policy"], teacher["Asked since"]) == ("Keys and visitors", cast.today.isoformat())
    assert teacher["Due"] > teacher["Asked since"]


def test_no_cell_of_the_file_can_become_a_formula(cast: Cast, version: Version) -> None:
    a_person(cast.school, '=HYPERLINK("x")', has_email=False, groups=(cast.teachers,), job_title="@SUM(A1)")
    version.policy.title = "+44 policy"
    version.policy.save(update_fields=["title"])
    text = signed_in(cast.clerk).get(pages_of(cast, version)["file"]).content.decode("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in text
    assert '"\'@SUM(A1)"' in text
    assert '"\'+44 policy"' in text


def test_a_starter_is_not_counted_before_their_first_day_and_a_leaver_never(cast: Cast, version: Version) -> None:
    shown = said(signed_in(cast.clerk).get(pages_of(cast, version)["one policy"]))
    assert "Stella Starter" not in shown
    assert "Leo Leaver" not in shown


def test_what_is_overdue_is_said_by_the_house_rule(cast: Cast, version: Version) -> None:
    PolicyRules.objects.filter(school=cast.school).update(days_to_acknowledge=5)
    Version.objects.filter(pk=version.pk).update(asked_on=cast.today - timedelta(days=60))
    client = signed_in(cast.clerk)
    assert "Overdue" in said(client.get(pages_of(cast, version)["one policy"]))
    row = document(client.get(pages_of(cast, version)["by person"])).xpath(f"//tr[contains(., '{TEACHER}')]/td/text()")
    assert [cell.strip() for cell in row][:2] == ["1", "1"]
    Version.objects.filter(pk=version.pk).update(asked_on=cast.today)
    assert "Overdue" not in names_of_tags(client.get(pages_of(cast, version)["one policy"]))


def names_of_tags(page: Any) -> set[str]:
    return {str(tag.text_content()).strip() for tag in document(page).xpath("//main//*[contains(@class, 'govuk-tag')]")}


def test_empty_states_say_why(cast: Cast) -> None:
    PolicyRules.objects.get_or_create(school=cast.school)
    slug = cast.school.slug
    clerk = signed_in(cast.clerk)
    assert "No policy in force asks these people" in said(clerk.get(reverse("outstanding", args=[slug])))
    assert "Nothing is outstanding" in said(clerk.get(reverse("outstanding-people", args=[slug])))
    version = in_force(cast, a_policy(cast, audience=(cast.midday,)))
    Person.objects.filter(pk=cast.midday_supervisor.pk).update(leaves_on=cast.today - timedelta(days=1))
    assert "Everyone here who is asked has confirmed" in said(
        clerk.get(reverse("outstanding-policy", args=[version.policy.uid]))
    )
    assert len(rows_of(clerk.get(reverse("outstanding-csv", args=[slug])))) == 0


def test_one_person_shows_what_they_owe_and_what_they_gave(cast: Cast, version: Version) -> None:
    other = in_force(cast, a_policy(cast, "Lone working"))
    confirmed(cast, other, cast.teacher)
    shown = said(signed_in(cast.line_manager).get(pages_of(cast, version)["one person"]))
    assert "Keys and visitors" in shown.split("Confirmed")[0]
    assert "Lone working" in shown.split("Confirmed")[1]
    assert "Record a signed sheet" not in shown, "a line manager records no sheets"


# Nudges


def nudged(client: Client, person: Person, version: Version) -> str:
    return said(client.post(reverse("nudge", args=[person.uid, version.policy.uid]), follow=True))


def test_a_nudge_is_one_mail_and_never_twice_a_day(cast: Cast, version: Version) -> None:
    client = signed_in(cast.line_manager)
    assert f"{TEACHER} is told by e-mail" in nudged(client, cast.teacher, version)
    assert "was told of this today already" in nudged(client, cast.teacher, version)
    notice = Notice.objects.get()
    assert notice.recipient == cast.teacher
    assert Entry.objects.filter(verb="nudged", about_uid=cast.teacher.uid).count() == 1
    shown = document(client.get(reverse("outstanding-policy", args=[version.policy.uid])))
    (row,) = shown.xpath(f"//tr[contains(., '{TEACHER}')]")
    assert "Told today" in row.text_content()
    assert not row.xpath(".//button")


def test_a_nudge_says_what_and_where_and_nothing_else(cast: Cast, version: Version, settings: Settings) -> None:
    nudged(signed_in(cast.clerk), cast.teacher, version)
    drain(timezone.now, until=timezone.now() + timedelta(seconds=5))
    (sent,) = mail.outbox
    assert sent.to == [cast.teacher.email]
    assert "Keys and visitors" in sent.body
    assert reverse("version-acknowledge", args=[version.uid]) in sent.body


def test_who_has_no_e_mail_is_asked_in_person(cast: Cast, version: Version) -> None:
    assert "no e-mail address on the roll. Ask them in person" in nudged(
        signed_in(cast.clerk), cast.midday_supervisor, version
    )
    shown = said(signed_in(cast.clerk).get(reverse("outstanding-policy", args=[version.policy.uid])))
    assert "No e-mail: ask in person" in shown
    assert not Notice.objects.exists()


def test_who_owes_it_no_longer_is_not_nudged(cast: Cast, version: Version) -> None:
    confirmed(cast, version, cast.teacher)
    assert "does not owe this any more" in nudged(signed_in(cast.clerk), cast.teacher, version)
    withdraw_policy(version.policy, why="Merged.", by=cast.clerk, at=cast.at)
    assert "does not owe this any more" in nudged(signed_in(cast.clerk), cast.headteacher, version)
    assert not Notice.objects.exists()


def test_a_policy_of_another_school_cannot_be_nudged_for(cast: Cast, version: Version) -> None:
    client = signed_in(cast.other_headteacher)
    assert client.post(reverse("nudge", args=[cast.other_teacher.uid, version.policy.uid])).status_code == 404


def test_all_are_told_at_once_but_who_was_told_today_or_cannot_be(cast: Cast, version: Version) -> None:
    client = signed_in(cast.clerk)
    nudged(client, cast.teacher, version)
    address = reverse("nudge-all", args=[version.policy.uid])
    assert "4 people are told by e-mail" in said(client.post(address, follow=True))
    assert "Nobody was told" in said(client.post(address, follow=True))
    told = Notice.objects.values_list("recipient__name", flat=True)
    assert len(told) == len(set(told)) == 5
    assert MIDDAY not in told


def test_a_line_manager_tells_only_their_own_people_at_once(cast: Cast, version: Version) -> None:
    answer = signed_in(cast.line_manager).post(reverse("nudge-all", args=[version.policy.uid]), follow=True)
    assert "1 person is told by e-mail" in said(answer)
    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {TEACHER}


def test_a_teacher_nudges_nobody(cast: Cast, version: Version) -> None:
    client = signed_in(cast.teacher)
    assert client.post(reverse("nudge-all", args=[version.policy.uid])).status_code == 404
    assert client.post(reverse("nudge", args=[cast.headteacher.uid, version.policy.uid])).status_code == 404
    assert not Notice.objects.exists()
