"""The register of policies that a school must have."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.core.states import NotAllowed
from foundation.schools.dates import months_after
from foundation.schools.models.school import SchoolKind
from policies.models import StatutoryAnswer, StatutoryList, Version
from policies.statutory import SHIPPED, Entry, Figures, in_use, register, shipped, words_of
from policies.statutory_files import COLUMNS, cells_of, difference, read_list
from policies.transitions.statutory import answer_statutory, take_statutory_list
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, a_policy, in_force
from tests.policies.views.shown import document, said

HEAD = ",".join(COLUMNS)
GOOD = f"{HEAD}\nbees,Bee keeping,Hives,all,12,maintained,A guide,A guide,May 2026,2026-05-12,,,\n"


def entry(cast: Cast, key: str, person: Any = None) -> Entry:
    found = register((person or cast.clerk).user, cast.school, cast.today)
    return next(one for one in found if one.line.key == key)


def test_the_list_we_ship_is_good_by_its_own_rules_and_every_line_names_its_source() -> None:
    reading = read_list(SHIPPED.read_bytes())
    assert reading.problems == []
    assert [cells_of(line) for line in reading.lines] == [
        cells_of(line) if sorted(line.schools) == list(line.schools) else cells_of(other)
        for line, other in zip(shipped(), reading.lines, strict=True)
    ]
    assert all(line.source and (line.checked_on or "not checked" in line.note) for line in shipped())


@pytest.mark.parametrize("kind", SchoolKind.values)
def test_every_kind_of_school_has_lines_and_each_once(kind: str) -> None:
    keys = [line.key for line in shipped() if line.holds(kind, date(2026, 11, 21))]
    assert len(keys) >= 7
    assert len(keys) == len(set(keys))
    assert "safeguarding" in keys


def test_kinds_of_school_differ_in_what_they_must_have_and_put_on_the_website() -> None:
    lines = {(line.key, kind): line for line in shipped() for kind in line.schools}
    assert ("governors-allowances", "maintained") in lines
    assert ("governors-allowances", "academy") not in lines
    assert ("school-food", "academy") in lines
    assert ("school-food", "voluntary_aided") not in lines
    assert "voluntary_aided" in lines["admissions", "voluntary_aided"].website
    assert "maintained" not in lines["admissions", "maintained"].website
    assert ("admissions", "special") not in lines
    assert lines["equality-objectives", "maintained"].months == 48


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Behaviour Policy", "Behaviour"),
        ("Our school's complaints procedure", "Complaints"),
        ("Charging and remissions policy", "Charging & Remissions"),
        ("Policies on exclusions", "Exclusion"),
    ],
)
def test_titles_that_say_the_same_are_the_same(ours: str, theirs: str) -> None:
    assert words_of(ours) == words_of(theirs) != frozenset()


def test_a_policy_is_held_by_its_title_or_by_what_the_clerk_says(cast: Cast) -> None:
    in_force(cast, a_policy(cast, "Behaviour policy"))
    keys = in_force(cast, a_policy(cast, "How we treat one another"))
    assert entry(cast, "behaviour").how == "title"
    assert entry(cast, "behaviour").is_held
    assert entry(cast, "uniform").is_missing
    answer_statutory(cast.school, "behaviour", policy=keys.policy, by=cast.clerk, at=cast.at)
    assert entry(cast, "behaviour").how == "clerk"
    found = entry(cast, "behaviour").policy
    assert found is not None
    assert found.title == "How we treat one another"


def test_a_title_that_is_only_like_it_is_offered_and_not_counted(cast: Cast) -> None:
    in_force(cast, a_policy(cast, "Child protection and online safety"))
    found = entry(cast, "safeguarding")
    assert found.is_missing
    assert found.offered is not None
    assert found.offered.title == "Child protection and online safety"
    assert entry(cast, "premises").offered is None


def test_what_is_only_being_written_is_missing_and_named_to_who_may_know_of_it(cast: Cast) -> None:
    a_draft(cast, a_policy(cast, "Complaints"))
    found = entry(cast, "complaints")
    assert found.is_missing
    assert found.policy is not None
    assert entry(cast, "complaints", cast.governor).policy is None
    page = said(signed_in(cast.clerk).get(reverse("statutory", args=[cast.school.slug])))
    assert "Complaints is being written" in page
    assert "is being written" not in said(signed_in(cast.governor).get(reverse("statutory", args=[cast.school.slug])))


def test_a_review_is_overdue_by_its_own_date_or_by_the_interval_of_the_list(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, "Complaints"))
    assert not entry(cast, "complaints").is_overdue
    rows = Version.objects.filter(pk=version.pk)
    rows.update(review_due_on=cast.today - timedelta(days=1), review_on=cast.today)
    assert entry(cast, "complaints").is_overdue
    rows.update(review_due_on=None, review_on=None)
    found = entry(cast, "complaints")
    assert found.has_no_review
    assert found.due_on == months_after(cast.today, 12)
    rows.update(in_force_at=cast.at - timedelta(days=400))
    assert entry(cast, "complaints").is_overdue


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), 48, date(2030, 12, 5)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_what_must_be_on_the_website_and_is_not_is_named(cast: Cast) -> None:
    in_force(cast, a_policy(cast, "Complaints"))
    in_force(cast, a_policy(cast, "Behaviour", is_public=True))
    in_force(cast, a_policy(cast, "Health and safety"))
    assert entry(cast, "complaints").is_off_website
    assert not entry(cast, "behaviour").is_off_website
    assert not entry(cast, "health-and-safety").is_off_website
    client = signed_in(cast.chair)
    page = client.get(reverse("statutory", args=[cast.school.slug]), {"show": "website"})
    rows = document(page).xpath("//main//tbody/tr/th/text()")
    assert rows == ["School complaints"]
    figures = Figures.of(register(cast.chair.user, cast.school, cast.today))
    assert (figures.held, figures.website) == (3, 1)
    assert f"Of {figures.all} on the list for a school like ours, 3 are held" in said(page)


def test_the_clerk_says_which_policy_it_is_or_why_there_is_none_or_takes_it_back(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, "How we treat one another"))
    client = signed_in(cast.clerk)
    where = reverse("statutory-line", args=[cast.school.slug, "behaviour"])
    empty = client.post(where, {"token": "", "answer": "policy"})
    assert "Choose which policy it is." in said(empty)
    assert "Say why the school needs none" in said(client.post(where, {"token": "", "answer": "none"}))
    other = in_force(cast, a_policy(cast, "Bicycles"))
    sent = {"token": "", "answer": "policy", "policy": str(version.policy.uid)}
    assert client.post(where, sent)["Location"] == reverse("statutory", args=[cast.school.slug])
    assert StatutoryAnswer.objects.get().policy == version.policy
    why = {"token": "", "answer": "none", "not_needed_why": "We have no pupils.", "policy": str(other.policy.uid)}
    client.post(where, why)
    answer = StatutoryAnswer.objects.get()
    assert (answer.policy, answer.not_needed_why) == (None, "We have no pupils.")
    page = said(client.get(reverse("statutory", args=[cast.school.slug])))
    assert "Not needed We have no pupils." in page
    assert not entry(cast, "behaviour").is_missing
    client.post(where, {"token": "", "answer": "open"})
    assert not StatutoryAnswer.objects.exists()
    assert client.get(reverse("statutory-line", args=[cast.school.slug, "no-such-line"])).status_code == 404


def test_a_policy_of_another_school_is_no_answer(cast: Cast) -> None:
    theirs = a_policy(cast, "Behaviour")
    with pytest.raises(NotAllowed, match="another school"):
        answer_statutory(cast.other_school, "behaviour", policy=theirs, by=cast.other_clerk, at=cast.at)


def test_an_answer_is_a_policy_or_a_reason_in_the_database_too(cast: Cast) -> None:
    about = {"school": cast.school, "answered_by": cast.clerk, "answered_at": cast.at}
    with pytest.raises(IntegrityError), transaction.atomic():
        StatutoryAnswer.objects.create(key="behaviour", **about)
    StatutoryAnswer.objects.create(key="behaviour", not_needed_why="None here.", **about)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatutoryAnswer.objects.create(key="behaviour", not_needed_why="Twice.", **about)


def test_governors_read_the_register_and_teachers_do_not(cast: Cast) -> None:
    where = reverse("statutory", args=[cast.school.slug])
    for person in (cast.governor, cast.chair, cast.senior_leader, cast.trust_officer):
        page = signed_in(person).get(where)
        assert page.status_code == 200
        assert not document(page).xpath("//td[@data-label='Change']")
    for person in (cast.teacher, cast.other_clerk, cast.leaver):
        assert signed_in(person).get(where).status_code == 404
    line = reverse("statutory-line", args=[cast.school.slug, "behaviour"])
    assert signed_in(cast.governor).get(line).status_code == 404


def test_the_register_asks_the_same_few_queries_whatever_is_held(cast: Cast) -> None:
    client = signed_in(cast.governor)
    in_force(cast, a_policy(cast, "Behaviour"))
    few = queries(client, cast)
    for number in range(10):
        in_force(cast, a_policy(cast, f"Policy {number}"))
    assert queries(client, cast) == few <= 10


def queries(client: Client, cast: Cast) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(reverse("statutory", args=[cast.school.slug])).status_code == 200
    return len(counted)


# The list as a file


def offered(cast: Cast, text: str | bytes, name: str = "list.csv") -> StatutoryList:
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    where = reverse("statutory-list", args=[cast.school.slug])
    sent = signed_in(cast.clerk).post(where, {"token": "", "file": file})
    assert sent.status_code == 302, said(sent)
    return StatutoryList.objects.latest("pk")


def press(cast: Cast, name: str, one: StatutoryList | None = None) -> Any:
    where = reverse(name, args=[one.uid] if one else [cast.school.slug])
    return signed_in(cast.clerk).post(where, {"token": ""}, follow=True)


def test_a_list_is_looked_over_first_and_used_when_it_is_taken(cast: Cast) -> None:
    one = offered(cast, GOOD)
    assert in_use(cast.school)[0] is None
    page = said(signed_in(cast.clerk).get(reverse("statutory-offer", args=[one.uid])))
    assert "New Bee keeping" in page
    assert "Gone " in page
    assert "1 of 1 lines are for a school like ours" in page
    assert "This list is in use now" in said(press(cast, "statutory-take", one))
    assert [entry.line.title for entry in register(cast.clerk.user, cast.school, cast.today)] == ["Bee keeping"]
    register_page = said(signed_in(cast.chair).get(reverse("statutory", args=[cast.school.slug])))
    assert "list.csv, brought in on" in register_page
    assert "Clara Clerk" in register_page
    assert in_use(cast.other_school)[0] is None


def test_lists_before_are_kept_with_who_and_when_and_one_can_go_back_to_ours(cast: Cast) -> None:
    first, second = offered(cast, GOOD, "first.csv"), offered(cast, GOOD.replace("Bee keeping", "Goats"), "second.csv")
    press(cast, "statutory-take", first)
    press(cast, "statutory-take", second)
    first.refresh_from_db()
    assert (first.status, first.ended_by) == ("replaced", cast.clerk)
    page = said(signed_in(cast.clerk).get(reverse("statutory-list", args=[cast.school.slug])))
    assert "In use: second.csv" in page
    assert "first.csv Replaced" in page
    assert "is in use again" in said(press(cast, "statutory-list-shipped"))
    assert in_use(cast.school) == (None, shipped())
    assert "in use already" in said(press(cast, "statutory-list-shipped"))


def test_a_list_taken_by_two_at_once_is_answered_in_words_the_second_time(cast: Cast) -> None:
    one = offered(cast, GOOD)
    press(cast, "statutory-take", one)
    assert "can no longer be done" in said(press(cast, "statutory-take", one))
    other = offered(cast, GOOD)
    assert "is not taken" in said(press(cast, "statutory-drop", other))
    assert "can no longer be done" in said(press(cast, "statutory-take", other))
    assert in_use(cast.school)[0] == one


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("a,,,all,12,,,S,,,,,", "“Policy” is empty."),
        ("a,A,,,12,,,S,,,,,", "“Schools” is empty."),
        ("a,A,,all,12,,,,,,,,", "“Source” is empty."),
        ("a,A,,grammar,12,,,S,,,,,", "“Schools” names “grammar”, which is no kind of school."),
        ("a,A,,academy,12,special,,S,,,,,", "“Website” names maintained special school, “Schools” does not."),
        ("a,A,,all,yearly,,,S,,,,,", "“Review every (months)” says “yearly”."),
        ("a,A,,all,0,,,S,,,,,", "“Review every (months)” says “0”."),
        ("a,A,,all,12,,,S,,soon,,,", "“Checked on” says “soon”, which is no day."),
        ("a,A,,all,12,,,S,,31/02/2026,,,", "“Checked on” says “31/02/2026”, which is no day."),
        ("a,A,,all,12,,,S,,,2026-09-01,2026-01-01,", "“Until” is before “From”."),
        ("a,A,,all,12,,,S,,,,,,extra,cells", "This row has 15 cells and the headings are 13."),
        (f"a,{'A' * 200},,all,12,,,S,,,,,", "“Policy” has more than 150 letters."),
    ],
)
def test_problems_are_named_by_row_and_the_list_is_not_taken(cast: Cast, row: str, sentence: str) -> None:
    one = offered(cast, f"{GOOD}{row}\n")
    page = signed_in(cast.clerk).get(reverse("statutory-offer", args=[one.uid]))
    rows = document(page).xpath("//table//tr[th[@scope='row']]")
    assert sentence in " ".join(rows[0].text_content().split())
    assert rows[0].xpath("th")[0].text_content() == "3"
    assert "Use this list" not in said(page)
    assert "Something is wrong in this file" in said(press(cast, "statutory-take", one))
    with pytest.raises(NotAllowed, match="Something is wrong"):
        take_statutory_list(one, by=cast.clerk, at=cast.at)


def test_the_same_line_twice_for_one_kind_and_time_is_a_problem_and_one_after_the_other_is_not() -> None:
    twice = f"{HEAD}\na,A,,all,12,,,S,,,,,\na,A,,academy,12,,,S,,,,,\n"
    assert [row for row, _ in read_list(twice.encode()).problems] == [3]
    dated = f"{HEAD}\na,A,,all,12,,,S,,,,2026-08-31,\na,A,,academy,12,,,S,,,1 September 2026,,\n"
    reading = read_list(dated.encode())
    assert reading.problems == []
    assert [line.holds("academy", date(2026, 8, 31)) for line in reading.lines] == [True, False]
    assert [line.holds("academy", date(2026, 9, 1)) for line in reading.lines] == [False, True]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"Name,Email\nTessa,t@x.example\n", "“Policy”, “Schools”, “Source” is not there"),
        (b"PK\x03\x04 rest of a spreadsheet", "Excel"),
        (b"x" * 600_000, "larger than 500 kB"),
        ((HEAD + "\n" + "a,A,,all,12,,,S,,,,,\n" * 600).encode(), "more than 500 rows"),
        ((HEAD + '\na,"A,,all\n').encode(), "quotation mark"),
        ("\ufeff".encode() + HEAD.encode() + b"\n", "no rows below"),
    ],
)
def test_a_file_that_is_no_list_is_answered_with_a_sentence(data: bytes, sentence: str) -> None:
    reading = read_list(data)
    assert reading.lines == []
    assert [row for row, _ in reading.problems] == [0]
    assert sentence in reading.problems[0][1]


def test_the_list_in_use_goes_out_as_a_file_and_comes_back_the_same(cast: Cast) -> None:
    answer = signed_in(cast.clerk).get(reverse("statutory-list-csv", args=[cast.school.slug]))
    reading = read_list(answer.content)
    assert reading.problems == []
    assert answer.content.decode("utf-8-sig").splitlines()[0] == ",".join(f'"{name}"' for name in COLUMNS)
    found = difference(shipped(), reading.lines)
    assert (found.added, found.removed, found.changed) == ([], [], [])


def test_only_who_sets_the_house_rules_replaces_the_list(cast: Cast) -> None:
    one = offered(cast, GOOD)
    where = reverse("statutory-list", args=[cast.school.slug])
    assert where in signed_in(cast.administrator).get(reverse("settings", args=[cast.school.slug])).content.decode()
    assert signed_in(cast.administrator).get(where).status_code == 200
    for person in (cast.business_manager, cast.governor, cast.other_clerk):
        assert signed_in(person).get(where).status_code == 404
        for name in ("statutory-offer", "statutory-take", "statutory-drop"):
            assert signed_in(person).post(reverse(name, args=[one.uid]), {"token": ""}).status_code in (404, 405)
        assert signed_in(person).get(reverse("file-download", args=[one.file.uid])).status_code == 404
    assert signed_in(cast.clerk).get(reverse("file-download", args=[one.file.uid])).status_code == 200
