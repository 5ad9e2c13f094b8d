"""Files with the roll: each is read or refused with a sentence, and does exactly what its preview said."""

from datetime import date
from typing import Any

import pytest

from foundation.schools.models import Person, RollImport
from foundation.schools.roll.columns import guess, is_refused, missing
from foundation.schools.roll.keeping import discard, keep, plan_of
from foundation.schools.roll.plan import NEW, Plan
from foundation.schools.roll.reading import Unreadable
from foundation.schools.transitions.roll import answer_roll, apply_chunk, confirm_roll
from tests.cast import Cast, a_person
from tests.corpus.staff_import import Sheet, sheets

SHEETS = sheets()


@pytest.fixture
def cast() -> Cast:
    cast = Cast.make()
    for person, reference in ((cast.teacher, "T1"), (cast.midday_supervisor, "M1"), (cast.leaver, "L1")):
        Person.objects.filter(pk=person.pk).update(reference=reference)
    a_person(cast.school, "Nell Noref", has_email=False, groups=(cast.teachers,))
    return cast


def sent(cast: Cast, data: bytes) -> RollImport:
    return keep(cast.school, "roll.csv", data, by=cast.clerk, at=cast.at)


def looked_over(cast: Cast, roll: RollImport) -> Plan:
    return plan_of(RollImport.objects.get(pk=roll.pk), cast.today)


def brought_in(cast: Cast, roll: RollImport, plan: Plan, size: int = 50) -> RollImport:
    roll = confirm_roll(roll, items=plan.items, by=cast.clerk, at=cast.at)
    for _ in range(len(plan.items) + 1):
        roll = apply_chunk(roll, at=cast.at, size=size)
    return roll


def said(plan: Plan) -> str:
    return "\n".join([*plan.remarks, *(problem.words for problem in plan.problems)])


def test_the_corpus_has_its_rows() -> None:
    assert len({sheet.name for sheet in SHEETS}) == len(SHEETS) >= 80


@pytest.mark.django_db
@pytest.mark.clause("ACR-05")
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_each_file_is_refused_in_words_or_does_what_its_preview_said(cast: Cast, sheet: Sheet) -> None:
    tried(cast, sheet)


def tried(cast: Cast, sheet: Sheet) -> None:
    """Send a file of a corpus and bring it in, and look at everything that is to come of it."""
    before = Person.objects.filter(school=cast.school).count()
    elsewhere = list(Person.objects.exclude(school=cast.school).order_by("pk").values())
    if sheet.refused:
        with pytest.raises(Unreadable, match=sheet.refused):
            sent(cast, sheet.data)
        assert not RollImport.objects.exists()
        return
    roll = sent(cast, sheet.data)
    if not_chosen := missing(roll.columns):
        assert not_chosen.startswith(sheet.says[0])
        return
    plan = looked_over(cast, roll)
    assert (len(plan.added), len(plan.changed), plan.left_out) == (sheet.added, sheet.changed, sheet.left_out), said(
        plan
    )
    assert all(words in said(plan) for words in sheet.says), said(plan)
    assert Person.objects.filter(school=cast.school).count() == before
    if plan.items:
        roll = brought_in(cast, roll, plan)
        assert (roll.added_count, roll.changed_count) == (sheet.added, sheet.changed), roll.left_out
    assert Person.objects.filter(school=cast.school).count() == before + sheet.added
    assert list(Person.objects.exclude(school=cast.school).order_by("pk").values()) == elsewhere


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    data = b"Ref,Name,Email,Group,Start date\nX1,Nora New,nora@x.example,Teachers,1 May 2026\n"
    roll = sent(cast, data)
    brought_in(cast, roll, looked_over(cast, roll))
    again = looked_over(cast, sent(cast, data))
    assert (again.added, again.changed, again.unchanged, again.items) == ([], [], 1, [])


@pytest.mark.django_db
def test_a_job_that_stops_in_the_middle_goes_on_where_it_was(cast: Cast) -> None:
    rows = b"".join(b"Person %c,\n" % letter for letter in b"ABCDEFGH")
    roll = sent(cast, b"Name,Job title\n" + rows)
    plan = looked_over(cast, roll)
    roll = confirm_roll(roll, items=plan.items, by=cast.clerk, at=cast.at)
    roll = apply_chunk(roll, at=cast.at, size=3)
    assert (roll.done_count, roll.status) == (3, RollImport.Status.CONFIRMED)
    assert Person.objects.filter(name__startswith="Person ").count() == 3
    stale = RollImport.objects.get(pk=roll.pk)
    for _ in range(4):  # run again and again, from a row that was read before
        apply_chunk(stale, at=cast.at, size=3)
    roll.refresh_from_db()
    assert (roll.done_count, roll.added_count, roll.status, roll.plan) == (8, 8, RollImport.Status.APPLIED, [])
    assert Person.objects.filter(name__startswith="Person ").count() == 8


@pytest.mark.django_db
def test_dates_that_read_both_ways_are_asked_about_and_read_as_answered(cast: Cast) -> None:
    roll = sent(cast, b"Name,Start date\nNora New,03/04/2026\n")
    assert looked_over(cast, roll).asks_day_order
    answer_roll(roll, columns=roll.columns, answers={"day_order": "mdy"})
    plan = looked_over(cast, roll)
    assert not plan.asks_day_order
    brought_in(cast, roll, plan)
    assert Person.objects.get(name="Nora New").starts_on == date(2026, 3, 4)


@pytest.mark.django_db
def test_unknown_groups_are_made_when_that_was_answered_and_left_out_when_not(cast: Cast) -> None:
    roll = sent(cast, b"Name,Groups,Start date\nNora New,Cleaners;Guests,1 May 2026\n")
    plan = looked_over(cast, roll)
    assert (plan.new_groups, plan.asks_groups) == (["Cleaners", "Guests"], True)
    answer_roll(roll, columns=roll.columns, answers={"groups": ["Cleaners"]})
    plan = looked_over(cast, roll)
    assert not plan.asks_groups
    brought_in(cast, roll, plan)
    assert [group.name for group in Person.objects.get(name="Nora New").groups.all()] == ["Cleaners"]
    assert not cast.school.groups.filter(name="Guests").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["them", NEW])
def test_somebody_of_the_same_name_is_taken_for_whom_it_was_answered(cast: Cast, who: str) -> None:
    nell = Person.objects.get(name="Nell Noref")
    roll = sent(cast, b"Name,Group,Job title\nNell Noref,Teachers,Cook\n")
    like = looked_over(cast, roll).likenesses
    assert [(one.row.number, one.people) for one in like] == [(2, [nell])]
    answer = str(nell.uid) if who == "them" else NEW
    answer_roll(roll, columns=roll.columns, answers={"matches": {"2": answer}})
    brought_in(cast, roll, looked_over(cast, roll))
    assert Person.objects.filter(name="Nell Noref").count() == (1 if who == "them" else 2)
    assert Person.objects.filter(name="Nell Noref", job_title="Cook").count() == 1


@pytest.mark.django_db
def test_an_answer_that_names_somebody_of_another_school_is_asked_again(cast: Cast) -> None:
    roll = sent(cast, b"Name,Group\nNell Noref,Teachers\n")
    answer_roll(roll, columns=roll.columns, answers={"matches": {"2": str(cast.other_teacher.uid)}})
    assert len(looked_over(cast, roll).likenesses) == 1


@pytest.mark.django_db
def test_the_plan_bears_another_mark_when_the_roll_has_changed(cast: Cast) -> None:
    roll = sent(cast, b"Ref,Name,Job title\nT1,Tessa Teacher,Cook\n")
    before = looked_over(cast, roll).mark
    assert looked_over(cast, roll).mark == before
    Person.objects.filter(pk=cast.teacher.pk).update(employer="The county")
    assert looked_over(cast, roll).mark != before


@pytest.mark.django_db
def test_who_was_changed_after_the_preview_is_left_out_and_named(cast: Cast) -> None:
    roll = sent(cast, b"Ref,Name,Job title\nT1,Tessa Teacher,Cook\nM1,Mina Midday-Supervisor,Cook\n")
    plan = looked_over(cast, roll)
    Person.objects.filter(pk=cast.teacher.pk).update(job_title="Head of Year")
    roll = brought_in(cast, roll, plan)
    assert (roll.changed_count, [one["row"] for one in roll.left_out]) == (1, [2])
    assert Person.objects.get(pk=cast.teacher.pk).job_title == "Head of Year"
    assert Person.objects.get(pk=cast.midday_supervisor.pk).job_title == "Cook"


@pytest.mark.django_db
def test_who_is_not_in_the_file_is_named_and_stays(cast: Cast) -> None:
    roll = sent(cast, b"Ref,Name,Job title\nT1,Tessa Teacher,Cook\n")
    plan = looked_over(cast, roll)
    assert cast.midday_supervisor in plan.not_in_file
    assert cast.teacher not in plan.not_in_file
    assert cast.leaver not in plan.not_in_file
    brought_in(cast, roll, plan)
    assert Person.objects.get(pk=cast.midday_supervisor.pk).leaves_on is None


@pytest.mark.django_db
def test_an_address_of_another_school_brings_no_log_in_along(cast: Cast) -> None:
    roll = sent(cast, f"Name,Email\nOlly Again,{cast.other_teacher.email}\n".encode())
    plan = looked_over(cast, roll)
    assert "Faraway" not in said(plan)
    brought_in(cast, roll, plan)
    assert Person.objects.get(name="Olly Again").user is None


@pytest.mark.django_db
def test_a_plan_takes_as_many_queries_for_ten_times_the_people(cast: Cast, django_assert_max_num_queries: Any) -> None:
    def queries(roll: RollImport) -> int:
        with django_assert_max_num_queries(20) as seen:
            plan_of(roll, cast.today)
        return len(seen.captured_queries)

    few = queries(sent(cast, b"Name,Group\nNora New,Teachers\n"))
    for number in range(60):
        a_person(cast.school, f"Person {number}", has_email=False, groups=(cast.teachers,))
    rows = "".join(f"New {number},Teachers,Tessa Teacher\n" for number in range(60))
    assert queries(sent(cast, f"Name,Group,Line manager\n{rows}".encode())) == few


@pytest.mark.django_db
def test_the_file_is_destroyed_once_it_is_done_with(cast: Cast) -> None:
    roll = sent(cast, b"Name\nNora New\n")
    discard(roll, by=cast.clerk, at=cast.at)
    discard(roll, by=cast.clerk, at=cast.at)
    with pytest.raises(Exception, match="destroyed"):
        looked_over(cast, roll)


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (
            ["Staff Number", "Forename", "Surname", "Work Email", "Post"],
            {"reference": 0, "first_name": 1, "last_name": 2, "email": 3, "job_title": 4},
        ),
        (["Name", "First name"], {"name": 0}),
        (["Title", "Name", "Role"], {"name": 1}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_headings(headers: list[str], columns: dict[str, int]) -> None:
    assert guess(headers) == columns


def test_a_choice_of_columns_without_a_name_or_with_one_twice_is_refused_in_words() -> None:
    assert missing({"email": 0}).startswith("Say which column")
    assert missing({"name": 0, "email": 0}) == "One column is chosen for several things: Full name, E-mail address."
    assert not missing({"first_name": 0, "last_name": 1})
    assert is_refused("Is Super-User")
    assert not is_refused("Job role")
